//! What holds for any input: one function for each fuzz target, which takes any bytes and panics if a
//! property does not hold. `tests/fuzz/run` feeds them with inputs from libFuzzer, and the tests below
//! with the inputs in `tests/fuzz/corpus`.
//!
//! The module is part of the library only in its unit tests and under `cfg(fuzzing)`: most of what it
//! checks is not public.

mod assertions;
// They call the C interface.
#[allow(unsafe_code)]
mod calls;
#[allow(unsafe_code)]
mod exchange;
mod input;
mod job;
mod list;
#[allow(unsafe_code)]
mod output;
mod query;
mod recordings;
mod response;
mod retry_after;
mod server;

/// A target's name, which is that of its corpus folder, and its function.
pub type Target = (&'static str, fn(&[u8]));

/// Each has its own file beside this one.
pub const TARGETS: &[Target] = &[
    ("calls", calls::check),
    ("exchange", exchange::check),
    ("job", job::check),
    ("list", list::check),
    ("query", query::check),
    ("recordings", recordings::check),
    ("response", response::check),
    ("retry_after", retry_after::check),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    fn replay(name: &str) {
        let (_, check) = TARGETS.iter().find(|(target, _)| *target == name).expect("a target");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(name);
        let files: Vec<_> = fs::read_dir(&folder).expect("a corpus").collect();
        assert!(files.len() >= 10, "{} files are too few for a corpus", files.len());
        for file in files {
            let path = file.expect("a file").path();
            let input = fs::read(&path).expect("a file");
            // Shown if the test fails.
            println!("{}", path.display());
            check(&input);
        }
    }

    /// One test for each target, so that they run side by side.
    macro_rules! replayed {
        ($($test:ident: $target:literal,)*) => {
            $(#[test]
            fn $test() {
                replay($target);
            })*

            #[test]
            fn every_fuzz_target_has_its_corpus_replayed() {
                let replayed = [$($target),*];
                assert_eq!(TARGETS.iter().map(|(name, _)| *name).collect::<Vec<_>>(), replayed);
            }
        };
    }

    replayed! {
        calls_in_any_order_keep_what_the_header_promises: "calls",
        any_bytes_from_a_service_end_a_call_with_a_code: "exchange",
        a_job_has_one_true_outcome_for_each_recording_whatever_the_responses: "job",
        pages_of_any_form_make_a_list_or_an_error: "list",
        a_query_of_any_form_makes_windows_or_an_error: "query",
        recordings_of_any_form_are_each_planned_once_or_refused: "recordings",
        a_response_of_any_form_is_interpreted_truthfully: "response",
        a_retry_after_of_any_form_is_a_wait_or_absent: "retry_after",
    }
}
