//! Knowledge stands once: what other files say about result codes, flags, progress, options and the
//! retry policy is written from the sources, or compared with them. CONTRIBUTING.md has the list.

mod blocks;
mod codes;
mod doc_comments;
mod options;
mod retry_policy;

use blocks::{GeneratedBlock, read};
use std::env;

#[test]
fn generated_blocks_have_what_the_sources_say() {
    let blocks = [codes::blocks(), options::blocks(), retry_policy::blocks()].concat();
    if env::var("WEBEXREC_UPDATE").is_ok_and(|value| value == "1") {
        blocks.iter().for_each(GeneratedBlock::write);
    }
    let differences = blocks.iter().filter_map(|block| block.difference(&read(block.file)));
    let differences: Vec<String> = differences.collect();
    assert!(
        differences.is_empty(),
        "write them with WEBEXREC_UPDATE=1 cargo test --lib knowledge\n{}",
        differences.join("\n")
    );
}
