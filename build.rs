//! Keeps include/webexrec.h the same as the sources, and sets how the shared library is linked.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The files with public items, in the order in which the header has them.
const PUBLIC: [&str; 6] = [
    "src/codes.rs",
    "src/capi/library.rs",
    "src/capi/simple.rs",
    "src/capi/options.rs",
    "src/capi/monitor.rs",
    "src/capi/client.rs",
];

fn main() {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR"));
    let header = root.join("include/webexrec.h");
    for file in PUBLIC.iter().chain(&["build.rs", "cbindgen.toml", "include/webexrec.h"]) {
        println!("cargo:rerun-if-changed={file}");
    }
    // docs.rs builds from a read-only tree, and has no use for the header.
    if env::var_os("DOCS_RS").is_none() {
        let fresh = generate(&root);
        // Written only if different, or every build would start from here again.
        if fs::read_to_string(&header).ok().as_deref() != Some(&fresh) {
            write(&header, &fresh);
        }
    }
    if variable("CARGO_CFG_TARGET_OS") == "linux" {
        // Threads may still hold thread-local state of the library when dlclose is called.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"))
}

fn generate(root: &Path) -> String {
    let mut config =
        cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml");
    let after_includes = config.after_includes.take().unwrap_or_default();
    config.after_includes = Some(format!("{}{after_includes}", version_macros()));
    let builder = cbindgen::Builder::new().with_config(config);
    let builder = PUBLIC.iter().fold(builder, |builder, file| builder.with_src(root.join(file)));
    let mut text = Vec::new();
    builder.generate().expect("the public items make a header").write(&mut text);
    let text = String::from_utf8(text).expect("sources are UTF-8");
    // Rust's heading for what a C programmer knows as the caller's part of the contract.
    let text = text.replace("\r\n", "\n").replace("# Safety\n * ", "@pre ");
    text.lines().flat_map(each_parameter).collect()
}

/// Editors show what is said of a parameter only if it is said of that one alone.
fn each_parameter(line: &str) -> Vec<String> {
    let start = " * @param ";
    let Some((names, text)) = line.strip_prefix(start).and_then(|rest| rest.split_once(' ')) else {
        return vec![format!("{line}\n")];
    };
    names.split(',').map(|name| format!("{start}{name} {text}\n")).collect()
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
            "\n/**\n * The version of this header; webexrec_version gives the library's.\n */\n\
         #define WEBEXREC_VERSION \"{value}\"\n"
        )
}

fn write(header: &Path, text: &str) {
    let written = fs::create_dir_all(header.parent().expect("a folder"))
        .and_then(|()| fs::write(header, text));
    if let Err(error) = written {
        println!("cargo:warning=include/webexrec.h is out of date and can't be written: {error}");
    }
}
