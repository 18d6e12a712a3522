//! The options of a client: numbers from input/settings.rs, texts from the setters of the C interface.

use super::blocks::{GeneratedBlock, one_line, pascal_case, read};
use super::doc_comments::{Documented, documented};
use crate::input::settings::{NUMBER_OPTIONS, NumberOption};

const SETTERS: &str = include_str!("../../capi/options.rs");

/// The setters of the C interface with their names.
fn setters() -> Vec<(String, Documented<'static>)> {
    let setters = documented(SETTERS).into_iter().filter_map(|item| {
        let (_, name) = item.declaration.split_once("fn webexrec_options_set_")?;
        Some((name.trim_end_matches('(').to_owned(), item))
    });
    setters.collect()
}

pub fn blocks() -> Vec<GeneratedBlock> {
    let mut table = String::from("\n| C (`webexrec_options_set_...`) | Python (`Client(...)`) |");
    table += " .NET (`RecordingsClientOptions`) | value | meaning |\n|---|---|---|---|---|\n";
    for (name, setter) in setters() {
        let python = without_unit(&name);
        let csharp = pascal_case(python);
        let python = if name == "token_provider" {
            "a function as `token`".into()
        } else {
            format!("`{python}`")
        };
        let meaning = setter.paragraphs[0].strip_prefix("Sets ").expect("a setter sets");
        let meaning = meaning[..1].to_uppercase() + &meaning[1..];
        let value = value(&setter);
        table += &format!("| `{name}` | {python} | `{csharp}` | {value} | {meaning} |\n");
    }
    vec![GeneratedBlock { file: "docs/settings.md", name: "options", text: table + "\n" }]
}

/// The form and default of an option, as its setter says.
fn value(setter: &Documented) -> String {
    let value = parameter(setter, "value").or_else(|| parameter(setter, "function"));
    let value = value.expect("a value").replace(". NULL: ", "; default: ");
    value.replace("; UTF-8; copied", "").replace("; copied", "").trim_end_matches('.').to_owned()
}

fn parameter(item: &Documented, name: &str) -> Option<String> {
    let tag = format!("@param {name} ");
    let paragraph = item.paragraphs.iter().find(|text| text.contains(&tag))?;
    let (_, text) = paragraph.split_once(&tag)?;
    Some(one_line(text.split("@param").next()?))
}

/// The name in languages that have a type for times.
fn without_unit(name: &str) -> &str {
    name.trim_end_matches("_ms").trim_end_matches("_seconds")
}

#[test]
fn every_setter_of_a_number_is_in_the_list_of_number_options() {
    let is_number = |setter: &Documented| {
        let function = SETTERS.split_once(setter.declaration).expect("it is from there").1;
        function.split_once(')').expect("parameters").0.contains("value: u32")
    };
    let numbers = setters().into_iter().filter(|(_, setter)| is_number(setter));
    let numbers: Vec<String> = numbers.map(|(name, _)| name).collect();
    let listed = NUMBER_OPTIONS.map(|option| option.name);
    assert_eq!(numbers, listed, "NUMBER_OPTIONS of src/input/settings.rs");
}

#[test]
fn the_c_and_cpp_headers_have_unit_range_and_default_of_each_option() {
    let setters = setters();
    let cpp = read("include/webexrec.hpp");
    let cpp = documented(&cpp);
    for NumberOption { name, unit, range, default } in NUMBER_OPTIONS {
        let (least, most) = range.into_inner();
        let expected = format!("{unit}, {least} to {most}; default {default}");
        let (_, setter) = setters.iter().find(|(setter, _)| setter == name).expect(name);
        let found = parameter(setter, "value").expect("a value");
        assert!(
            found.starts_with(&expected),
            "webexrec_options_set_{name}: {found}, not {expected}"
        );
        let setter = format!("options &{}(", without_unit(name));
        let setter = cpp.iter().find(|item| item.declaration.starts_with(&setter)).expect(name);
        let found = one_line(&setter.paragraphs.join(" "));
        assert!(found.contains(&expected), "webexrec.hpp, {name}: {found}, not {expected}");
    }
}

#[test]
fn the_head_of_the_header_has_the_limits_of_a_call() {
    let default = |name| {
        let option = NUMBER_OPTIONS.into_iter().find(|option| option.name == name);
        option.expect(name).default
    };
    assert_eq!(default("deadline_ms"), 0, "no time limit");
    let expected = format!(
        "{} requests at the same time, {} seconds to connect, {} seconds for a request, {} attempts, \
         {} seconds of waiting without a success, no time limit for a call.",
        default("concurrency"),
        default("connect_timeout_ms") / 1000,
        default("request_timeout_ms") / 1000,
        default("max_attempts"),
        default("max_wait_seconds"),
    );
    let header = one_line(&read("include/webexrec.h").replace("\n *", "\n"));
    assert!(header.contains(&expected), "include/webexrec.h does not say: {expected}");
}

#[test]
fn the_python_client_has_unit_range_and_default_of_each_option() {
    let client = read("bindings/python/webexrec/client.py");
    for NumberOption { name, unit, range, default } in NUMBER_OPTIONS {
        let (least, most) = range.into_inner();
        let expected = match unit {
            // None stands for the zero of C.
            "milliseconds" if default == 0 => {
                format!("seconds; 0.001 to {}; default none.", in_seconds(most))
            }
            "milliseconds" => {
                let [least, most, default] = [least, most, default].map(in_seconds);
                format!("seconds; {least} to {most}; default {default}.")
            }
            _ => format!("{unit}; {least} to {most}; default {default}."),
        };
        let start = format!("{}: ", without_unit(name));
        let line = client.lines().find(|line| line.trim_start().starts_with(&start)).expect(&start);
        assert!(line.ends_with(&expected), "client.py: {line}, not {expected}");
    }
}

fn in_seconds(milliseconds: u32) -> String {
    let whole = milliseconds / 1000;
    if whole > 0 { whole.to_string() } else { (f64::from(milliseconds) / 1000.0).to_string() }
}

#[test]
fn the_options_in_csharp_have_unit_range_and_default_of_each_option() {
    let options = read("bindings/csharp/WebexRec/RecordingsClientOptions.cs");
    let options = documented(&options);
    for NumberOption { name, unit, range, default } in NUMBER_OPTIONS {
        let (least, most) = range.into_inner();
        let expected = format!("Unit: {unit}. Range: {least} to {most}. Default: {default}.");
        let property = format!(" {} {{", pascal_case(without_unit(name)));
        let item =
            options.iter().find(|item| item.declaration.contains(&property)).expect(&property);
        let found = one_line(&item.paragraphs.join(" "));
        assert!(found.contains(&expected), "RecordingsClientOptions.cs: {found}, not {expected}");
    }
}
