//! The functions that the header declares, with their parameters.

use std::fs;

pub struct Function {
    pub name: String,
    pub parameters: Vec<Parameter>,
}

pub struct Parameter {
    /// Such as `const char *`.
    pub form: String,
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

/// In the order of the header.
pub fn declarations() -> Vec<Function> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/include/webexrec.h");
    let header = fs::read_to_string(path).expect("the header");
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
    let form = words[..words.len() - name.len()].trim().to_owned();
    Parameter { form, name }
}
