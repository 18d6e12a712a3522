//! Writes JSON with an object for each of many recordings. Members of one object can be copied to
//! another, which serde_json can't do.

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

pub(crate) fn push_text(json: &mut String, text: &str) {
    let needs_no_escape = |byte| byte >= b' ' && byte != b'"' && byte != b'\\';
    if text.bytes().all(needs_no_escape) {
        push_quoted(json, text);
    } else {
        json.push_str(&serde_json::to_string(text).expect("a text is JSON"));
    }
}

/// A text that was read from JSON. If it is borrowed, it had no escapes there and needs none here.
#[expect(clippy::ptr_arg, reason = "whether it is borrowed counts")]
pub(crate) fn push_read_text(json: &mut String, text: &Cow<str>) {
    match text {
        Cow::Borrowed(text) => push_quoted(json, text),
        Cow::Owned(text) => push_text(json, text),
    }
}

fn push_quoted(json: &mut String, text: &str) {
    json.push('"');
    json.push_str(text);
    json.push('"');
}

/// Writes an array; `push` writes each element.
pub(crate) fn push_array<T>(
    json: &mut String,
    elements: impl Iterator<Item = T>,
    mut push: impl FnMut(&mut String, T),
) {
    json.push('[');
    for (index, element) in elements.enumerate() {
        if index > 0 {
            json.push(',');
        }
        push(json, element);
    }
    json.push(']');
}

/// An object with at least one member.
pub(crate) struct Object<'j> {
    json: &'j mut String,
    before: char,
}

impl<'j> Object<'j> {
    pub fn begin(json: &'j mut String) -> Self {
        Object { json, before: '{' }
    }

    /// The length of the whole text so far.
    pub fn len(&self) -> usize {
        self.json.len()
    }

    /// Copies members from an earlier part of the text.
    pub fn copy(&mut self, written: Range<usize>) {
        self.json.extend_from_within(written);
    }

    /// Begins a member; the caller writes its value. The key must not need escaping.
    pub fn member(&mut self, key: &'static str) -> &mut String {
        self.json.push(self.before);
        self.json.push('"');
        self.json.push_str(key);
        self.json.push_str("\":");
        self.before = ',';
        self.json
    }

    pub fn text(&mut self, key: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            push_text(self.member(key), value);
        }
    }

    /// A number, or true or false.
    pub fn plain(&mut self, key: &'static str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            write!(self.member(key), "{value}").expect("writing to a string can't fail");
        }
    }

    pub fn end(self) {
        self.json.push('}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[derive(serde::Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

    #[test]
    fn a_written_text_is_read_as_the_same() {
        for text in ["", "a", "\"", "\\", "\u{0}", "\u{1f}", "\u{7f}é漢\u{2028}", "a\nb\"c\\", "/"]
        {
            let mut json = String::new();
            push_text(&mut json, text);
            assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
            let read: Text = serde_json::from_str(&json).expect("JSON");
            let mut again = String::new();
            push_read_text(&mut again, &read.0);
            assert_eq!(again, json);
        }
    }

    #[test]
    fn objects_and_arrays_have_commas_between_members_and_leave_out_absent_ones() {
        let mut json = String::new();
        push_array(&mut json, 0..3, |json, number| {
            let mut object = Object::begin(json);
            object.text("name", (number > 0).then_some("a\"b"));
            object.plain("number", Some(number));
            object.plain("missing", None::<bool>);
            object.end();
        });
        let expected = json!([{"number":0},{"name":"a\"b","number":1},{"name":"a\"b","number":2}]);
        assert_eq!(serde_json::from_str::<Value>(&json).expect("JSON"), expected);
        let mut empty = String::new();
        push_array(&mut empty, 0..0, |_, _| unreachable!());
        assert_eq!(empty, "[]");
    }
}
