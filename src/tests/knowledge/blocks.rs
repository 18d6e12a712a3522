//! A block of a file that is made from the sources: between a line with "generated: NAME" and the next
//! one with "end of generated".

use std::fs;
use std::path::{Path, PathBuf};

#[derive(Clone)]
pub struct GeneratedBlock {
    pub file: &'static str,
    pub name: &'static str,
    pub text: String,
}

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// A file of the repository.
pub fn read(file: &str) -> String {
    let path = path(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl GeneratedBlock {
    pub fn write(&self) {
        let whole = read(self.file);
        let (before, _, after) = self.split(&whole);
        fs::write(path(self.file), [before, &self.text, after].concat()).expect("it is writable");
    }

    /// The first difference to the text of the file, for people.
    pub fn difference(&self, whole: &str) -> Option<String> {
        let GeneratedBlock { file, name, text } = self;
        let (_, block, _) = self.split(whole);
        let mut lines = block.lines().zip(text.lines());
        let (found, expected) = match lines.find(|(found, expected)| found != expected) {
            Some(different) => different,
            None if block == text => return None,
            None => ("another number of lines", ""),
        };
        Some(format!("{file}, {name}:\n  found    {found}\n  expected {expected}"))
    }

    /// What is before the block, the block, and what is after it.
    fn split<'t>(&self, whole: &'t str) -> (&'t str, &'t str, &'t str) {
        let GeneratedBlock { file, name, .. } = self;
        let marker = format!("generated: {name}");
        let marker = whole.find(&marker).unwrap_or_else(|| panic!("{file} has no {marker}"));
        let start = marker + whole[marker..].find('\n').expect("a line") + 1;
        let end = whole[start..].find("end of generated").expect("an end") + start;
        let end = whole[..end].rfind('\n').expect("a line") + 1;
        (&whole[..start], &whole[start..end], &whole[end..])
    }
}

/// Breaks a text into lines that begin with `indent` and have at most `width` characters.
pub fn wrap(text: &str, indent: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("a line");
        if line.is_empty() {
            *line = format!("{indent}{word}");
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            *line += &format!(" {word}");
        } else {
            lines.push(format!("{indent}{word}"));
        }
    }
    lines.join("\n") + "\n"
}

/// "max_wait" as "MaxWait".
pub fn pascal_case(name: &str) -> String {
    let capitalized = |word: &str| word[..1].to_uppercase() + &word[1..].to_lowercase();
    name.split('_').map(capitalized).collect()
}

/// Whitespace as single spaces.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text with each name in backticks replaced.
pub fn replace_names(text: &str, replacement: impl Fn(&str) -> String) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(index, part)| if index % 2 == 0 { part.into() } else { replacement(part) })
        .collect()
}

#[test]
fn a_block_that_differs_is_reported_with_its_file_and_both_lines() {
    let block = GeneratedBlock { file: "page.md", name: "codes", text: "| 1 |\n| 2 |\n".into() };
    let page =
        |lines| format!("before\n<!-- generated: codes -->\n{lines}<!-- end of generated -->\n");
    assert_eq!(block.difference(&page("| 1 |\n| 2 |\n")), None);
    let difference = block.difference(&page("| 1 |\n| 3 |\n"));
    assert_eq!(difference.as_deref(), Some("page.md, codes:\n  found    | 3 |\n  expected | 2 |"));
    assert!(block.difference(&page("| 1 |\n")).is_some());
}
