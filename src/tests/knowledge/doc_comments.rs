//! Reads the doc comments of a source file: for build.rs, and for the tests of the documentation.

/// An item with a doc comment.
pub struct Documented<'s> {
    /// The first line of the item.
    pub declaration: &'s str,
    pub paragraphs: Vec<String>,
}

/// A constant with a doc comment.
pub struct Constant<'s> {
    pub name: &'s str,
    pub value: &'s str,
    pub paragraphs: Vec<String>,
}

pub fn documented(source: &str) -> Vec<Documented<'_>> {
    let mut items = Vec::new();
    let mut comment: Vec<&str> = Vec::new();
    for line in source.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            comment.push(text.trim());
        } else if !comment.is_empty() && !line.starts_with("#[") {
            let paragraphs = comment.split(|line| line.is_empty()).map(|lines| lines.join(" "));
            items.push(Documented { declaration: line, paragraphs: paragraphs.collect() });
            comment.clear();
        }
    }
    items
}

pub fn constants(source: &str) -> Vec<Constant<'_>> {
    let constants = documented(source).into_iter().filter_map(|item| {
        let (name, rest) = item.declaration.strip_prefix("pub const ")?.split_once(':')?;
        let (_, value) = rest.strip_suffix(';')?.split_once(" = ")?;
        Some(Constant { name, value, paragraphs: item.paragraphs })
    });
    constants.collect()
}

impl Constant<'_> {
    pub fn is_result_code(&self) -> bool {
        self.name == "WEBEXREC_OK" || self.name.starts_with("WEBEXREC_E_")
    }
}
