//! What a call does about each HTTP status: the verdicts with their comments.

use super::blocks::GeneratedBlock;
use super::doc_comments::{constants, documented};
use crate::engine::verdict::{Verdict, verdict};

const SOURCE: &str = include_str!("../../engine/verdict.rs");

pub fn blocks() -> Vec<GeneratedBlock> {
    let mut table = String::from("\n| status | what the call does |\n|---|---|\n");
    for item in documented(SOURCE) {
        let variant = item.declaration.split([',', ' ']).next().unwrap_or_default();
        let statuses = statuses(variant);
        if !statuses.is_empty() {
            table += &format!("| {} | {} |\n", statuses.join(", "), item.paragraphs.join(" "));
        }
    }
    vec![GeneratedBlock {
        file: "docs/outcomes-and-retries.md",
        name: "statuses",
        text: table + "\n",
    }]
}

/// The statuses with a verdict: documented ones and exceptions by number, then whole classes.
fn statuses(variant: &str) -> Vec<String> {
    let has = |status: u16| format!("{:?}", verdict(status)).split(' ').next() == Some(variant);
    let documented = documented_statuses();
    let mut statuses = Vec::new();
    let mut classes = Vec::new();
    for class in 1..=6 {
        let members = class * 100..class * 100 + 100;
        // A class has the verdict of its last status; the others are exceptions.
        let of_class = |status: u16| verdict(status) == verdict(class * 100 + 99);
        let named = members.clone().filter(|&s| !of_class(s) || documented.contains(&s));
        statuses.extend(named.clone().filter(|&status| has(status)).map(|s| s.to_string()));
        if has(class * 100 + 99) {
            classes.push(match (class, named.count()) {
                (6, _) => "600 and above".to_owned(),
                (_, 0) => format!("{class}xx"),
                _ => format!("other {class}xx"),
            });
        }
    }
    statuses.extend(classes);
    statuses
}

fn documented_statuses() -> Vec<u16> {
    let constants = constants(include_str!("../../codes.rs"));
    let codes = constants.into_iter().filter(|constant| constant.is_result_code());
    codes.filter_map(|code| code.value.parse().ok()).filter(|code| *code >= 400).collect()
}

#[test]
fn every_verdict_has_a_row() {
    let table = &blocks()[0].text;
    for status in 100..1000 {
        let name = format!("{:?}", verdict(status));
        let name = name.split(' ').next().expect("a name");
        assert!(!statuses(name).is_empty(), "{status}: {name}");
    }
    assert_eq!(table.lines().count(), 3 + 7 + 1, "{table}");
    assert_eq!(verdict(404), Verdict::Rejected);
}
