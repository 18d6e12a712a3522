//! Reads `include/webexrec.h`: its functions with their parameters, and its constants.

use std::fs;

pub struct Function {
    pub name: String,
    pub parameters: Vec<Parameter>,
}

pub struct Parameter {
    /// Such as `const char *`.
    pub c_type: String,
    pub name: String,
}

impl Function {
    pub fn has_error(&self) -> bool {
        self.has("error")
    }

    /// Whether it moves, restores or purges.
    pub fn is_change(&self) -> bool {
        self.has("host_email")
    }

    fn has(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter.name == name)
    }
}

pub fn header_text() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../include/webexrec.h");
    fs::read_to_string(path).expect("the header")
}

/// The functions in the order of the header.
pub fn declared_functions() -> Vec<Function> {
    let header = header_text();
    let (_, functions) = header.split_once("extern \"C\" {").expect("functions");
    let declared = functions.split("\nWEBEXREC_API").skip(1).map(|rest| {
        let (declaration, _) = rest.split_once(");").expect("a declaration");
        let (start, parameters) = declaration.split_once('(').expect("parameters");
        let name = start.rsplit([' ', '*', '\n']).next().expect("a name").to_owned();
        let parameters = parameters.split(',').filter(|text| text.trim() != "void");
        Function { name, parameters: parameters.map(parameter).collect() }
    });
    declared.collect()
}

fn parameter(text: &str) -> Parameter {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = words.rsplit([' ', '*']).next().expect("a name").to_owned();
    let c_type = words[..words.len() - name.len()].trim().to_owned();
    Parameter { c_type, name }
}

/// The value of `#define NAME value`.
pub fn defined_constant(name: &str) -> Option<String> {
    let start = format!("#define {name} ");
    header_text().lines().find_map(|line| line.strip_prefix(&start).map(str::to_owned))
}

/// Names and numbers of the result codes.
pub fn result_codes() -> Vec<(String, i32)> {
    let header = header_text();
    let codes = header.lines().filter_map(|line| {
        let (name, value) = line.strip_prefix("#define ")?.split_once(' ')?;
        let is_code = name == "WEBEXREC_OK" || name.starts_with("WEBEXREC_E_");
        is_code.then(|| (name.to_owned(), value.parse().expect("a number")))
    });
    codes.collect()
}
