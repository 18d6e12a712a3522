//! Result codes, flags and progress fields, from the comments of src/codes.rs.

use super::blocks::{GeneratedBlock, one_line, pascal_case, read, replace_names, wrap};
use super::doc_comments::{Constant, constants, documented};
use std::ops::RangeInclusive;

const SOURCE: &str = include_str!("../../codes.rs");
const PAGE: &str = "docs/result-codes.md";
const PYTHON: &str = "bindings/python/webexrec/codes.py";
const CSHARP: &str = "bindings/csharp/WebexRec/ResultCode.cs";
const PYTHON_WIDTH: usize = 110;
const CSHARP_WIDTH: usize = 120;

const GROUPS: [(RangeInclusive<i32>, &str); 6] = [
    (0..=0, "success"),
    (1..=19, "input is invalid; nothing was sent"),
    (20..=39, "no connection to the service, or it broke"),
    (40..=59, "how a call with several recordings ended"),
    (90..=99, "a bug in this library"),
    (400..=599, "HTTP status of the service; one without a constant is returned as its number"),
];

pub fn blocks() -> Vec<GeneratedBlock> {
    let constants = constants(SOURCE);
    let codes = constants.iter().filter(|constant| constant.is_result_code()).collect::<Vec<_>>();
    let flags = constants.iter().filter(|constant| is_flag(constant)).collect::<Vec<_>>();
    let progress = constants.iter().filter(|constant| is_progress(constant)).collect::<Vec<_>>();
    vec![
        GeneratedBlock { file: PAGE, name: "result codes", text: page_codes(&codes) },
        GeneratedBlock { file: PAGE, name: "flags", text: page_numbers("for", &flags) },
        GeneratedBlock { file: PAGE, name: "progress fields", text: page_numbers("", &progress) },
        GeneratedBlock { file: PYTHON, name: "result codes", text: python_codes(&codes) },
        GeneratedBlock { file: PYTHON, name: "flags", text: python_members(&flags) },
        GeneratedBlock { file: CSHARP, name: "result codes", text: csharp_codes(&codes) },
    ]
}

fn is_flag(constant: &Constant) -> bool {
    let (users, _) = constant.paragraphs[0].split_once(':').unwrap_or_default();
    users == "List" || users == "Restore, purge" || users == "Move, restore, purge"
}

fn is_progress(constant: &Constant) -> bool {
    constant.name.starts_with("WEBEXREC_PROGRESS_")
}

/// The codes of each group, with the group's range and meaning.
fn groups<'c>(codes: &[&'c Constant<'c>]) -> Vec<(String, &'static str, Vec<&'c Constant<'c>>)> {
    let in_group = |range: &RangeInclusive<i32>| {
        let is_in = |code: &&&Constant| range.contains(&code.value.parse().expect("a number"));
        codes.iter().filter(is_in).copied().collect()
    };
    GROUPS.iter().map(|(range, text)| (range_text(range), *text, in_group(range))).collect()
}

fn range_text(range: &RangeInclusive<i32>) -> String {
    let (first, last) = (range.start(), range.end());
    if first == last { first.to_string() } else { format!("{first} to {last}") }
}

fn page_codes(codes: &[&Constant]) -> String {
    let mut page = String::new();
    for (range, meaning, codes) in groups(codes) {
        page += &format!("\n### {range}: {meaning}\n\n");
        page += "| code | name | meaning | what to do |\n|---|---|---|---|\n";
        for Constant { name, value, paragraphs } in codes {
            let [text, meaning, remedy] = &paragraphs[..] else {
                panic!("{name}: three paragraphs")
            };
            page += &format!("| {value} | `{name}` | {text} {meaning} | {remedy} |\n");
        }
    }
    page + "\n"
}

/// A table of constants whose texts begin with a word and a colon; it is a column if it has a title.
fn page_numbers(title: &str, constants: &[&Constant]) -> String {
    let column = |text: &str| if title.is_empty() { String::new() } else { format!(" {text} |") };
    let mut table = format!("\n| value | name |{} meaning |\n", column(title));
    table += &format!("|---|---|{}---|\n", column("---").replace(' ', ""));
    for Constant { name, value, paragraphs } in constants {
        let (users, meaning) = paragraphs[0].split_once(": ").expect("a colon");
        let (users, meaning) = (column(&users.to_lowercase()), capitalized(meaning));
        table += &format!("| {value} | `{name}` |{users} {meaning} |\n");
    }
    table + "\n"
}

fn capitalized(text: &str) -> String {
    text[..1].to_uppercase() + &text[1..]
}

fn python_codes(codes: &[&Constant]) -> String {
    let groups = groups(codes).into_iter();
    let text = groups.map(|(range, meaning, codes)| {
        format!("    # {range}: {meaning}.\n{}", python_members(&codes))
    });
    text.collect::<Vec<_>>().join("\n")
}

fn python_members(constants: &[&Constant]) -> String {
    let members = constants.iter().map(|Constant { name, value, paragraphs }| {
        let text =
            replace_names(&paragraphs.join(" "), |name| format!("``{}``", python_name(name)));
        let text = wrap(&format!("\"\"\"{text}\"\"\""), "    ", PYTHON_WIDTH);
        format!("    {} = {value}\n{text}", short(name))
    });
    members.collect()
}

/// A flag is a keyword argument.
fn python_name(name: &str) -> String {
    match constants(SOURCE).iter().find(|constant| constant.name == name) {
        Some(constant) if is_flag(constant) => short(name).to_lowercase(),
        Some(_) => short(name).to_owned(),
        None => name.to_owned(),
    }
}

fn csharp_codes(codes: &[&Constant]) -> String {
    let groups = groups(codes).into_iter();
    let text = groups.map(|(range, meaning, codes)| {
        let members: Vec<String> = codes.iter().map(|code| csharp_member(code)).collect();
        format!("        // {range}: {meaning}.\n\n{}", members.join("\n"))
    });
    text.collect::<Vec<_>>().join("\n")
}

fn csharp_member(Constant { name, value, paragraphs }: &Constant) -> String {
    let indent = "        /// ";
    // A reference stays in one line: a hard space keeps it together until the lines are broken.
    let text =
        replace_names(&paragraphs.join(" "), |name| csharp_name(name).replace(' ', "\u{a0}"));
    let one_line = format!("{indent}<summary>{text}</summary>\n");
    let comment = if one_line.chars().count() <= CSHARP_WIDTH {
        one_line
    } else {
        let text = wrap(&text, indent, CSHARP_WIDTH);
        format!("{indent}<summary>\n{text}{indent}</summary>\n")
    };
    let comment = comment.replace('\u{a0}', " ");
    format!("{comment}        public const int {} = {value};\n", pascal_case(short(name)))
}

/// A flag is a property of the options of a change.
fn csharp_name(name: &str) -> String {
    match constants(SOURCE).iter().find(|constant| constant.name == name) {
        Some(constant) if is_flag(constant) => {
            format!("<see cref=\"ChangeOptions.{}\"/>", pascal_case(short(name)))
        }
        Some(_) => format!("<see cref=\"{}\"/>", pascal_case(short(name))),
        None => format!("<c>{name}</c>"),
    }
}

/// The name of a constant without its prefix.
fn short(name: &str) -> &str {
    let name = name.strip_prefix("WEBEXREC_").expect("a constant of the interface");
    name.strip_prefix("E_").unwrap_or(name)
}

#[test]
fn every_constant_is_in_one_of_the_tables() {
    let others = constants(SOURCE).into_iter().filter(|constant| {
        !constant.is_result_code() && !is_flag(constant) && !is_progress(constant)
    });
    let others: Vec<&str> = others.map(|constant| short(constant.name)).collect();
    assert_eq!(others, ["ABI_VERSION_MAJOR", "ABI_VERSION_MINOR", "ERROR_SIZE"]);
    let codes = constants(SOURCE).into_iter().filter(Constant::is_result_code).count();
    let constants = constants(SOURCE);
    let all: Vec<&Constant> = constants.iter().filter(|code| code.is_result_code()).collect();
    let grouped: usize = groups(&all).iter().map(|(_, _, codes)| codes.len()).sum();
    assert_eq!(grouped, codes);
}

#[test]
fn the_header_has_the_same_groups_of_result_codes() {
    let header = read("include/webexrec.h");
    for (range, meaning) in &GROUPS[1..] {
        let line = format!(" *     {:<13}{meaning}\n", range_text(range));
        assert!(header.contains(&line), "include/webexrec.h has no line{line}");
    }
}

#[test]
fn the_cpp_header_has_the_texts_of_the_progress_fields() {
    let header = read("include/webexrec.hpp");
    let items = documented(&header);
    for Constant { name, paragraphs, .. } in constants(SOURCE).iter().filter(|c| is_progress(c)) {
        let field = name.strip_prefix("WEBEXREC_PROGRESS_").expect("a field").to_lowercase();
        let getter = format!(" {}() const", field.trim_end_matches("_ms"));
        let item = items.iter().find(|item| item.declaration.contains(&getter)).expect(&getter);
        let text = paragraphs[0].strip_prefix("Progress: ").expect("its prefix");
        assert_eq!(one_line(&item.paragraphs.join(" ")), capitalized(text), "{getter}");
    }
}
