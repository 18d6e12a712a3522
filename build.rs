//! Makes what comes from the doc comments of the public items: include/webexrec.h, and the texts of the
//! result codes. Also sets how the shared library is linked.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "src/tests/knowledge/doc_comments.rs"]
mod doc_comments;

const CODES: &str = "src/codes.rs";

/// The files with public items, in the order of the header.
const PUBLIC: [&str; 6] = [
    CODES,
    "src/capi/library.rs",
    "src/capi/simple.rs",
    "src/capi/options.rs",
    "src/capi/monitor.rs",
    "src/capi/client.rs",
];

fn main() {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR"));
    let others =
        ["build.rs", "cbindgen.toml", "include/webexrec.h", "src/tests/knowledge/doc_comments.rs"];
    for file in PUBLIC.iter().chain(&others) {
        println!("cargo:rerun-if-changed={file}");
    }
    let codes = fs::read_to_string(root.join(CODES)).expect(CODES);
    let known_text = PathBuf::from(variable("OUT_DIR")).join("known_text.rs");
    fs::write(known_text, texts_of_result_codes(&codes)).expect("OUT_DIR is writable");
    // docs.rs builds from a read-only tree, and has no use for the header.
    if env::var_os("DOCS_RS").is_none() {
        write_if_changed(&root.join("include/webexrec.h"), &header(&root));
    }
    if variable("CARGO_CFG_TARGET_OS") == "linux" {
        // Threads may still hold thread-local state of the library when dlclose is called.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"))
}

/// An unchanged file is not written, since that would start the next build from here again.
fn write_if_changed(file: &Path, text: &str) {
    if fs::read_to_string(file).ok().as_deref() == Some(text) {
        return;
    }
    let folder = file.parent().expect("a folder");
    if let Err(error) = fs::create_dir_all(folder).and_then(|()| fs::write(file, text)) {
        println!("cargo:warning={} is out of date and not writable: {error}", file.display());
    }
}

/// The function behind `webexrec_result_text`.
fn texts_of_result_codes(codes: &str) -> String {
    let mut arms = String::new();
    for code in doc_comments::constants(codes).iter().filter(|code| code.is_result_code()) {
        assert_eq!(code.paragraphs.len(), 3, "{}: text, meaning, what to do", code.name);
        // A sentence, as a part of one.
        let (first, rest) = code.paragraphs[0].trim_end_matches('.').split_at(1);
        let text = first.to_lowercase() + rest;
        arms += &format!("        {} => c{text:?},\n", code.value);
    }
    format!(
        "fn known_text(result: i32) -> Option<&'static CStr> {{\n    Some(match result {{\n{arms}        \
         _ => return None,\n    }})\n}}\n"
    )
}

fn header(root: &Path) -> String {
    let mut config =
        cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml");
    let after_includes = config.after_includes.take().unwrap_or_default();
    config.after_includes = Some(format!("{}{after_includes}", version_macros()));
    let builder = cbindgen::Builder::new().with_config(config);
    let builder = PUBLIC.iter().fold(builder, |builder, file| builder.with_src(root.join(file)));
    let mut text = Vec::new();
    builder.generate().expect("the public items make a header").write(&mut text);
    let text = String::from_utf8(text).expect("sources are UTF-8").replace("\r\n", "\n");
    // C89 has no such comments; it would read these two although they are for C++.
    let text = text.replace("// extern \"C\"", "/* extern \"C\" */");
    let text = text.replace("// __cplusplus", "/* __cplusplus */");
    // Rust's heading for what a C programmer knows as the caller's part of the contract.
    let text = text.replace("# Safety\n * ", "@pre ");
    resolve_references(&text)
}

fn version_macros() -> String {
    let mut macros = String::new();
    for part in ["MAJOR", "MINOR", "PATCH"] {
        let value = variable(&format!("CARGO_PKG_VERSION_{part}"));
        macros += &format!(
            "\n/**\n * {} version of this header.\n */\n#define WEBEXREC_VERSION_{part} {value}\n",
            part[..1].to_string() + &part[1..].to_lowercase()
        );
    }
    let value = variable("CARGO_PKG_VERSION");
    macros
        + &format!(
            "\n/**\n * Version of this header; webexrec_version gives the library's.\n */\n\
         #define WEBEXREC_VERSION \"{value}\"\n"
        )
}

/// Where the text of a section stands: the function, and the heading in its comment.
type Place = (String, String);

/// A part of a comment: a heading such as " * @param flags" with its text, or, with an empty heading,
/// lines as they are.
#[derive(Default)]
struct Section {
    heading: String,
    lines: Vec<String>,
}

/// Editors show the comment of one function alone, so each has to be complete: where the sources say
/// "as for `another_function`.", the header has the text that this function has under the same heading.
fn resolve_references(header: &str) -> String {
    let (start, rest) = header.split_once("/**\n").expect("comments");
    let comments: Vec<(Vec<Section>, &str)> = rest
        .split("/**\n")
        .map(|part| part.split_once(" */\n").expect("the end of a comment"))
        .map(|(comment, code)| (sections(comment), code))
        .collect();
    let texts: HashMap<Place, &[String]> = comments
        .iter()
        .flat_map(|(sections, code)| sections.iter().map(move |section| (section, code)))
        .map(|(Section { heading, lines }, code)| ((function(code), heading.clone()), &lines[..]))
        .collect();
    let mut resolved = start.to_owned();
    for (sections, code) in &comments {
        resolved += "/**\n";
        for Section { heading, lines } in sections {
            let separator = if heading.is_empty() { "" } else { " " };
            let text = resolve(heading, lines, &texts).join("\n");
            resolved += &format!("{heading}{separator}{text}\n");
        }
        resolved += &format!(" */\n{code}");
    }
    resolved
}

fn sections(comment: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut lines = comment.lines();
    while let Some(line) = lines.next() {
        if line.starts_with(" * @") {
            let (heading, text) = if line.starts_with(" * @par ") {
                let text = lines.next().and_then(|next| next.strip_prefix(" * "));
                (format!("{line}\n *"), text.expect("a text below @par"))
            } else {
                let words = if line.starts_with(" * @param ") { 4 } else { 3 };
                let (at, _) = line.match_indices(' ').nth(words - 1).expect(line);
                (line[..at].to_owned(), &line[at + 1..])
            };
            sections.push(Section { heading, lines: vec![text.to_owned()] });
        } else if line == " *" {
            sections.push(Section { heading: String::new(), lines: vec![line.to_owned()] });
        } else {
            sections.last_mut().expect("one").lines.push(line.to_owned());
        }
    }
    sections.retain(|section| !section.lines.is_empty());
    sections
}

/// The name of the function that some code declares first.
fn function(code: &str) -> String {
    let before_parameters = code.split('(').next().unwrap_or_default();
    let is_part_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    before_parameters.rsplit(|c| !is_part_of_name(c)).next().unwrap_or_default().to_owned()
}

fn resolve(heading: &str, lines: &[String], texts: &HashMap<Place, &[String]>) -> Vec<String> {
    let reference = lines[0].strip_prefix("as for `").or_else(|| lines[0].strip_prefix("As for `"));
    let Some((function, rest)) = reference.and_then(|text| text.split_once("`.")) else {
        return lines.to_vec();
    };
    let place = (function.to_owned(), heading.to_owned());
    let other = texts.get(&place).unwrap_or_else(|| panic!("{function} lacks{}", &heading[2..]));
    let mut resolved = resolve(heading, other, texts);
    if !rest.is_empty() {
        let indent = if heading.starts_with(" * @param ") { " *    " } else { " *" };
        resolved.push(format!("{indent}{rest}"));
    }
    resolved.extend_from_slice(&lines[1..]);
    resolved
}
