//! The header and the shared library belong together.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn header() -> String {
    fs::read_to_string(root().join("include/webexrec.h")).expect("the header")
}

/// A file of the same build as this test.
pub fn built(name: &str) -> PathBuf {
    let this_test = env::current_exe().expect("this test");
    this_test.ancestors().nth(2).expect("target/PROFILE").join(name)
}

/// The values of `#define NAME value` lines.
fn defined(header: &str, name: &str) -> Option<String> {
    let start = format!("#define {name} ");
    header.lines().find_map(|line| line.strip_prefix(&start).map(str::to_owned))
}

#[test]
fn the_header_in_the_tree_is_the_one_that_the_sources_make() {
    // build.rs wrote it anew if it was not, which git then sees.
    let status = Command::new("git")
        .args(["diff", "--exit-code", "--stat", "--", "include/webexrec.h"])
        .current_dir(root())
        .status()
        .expect("git");
    assert!(
        status.success(),
        "the sources make another include/webexrec.h: commit it (or git add it)"
    );
}

#[test]
fn the_library_exports_exactly_what_the_header_declares() {
    let header = header();
    let declared: BTreeSet<&str> = header
        .match_indices("webexrec_")
        .map(|(start, _)| &header[start..])
        .filter_map(|text| text.split_once('('))
        .map(|(name, _)| name)
        .filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        .collect();
    let symbols = inspect("nm", &["--dynamic", "--defined-only", "--format=posix"]);
    let exported: BTreeSet<&str> =
        symbols.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(exported, declared);
    assert!(declared.len() >= 9);
}

#[test]
#[cfg(target_os = "linux")]
fn the_library_stays_loaded_once_it_is_loaded() {
    assert!(inspect("readelf", &["--dynamic", "--wide"]).contains("NODELETE"));
}

/// What a tool says of the shared library.
fn inspect(tool: &str, arguments: &[&str]) -> String {
    let library = built(&format!("{}webexrec{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX));
    let output = Command::new(tool).args(arguments).arg(library).output().expect(tool);
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("ASCII")
}

#[test]
fn the_version_macros_are_the_packages_version() {
    let header = header();
    for (name, value) in [
        ("WEBEXREC_VERSION_MAJOR", env!("CARGO_PKG_VERSION_MAJOR").to_owned()),
        ("WEBEXREC_VERSION_MINOR", env!("CARGO_PKG_VERSION_MINOR").to_owned()),
        ("WEBEXREC_VERSION_PATCH", env!("CARGO_PKG_VERSION_PATCH").to_owned()),
        ("WEBEXREC_VERSION", format!("\"{}\"", env!("CARGO_PKG_VERSION"))),
        ("WEBEXREC_ABI_VERSION_MAJOR", webexrec::WEBEXREC_ABI_VERSION_MAJOR.to_string()),
        ("WEBEXREC_ABI_VERSION_MINOR", webexrec::WEBEXREC_ABI_VERSION_MINOR.to_string()),
    ] {
        assert_eq!(defined(&header, name), Some(value), "{name}");
    }
}

#[test]
fn every_package_has_the_version_of_the_crate() {
    let version = env!("CARGO_PKG_VERSION");
    for (file, line) in [
        ("bindings/python/pyproject.toml", format!("version = \"{version}\"")),
        ("bindings/python/webexrec/__init__.py", format!("__version__ = \"{version}\"")),
        ("bindings/csharp/WebexRec/WebexRec.csproj", format!("<Version>{version}</Version>")),
    ] {
        let text = fs::read_to_string(root().join(file)).expect(file);
        assert!(text.lines().any(|each| each.trim() == line), "{file} has no line {line}");
    }
}

#[test]
fn every_result_code_has_a_text_of_its_own() {
    let header = header();
    let unknown = text(12345);
    let codes: Vec<i32> = result_codes(&header).map(|(_, code)| code).collect();
    assert!(
        codes.contains(&webexrec::WEBEXREC_OK) && codes.contains(&webexrec::WEBEXREC_E_NOT_FOUND)
    );
    let texts: BTreeSet<String> = codes.iter().map(|&code| text(code)).collect();
    assert_eq!(texts.len(), codes.len());
    assert!(!texts.contains(&unknown));
}

/// Names and numbers of the result codes that a header defines.
fn result_codes(header: &str) -> impl Iterator<Item = (&str, i32)> {
    header.lines().filter_map(|line| {
        let (name, value) = line.strip_prefix("#define ")?.split_once(' ')?;
        let is_code = name == "WEBEXREC_OK" || name.starts_with("WEBEXREC_E_");
        is_code.then(|| (name, value.parse().expect("a number")))
    })
}

fn text(code: i32) -> String {
    // SAFETY: the text is static and terminated.
    let text = unsafe { std::ffi::CStr::from_ptr(webexrec::webexrec_result_text(code)) };
    text.to_str().expect("ASCII").to_owned()
}
