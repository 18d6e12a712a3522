//! Passes the inputs of libFuzzer to the target that WEBEXREC_FUZZ_TARGET names.
#![no_main]

use std::env;
use std::sync::LazyLock;
use webexrec::properties::TARGETS;

static CHECK: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let wanted = env::var("WEBEXREC_FUZZ_TARGET").unwrap_or_default();
    let target = TARGETS.iter().find(|(name, _)| *name == wanted);
    let names: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
    target.unwrap_or_else(|| panic!("WEBEXREC_FUZZ_TARGET must be one of {names:?}")).1
});

libfuzzer_sys::fuzz_target!(|input: &[u8]| CHECK(input));
