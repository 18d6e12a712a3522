//! The layout of src/: what each folder may import, and no circle between files. A breach names the
//! file and line of the import.

mod imports;

use imports::Import;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A part of src/ imports only from those after it; those of one line never import each other.
const LAYERS: &[&[&str]] = &[
    &["capi"],
    &["call"],
    &["jobs", "client"],
    &["engine"],
    &["http"],
    &["input"],
    &["util"],
    &["error", "os"],
    &["codes"],
];

/// Source files by their path below src/.
type Sources = BTreeMap<String, String>;

#[test]
fn each_folder_imports_only_what_the_layout_allows() {
    assert_eq!(upward_import(&sources()), None);
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    assert_eq!(circle(&sources()), None);
}

#[test]
fn the_map_in_lib_rs_names_every_part() {
    let lib = &sources()["lib.rs"];
    let map: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("//! | `")).collect();
    for part in LAYERS.iter().copied().flatten() {
        let is_row = |row: &&str| row.split(['`', '/', '.']).next() == Some(part);
        assert!(map.iter().any(is_row), "lib.rs has no row for {part}");
    }
}

#[test]
fn a_breach_of_the_layout_is_found_with_its_file_and_line() {
    for (path, text, found) in [
        (
            "util/text.rs",
            "\nuse crate::input::token;\n",
            Some("util/text.rs:2: util may not import input"),
        ),
        (
            "jobs/list.rs",
            "use crate::client::Client;",
            Some("jobs/list.rs:1: jobs may not import client"),
        ),
        (
            "client/mod.rs",
            "use crate::{\n  error,\n  jobs,\n};",
            Some("client/mod.rs:3: client may not import jobs"),
        ),
        (
            "http/pool.rs",
            "fn f() {\n    crate::engine::run();\n}",
            Some("http/pool.rs:2: http may not import engine"),
        ),
        ("os.rs", "use super::codes;\nuse super::error;", Some("os.rs:2: os may not import error")),
        ("engine/mod.rs", "use crate::http::{Request, response::Response};", None),
        ("engine/mod.rs", "// crate::capi\nconst TEXT: &str = \"crate::capi\";", None),
        ("engine/mod.rs", "#[cfg(test)]\nmod tests {\n    use crate::capi;\n}", None),
    ] {
        let mut sources = skeleton();
        sources.insert(path.into(), text.into());
        assert_eq!(upward_import(&sources).as_deref(), found, "{text}");
    }
}

#[test]
fn a_circle_is_found_however_its_imports_are_written() {
    for (first, second, is_circle) in [
        ("use super::pool;", "use super::roots::Roots;", true),
        ("use crate::http::pool::Pool;", "use crate::http::{roots};", true),
        ("use super::{Request, pool::Pool};", "fn f() { super::roots::read(); }", true),
        ("use super::pool::Pool;", "use super::Request;", false),
    ] {
        let mut sources = skeleton();
        sources.insert("http/roots.rs".into(), first.into());
        sources.insert("http/pool.rs".into(), second.into());
        assert_eq!(circle(&sources).is_some(), is_circle, "{first} {second}");
    }
    let mut sources = skeleton();
    sources.insert("http/mod.rs".into(), "mod pool;\nuse pool::Pool;".into());
    sources.insert("http/pool.rs".into(), "use super::Request;".into());
    assert!(circle(&sources).is_some(), "a module and its child");
    sources.insert("http/mod.rs".into(), "mod pool;\npub(crate) use pool::Pool;".into());
    assert_eq!(circle(&sources), None, "what a module only passes on it doesn't need");
}

/// A file for each part.
fn skeleton() -> Sources {
    let files = ["capi", "jobs", "client", "engine", "http", "input", "util"]
        .map(|folder| format!("{folder}/mod.rs"));
    let files =
        files.into_iter().chain(["call.rs", "error.rs", "os.rs", "codes.rs"].map(Into::into));
    files.map(|file| (file, String::new())).collect()
}

fn sources() -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Sources::new();
    read(&root, "", &mut sources);
    assert!(sources.len() > 30, "{} files are not all of src/", sources.len());
    sources
}

fn read(folder: &Path, prefix: &str, sources: &mut Sources) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("UTF-8");
        let path = entry.path();
        if path.is_dir() {
            read(&path, &format!("{prefix}{name}/"), sources);
        } else {
            sources.insert(format!("{prefix}{name}"), fs::read_to_string(&path).expect("a file"));
        }
    }
}

/// All files but lib.rs, which declares everything.
fn modules(sources: &Sources) -> impl Iterator<Item = (&String, &String)> {
    sources.iter().filter(|(path, _)| *path != "lib.rs")
}

fn upward_import(sources: &Sources) -> Option<String> {
    let layer = |part: &str| LAYERS.iter().position(|layer| layer.contains(&part));
    // Tests may import everything.
    let mut checked = modules(sources).filter(|(path, _)| part(path) != "tests");
    checked.find_map(|(path, text)| {
        let part = part(path);
        let own = layer(part).unwrap_or_else(|| panic!("{path} is in no layer"));
        imports::of(path, text, sources).into_iter().find_map(|Import { file, line, .. }| {
            let other = self::part(&file);
            let is_allowed = other == part || layer(other).is_some_and(|other| other > own);
            (!is_allowed).then(|| format!("{path}:{line}: {part} may not import {other}"))
        })
    })
}

/// The first folder or the name of a file.
fn part(path: &str) -> &str {
    path.split(['/', '.']).next().expect("a path")
}

fn circle(sources: &Sources) -> Option<String> {
    let mut graph: BTreeMap<String, Vec<Import>> = BTreeMap::new();
    for (path, text) in modules(sources) {
        let needed = imports::of(path, text, sources).into_iter();
        graph.insert(path.clone(), needed.filter(|import| !import.is_reexport).collect());
    }
    let mut done = BTreeSet::new();
    graph.keys().find_map(|start| walk(start, &graph, &mut Vec::new(), &mut done))
}

fn walk(
    file: &str,
    graph: &BTreeMap<String, Vec<Import>>,
    trail: &mut Vec<String>,
    done: &mut BTreeSet<String>,
) -> Option<String> {
    if done.contains(file) {
        return None;
    }
    trail.push(file.to_owned());
    for import in graph.get(file).into_iter().flatten() {
        if let Some(start) = trail.iter().position(|visited| *visited == import.file) {
            let circle = trail[start..].join(" > ");
            return Some(format!("{file}:{}: {circle} > {}", import.line, import.file));
        }
        let found = walk(&import.file, graph, trail, done);
        if found.is_some() {
            return found;
        }
    }
    trail.pop();
    done.insert(file.to_owned());
    None
}
