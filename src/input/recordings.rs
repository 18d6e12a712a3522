//! Reads `recordings_json`: an array of recording ids, recording objects, or both.

use super::validate;
use crate::codes::{WEBEXREC_E_INVALID_RECORDINGS, WEBEXREC_E_NOT_JSON};
use crate::error::{Error, Result};
use crate::util::text;
use serde::de::value::MapAccessDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use std::borrow::Cow;
use std::fmt;

/// One element. Objects may be items of a list, or results of an earlier call.
#[derive(Debug, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Recording<'a> {
    #[serde(borrow, deserialize_with = "required")]
    pub id: Cow<'a, str>,
    #[serde(borrow)]
    pub site_url: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub host_email: Option<Cow<'a, str>>,
    /// Shared with the user by its host, who alone can move it.
    pub share_to_me: Option<bool>,
    #[serde(deserialize_with = "number")]
    pub size_bytes: Option<u64>,
    /// Text in a list, the number of an HTTP status in a result.
    #[serde(borrow, deserialize_with = "text_alone")]
    pub status: Option<Cow<'a, str>>,
    /// From the result of an earlier call.
    #[serde(borrow, deserialize_with = "text_alone")]
    pub outcome: Option<Cow<'a, str>>,
    /// True in the result of a call with `WEBEXREC_ALL`.
    pub all: Option<bool>,
}

impl Recording<'_> {
    /// Whether an earlier call may have changed the recording already.
    pub fn is_in_doubt(&self) -> bool {
        matches!(self.outcome.as_deref(), Some("unknown" | "inferred" | "sending"))
    }
}

/// Reads and checks all elements and passes each to `take` with its index, so that they are never in
/// memory all at once. Returns their number. An error names the first invalid element.
pub(crate) fn parse<'a>(
    json: &'a str,
    take: &mut dyn FnMut(usize, Recording<'a>) -> Result<()>,
) -> Result<usize> {
    let mut elements = Elements { in_array: false, count: 0, take, error: None };
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let parsed = deserializer.deserialize_seq(&mut elements).and_then(|()| deserializer.end());
    if let Err(error) = parsed {
        return Err(match (error.is_data(), elements.in_array) {
            (false, _) => Error::new(
                WEBEXREC_E_NOT_JSON,
                format!(
                    "recordings_json is not JSON: {error}; give an array such as [\"id\",\"id\"]"
                ),
            ),
            (true, false) => Error::new(
                WEBEXREC_E_INVALID_RECORDINGS,
                "recordings_json is not an array; give one of ids or recording objects, such as [\"id\"]",
            ),
            (true, true) => {
                elements.error.unwrap_or_else(|| invalid(elements.count, error.to_string()))
            }
        });
    }
    elements.error.map_or(Ok(elements.count), Err)
}

/// The error for one element.
pub(crate) fn invalid(index: usize, fault: impl fmt::Display) -> Error {
    Error::new(WEBEXREC_E_INVALID_RECORDINGS, format!("recordings_json[{index}]: {fault}"))
}

fn check(recording: &Recording<'_>) -> std::result::Result<(), String> {
    if recording.all == Some(true) {
        return Err(
            "it is the result of a call with WEBEXREC_ALL and names no recording; list the \
                    recycle bin to see what is in it"
                .into(),
        );
    }
    if recording.id.is_empty() {
        return Err("there is no id, or an empty one; give one or leave the element out".into());
    }
    if text::has_space_or_control(&recording.id) {
        return Err("the id has white space or control characters; give the id alone".into());
    }
    if let Some(site_url) = &recording.site_url {
        validate::site_url(site_url).map_err(|fault| format!("siteUrl {fault}"))?;
    }
    if let Some(host_email) = &recording.host_email {
        validate::email(host_email).map_err(|fault| format!("hostEmail {fault}"))?;
    }
    Ok(())
}

/// The elements read so far.
struct Elements<'t, 'a> {
    in_array: bool,
    count: usize,
    take: &'t mut dyn FnMut(usize, Recording<'a>) -> Result<()>,
    /// The error of the first invalid element. Reading goes on, since invalid JSON after it is the more
    /// important error.
    error: Option<Error>,
}

impl<'de> Visitor<'de> for &mut Elements<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> std::result::Result<(), A::Error> {
        self.in_array = true;
        while array.next_element_seed(Element(self))?.is_some() {}
        Ok(())
    }
}

impl<'a> Elements<'_, 'a> {
    fn add(&mut self, recording: Recording<'a>) {
        if self.error.is_none() {
            let index = self.count;
            let checked = check(&recording).map_err(|fault| invalid(index, fault));
            self.error = checked.and_then(|()| (self.take)(index, recording)).err();
        }
        self.count += 1;
    }
}

/// Reads the next element and adds it.
struct Element<'e, 't, 'a>(&'e mut Elements<'t, 'a>);

impl<'de> DeserializeSeed<'de> for Element<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Element<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a recording id (a string) or a recording object with an \"id\"")
    }

    fn visit_borrowed_str<E>(self, id: &'de str) -> std::result::Result<(), E> {
        self.0.add(Recording { id: id.into(), ..Recording::default() });
        Ok(())
    }

    fn visit_str<E>(self, id: &str) -> std::result::Result<(), E> {
        self.0.add(Recording { id: id.to_owned().into(), ..Recording::default() });
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> std::result::Result<(), A::Error> {
        self.0.add(Recording::deserialize(MapAccessDeserializer::new(object))?);
        Ok(())
    }
}

/// An absent text, or null, is empty.
fn required<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Cow<'a, str>, D::Error> {
    #[derive(serde::Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    Ok(Option::<Text>::deserialize(deserializer)?.map(|text| text.0).unwrap_or_default())
}

/// A value that is used if it has the right type, and doesn't make an element invalid otherwise.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Loose<'a> {
    Text(#[serde(borrow)] Cow<'a, str>),
    Number(u64),
    Other(IgnoredAny),
}

fn text_alone<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<Cow<'a, str>>, D::Error> {
    Ok(match Loose::deserialize(deserializer)? {
        Loose::Text(text) => Some(text),
        Loose::Number(_) | Loose::Other(_) => None,
    })
}

fn number<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<u64>, D::Error> {
    Ok(match Loose::deserialize(deserializer)? {
        Loose::Number(number) => Some(number),
        Loose::Text(_) | Loose::Other(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<Vec<Recording<'_>>> {
        let mut recordings = Vec::new();
        let mut take = |index, recording| {
            assert_eq!(index, recordings.len());
            recordings.push(recording);
            Ok(())
        };
        let count = super::parse(json, &mut take)?;
        assert_eq!(count, recordings.len());
        Ok(recordings)
    }

    #[test]
    fn ids_and_objects_are_read_from_one_array() {
        let json = r#"["a", {"id":"b","siteUrl":"x.webex.com","hostEmail":null,"shareToMe":true,"sizeBytes":1.5,"more":[{}]}]"#;
        let recordings = parse(json).expect("valid");
        assert_eq!(recordings[0], Recording { id: "a".into(), ..Recording::default() });
        assert_eq!(recordings[1].site_url.as_deref(), Some("x.webex.com"));
        assert_eq!(
            (recordings[1].host_email.as_ref(), recordings[1].share_to_me),
            (None, Some(true))
        );
        assert!(matches!(recordings[0].id, Cow::Borrowed(_)), "ids are not copied");
    }

    #[test]
    fn results_of_a_call_and_items_of_a_list_are_read_alike() {
        let json = r#"[{"id":"a","outcome":"rejected","status":404,"sizeBytes":5},{"id":"b","status":"deleted","sizeBytes":-1},{"id":"c\u0064","outcome":null,"status":null,"sizeBytes":null}]"#;
        let recordings = parse(json).expect("valid");
        let read: Vec<_> =
            recordings.iter().map(|r| (&*r.id, r.status.as_deref(), r.size_bytes)).collect();
        assert_eq!(read, [("a", None, Some(5)), ("b", Some("deleted"), None), ("cd", None, None)]);
    }

    #[test]
    fn the_result_of_a_call_for_everything_is_not_a_recording() {
        let error = parse(r#"[{"all":true,"outcome":"unknown"}]"#).expect_err("refused");
        assert_eq!(error.code, WEBEXREC_E_INVALID_RECORDINGS);
        assert!(error.message.contains("WEBEXREC_ALL"), "{error}");
    }

    #[test]
    fn a_recording_is_in_doubt_if_an_earlier_call_may_have_changed_it() {
        let of = |outcome| {
            parse(&format!(r#"[{{"id":"a","outcome":"{outcome}"}}]"#)).expect("valid")[0]
                .is_in_doubt()
        };
        assert!(of("unknown") && of("inferred") && of("sending"));
        assert!(!of("done") && !of("rejected") && !of("notSent"));
    }

    #[test]
    fn invalid_json_is_distinguished_from_json_of_another_form() {
        for (json, code, part) in [
            ("", WEBEXREC_E_NOT_JSON, "not JSON"),
            ("[\"a\"", WEBEXREC_E_NOT_JSON, "not JSON"),
            ("[\"a\"] x", WEBEXREC_E_NOT_JSON, "not JSON"),
            ("a,b", WEBEXREC_E_NOT_JSON, "not JSON"),
            ("{}", WEBEXREC_E_INVALID_RECORDINGS, "not an array"),
            ("\"a\"", WEBEXREC_E_INVALID_RECORDINGS, "not an array"),
            ("null", WEBEXREC_E_INVALID_RECORDINGS, "not an array"),
        ] {
            let error = parse(json).expect_err(json);
            assert_eq!(error.code, code, "{json}: {error}");
            assert!(
                error.message.contains(part) && error.message.contains("recordings_json"),
                "{error}"
            );
        }
    }

    #[test]
    fn an_error_names_the_index_of_an_invalid_element() {
        for json in [
            r#"["a", 7]"#,
            r#"["a", null]"#,
            r#"["a", ["b"]]"#,
            r#"["a", {}]"#,
            r#"["a", {"id":""}]"#,
            r#"["a", {"id":null}]"#,
            r#"["a", {"id":7}]"#,
            r#"["a", ""]"#,
            r#"["a", "b "]"#,
            r#"["a", "b\u0000"]"#,
            r#"["a", {"id":"b","siteUrl":"https://x.webex.com"}]"#,
            r#"["a", {"id":"b","siteUrl":""}]"#,
            r#"["a", {"id":"b","hostEmail":"nobody"}]"#,
            r#"["a", {"id":"b","hostEmail":7}]"#,
            r#"["a", {"id":"b","id":"c"}]"#,
        ] {
            let error = parse(json).expect_err(json);
            assert_eq!(error.code, WEBEXREC_E_INVALID_RECORDINGS, "{json}: {error}");
            assert!(error.message.starts_with("recordings_json[1]: "), "{json}: {error}");
        }
    }
}
