//! Finds the files that a Rust source imports from the same crate: by `crate::`, by `super::`, and in a
//! `use` by the name of a child module.

use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    pub file: String,
    pub line: usize,
    /// A `pub use` of a child: the file passes it on.
    pub is_reexport: bool,
}

/// The imports of a file, its unit tests apart.
pub fn of(path: &str, text: &str, sources: &BTreeMap<String, String>) -> Vec<Import> {
    let module = module_of(path);
    let mut found = Vec::new();
    let tokens = tokens(without_tests(text));
    let mut at = 0;
    let mut is_use = false;
    let mut is_public = false;
    while at < tokens.len() {
        let (token, line) = &tokens[at];
        match token.as_str() {
            ";" => (is_use, is_public) = (false, false),
            "pub" => is_public = true,
            "use" => is_use = true,
            "fn" | "struct" | "enum" | "mod" | "const" | "static" | "type" | "trait" => {
                is_public = false;
            }
            _ => {
                let is_start = at == 0 || tokens[at - 1].0 != "::";
                let is_path = tokens.get(at + 1).is_some_and(|(next, _)| next == "::");
                let base = base(token, &module, is_use, sources).filter(|_| is_start && is_path);
                if let Some(base) = base {
                    let is_child = token != "crate" && token != "super";
                    let mut tree = Tree { tokens: &tokens, at: at + 1, files: Vec::new() };
                    tree.read(base, *line, sources);
                    at = tree.at;
                    let is_reexport = is_use && is_public && is_child;
                    let others = tree.files.into_iter().filter(|(file, _)| file != path);
                    found.extend(others.map(|(file, line)| Import { file, line, is_reexport }));
                    continue;
                }
            }
        }
        at += 1;
    }
    found
}

/// The module that a path begins with, if it is one of this crate.
fn base(
    token: &str,
    module: &[String],
    is_use: bool,
    sources: &BTreeMap<String, String>,
) -> Option<Vec<String>> {
    let child = || [module, &[token.to_owned()]].concat();
    match token {
        "crate" => Some(Vec::new()),
        "super" => Some(module[..module.len().saturating_sub(1)].to_vec()),
        _ if is_use && file_of(&child(), sources).is_some() => Some(child()),
        _ => None,
    }
}

/// What follows the beginning of a path: `::name::{name, name::name}`.
struct Tree<'t> {
    tokens: &'t [(String, usize)],
    at: usize,
    /// The files that the paths lead to, each with its line.
    files: Vec<(String, usize)>,
}

impl Tree<'_> {
    fn read(
        &mut self,
        mut module: Vec<String>,
        mut line: usize,
        sources: &BTreeMap<String, String>,
    ) {
        while self.token() == "::" {
            self.at += 1;
            if self.token() == "{" {
                return self.read_group(&module, sources);
            }
            line = self.tokens[self.at].1;
            module.push(self.token().to_owned());
            self.at += 1;
        }
        // The last names are items of the file.
        let file = (0..=module.len()).rev().find_map(|end| file_of(&module[..end], sources));
        self.files.extend(file.map(|file| (file, line)));
    }

    fn read_group(&mut self, module: &[String], sources: &BTreeMap<String, String>) {
        self.at += 1;
        while self.token() != "}" {
            if self.token() == "," {
                self.at += 1;
                continue;
            }
            let (name, line) = self.tokens[self.at].clone();
            self.at += 1;
            let module = if name == "self" { module.to_vec() } else { [module, &[name]].concat() };
            self.read(module, line, sources);
            while !matches!(self.token(), "," | "}") {
                self.at += 1; // as OTHER
            }
        }
        self.at += 1;
    }

    fn token(&self) -> &str {
        self.tokens.get(self.at).map_or("", |(token, _)| token)
    }
}

fn module_of(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').map(str::to_owned).collect()
}

fn file_of(module: &[String], sources: &BTreeMap<String, String>) -> Option<String> {
    let path = module.join("/");
    [format!("{path}.rs"), format!("{path}/mod.rs")]
        .into_iter()
        .find(|file| sources.contains_key(file))
}

/// Unit tests are at the end of a file.
fn without_tests(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod tests").map_or(text, |start| &text[..start])
}

/// Names, `::` and other characters, each with its line; without comments and strings.
fn tokens(text: &str) -> Vec<(String, usize)> {
    let mut tokens = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        let mut is_string = false;
        let mut rest = code;
        while let Some(first) = rest.chars().next() {
            let is_name = |c: char| c.is_alphanumeric() || c == '_';
            let length = match first {
                '"' => {
                    is_string = !is_string;
                    1
                }
                ':' if rest.starts_with("::") => 2,
                _ if is_name(first) => rest.find(|c| !is_name(c)).unwrap_or(rest.len()),
                _ => first.len_utf8(),
            };
            if !is_string && first != '"' && !first.is_whitespace() {
                tokens.push((rest[..length].to_owned(), number + 1));
            }
            rest = &rest[length..];
        }
    }
    tokens
}
