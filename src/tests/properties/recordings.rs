//! A byte for the operation, one for the flags, and `recordings_json`: the plan, and the report of a
//! dry run of it.

use super::assertions::{assert_message, assert_report};
use super::input::Input;
use crate::codes::*;
use crate::engine::RunStats;
use crate::jobs::change::ChangeJob;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::plan::{ChangeParams, Plan};
use crate::tests::fixtures::{OPERATIONS, base_url, conclude_with_report, params};
use serde_json::Value;

/// All flags of the interface, and one that does not exist.
const FLAGS: u32 = 0x7f;

pub(super) fn check(input: &[u8]) {
    let mut input = Input::new(input);
    let operation = input.pick(&OPERATIONS);
    let flags = u32::from(input.byte()) & FLAGS;
    let Ok(json) = str::from_utf8(input.rest()) else { return };
    let params = params(operation, json, flags);
    let value = serde_json::from_str::<Value>(json);
    match Plan::new(&params, &mut |_| ()) {
        Err(error) => {
            assert!((2..20).contains(&error.code), "{error}");
            if error.code == WEBEXREC_E_NOT_JSON {
                assert!(value.is_err(), "{error}");
            }
            assert_message(&error);
        }
        Ok(mut plan) => {
            // The library accepts half a surrogate pair in a member that it ignores.
            let Ok(given) = value else { return };
            assert_plan(&plan, &given, flags);
            let report = dry_run(&mut plan);
            let report = assert_report(&report, WEBEXREC_OK, plan.entries.len());
            if !plan.is_all() {
                assert_results_can_be_given_again(&params, &plan, &report);
            }
        }
    }
}

fn assert_plan(plan: &Plan, given: &Value, flags: u32) {
    let elements = given.as_array().expect("only an array is planned");
    if flags & WEBEXREC_ALL != 0 {
        assert!(elements.is_empty() && plan.is_all() && plan.batches.len() == 1);
        return;
    }
    assert_eq!(plan.entries.len(), elements.len());
    for (entry, element) in plan.entries.iter().zip(elements) {
        let id = element.as_str().or(element["id"].as_str());
        assert_eq!(entry.id.as_deref(), id);
    }
    let mut sent = vec![0; plan.entries.len()];
    for batch in &plan.batches {
        assert!((1..=Operation::BATCH_SIZE).contains(&batch.members.len()));
        for &member in &batch.members {
            sent[member as usize] += 1;
            let group = |member: u32| plan.entries[member as usize].group;
            assert_eq!(group(member), group(batch.members[0]));
        }
    }
    for (index, entry) in plan.entries.iter().enumerate() {
        let primary = entry.primary.map(|primary| primary as usize);
        let is_primary = primary == Some(index);
        assert_eq!(sent[index], usize::from(is_primary), "each recording is sent once");
        if let Some(primary) = primary {
            assert_eq!(plan.entries[primary].id, entry.id);
        } else {
            assert!(entry.share_to_me);
        }
    }
    assert!(flags & WEBEXREC_SINGLE_REQUEST == 0 || plan.batches.len() <= 1);
}

/// The report of a dry run, whatever the flags were.
fn dry_run(plan: &mut Plan) -> String {
    plan.dry_run = true;
    let mut job = ChangeJob::new(plan, base_url(), false);
    job.finalize(None);
    let (conclusion, report) = conclude_with_report(plan, job.ledger(), &RunStats::default(), None);
    assert_eq!(conclusion, None, "a dry run of a valid plan succeeds");
    report
}

fn assert_results_can_be_given_again(params: &ChangeParams, plan: &Plan, report: &Value) {
    let results = report["results"].to_string();
    let again = ChangeParams { recordings_json: Some(&results), ..*params };
    let again = Plan::new(&again, &mut |_| ()).expect("a plan");
    let ids = |plan: &Plan| -> Vec<_> {
        let entries = plan.entries.iter();
        entries.map(|entry| (entry.id.as_deref().map(str::to_owned), entry.primary)).collect()
    };
    assert_eq!(ids(&again), ids(plan));
}
