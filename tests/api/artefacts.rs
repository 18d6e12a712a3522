//! The header, the shared library, the packages and the documentation agree with each other.

use std::collections::BTreeSet;
use std::ffi::CStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use webexrec::*;
use webexrec_test_support::*;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The shared library that was built along with this test: cargo leaves it in target/PROFILE/deps, beside
/// the program of the test.
fn shared_library() -> PathBuf {
    let file = format!("{}webexrec{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    env::current_exe().expect("this test").with_file_name(file)
}

/// The output of a tool that inspects the shared library.
fn inspect(tool: &str, arguments: &[&str]) -> String {
    let output = Command::new(tool)
        .args(arguments)
        .arg(shared_library())
        .output()
        .unwrap_or_else(|error| panic!("{tool} (Debian package binutils): {error}"));
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("ASCII")
}

#[test]
fn the_header_in_the_repository_is_the_one_that_the_build_generates() {
    // build.rs has rewritten it if it was not.
    let status = Command::new("git")
        .args(["diff", "--exit-code", "--stat", "--", "include/webexrec.h"])
        .current_dir(root())
        .status()
        .expect("git");
    assert!(
        status.success(),
        "include/webexrec.h has changed with the sources: commit it (or git add it)"
    );
}

#[test]
fn the_library_exports_exactly_the_functions_that_the_header_declares() {
    let declared: Vec<String> = declared_functions().into_iter().map(|f| f.name).collect();
    // No declaration has escaped the parser.
    assert_eq!(declared.len(), header_text().matches("\nWEBEXREC_API").count());
    let symbols = inspect("nm", &["--dynamic", "--defined-only", "--format=posix"]);
    let mut exported: Vec<&str> =
        symbols.lines().filter_map(|line| line.split(' ').next()).collect();
    let mut declared: Vec<&str> = declared.iter().map(String::as_str).collect();
    exported.sort_unstable();
    declared.sort_unstable();
    assert_eq!(exported, declared);
}

#[test]
#[cfg(target_os = "linux")]
fn the_library_is_never_unloaded() {
    assert!(inspect("readelf", &["--dynamic", "--wide"]).contains("NODELETE"));
}

#[test]
fn the_version_macros_are_those_of_the_package() {
    for (name, value) in [
        ("WEBEXREC_VERSION_MAJOR", env!("CARGO_PKG_VERSION_MAJOR").to_owned()),
        ("WEBEXREC_VERSION_MINOR", env!("CARGO_PKG_VERSION_MINOR").to_owned()),
        ("WEBEXREC_VERSION_PATCH", env!("CARGO_PKG_VERSION_PATCH").to_owned()),
        ("WEBEXREC_VERSION", format!("\"{}\"", env!("CARGO_PKG_VERSION"))),
        ("WEBEXREC_ABI_VERSION_MAJOR", WEBEXREC_ABI_VERSION_MAJOR.to_string()),
        ("WEBEXREC_ABI_VERSION_MINOR", WEBEXREC_ABI_VERSION_MINOR.to_string()),
    ] {
        assert_eq!(defined_constant(name), Some(value), "{name}");
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
fn every_result_code_has_its_own_text() {
    let codes: Vec<i32> = result_codes().into_iter().map(|(_, code)| code).collect();
    assert!(codes.contains(&WEBEXREC_OK) && codes.contains(&WEBEXREC_E_NOT_FOUND));
    let texts: BTreeSet<String> = codes.iter().map(|&code| text(code)).collect();
    assert_eq!(texts.len(), codes.len());
    assert!(!texts.contains(&text(12345)), "a code has the text of an unknown one");
}

fn text(code: i32) -> String {
    // SAFETY: the text is static and terminated.
    let text = unsafe { CStr::from_ptr(webexrec_result_text(code)) };
    text.to_str().expect("ASCII").to_owned()
}
