//! The boundary: every function that the header declares, with each of its parameters in turn NULL,
//! empty, not UTF-8, too long, out of range. The promised code comes back, nothing is written beside
//! the error buffer, outputs are NULL or can be used, and with a code from 1 to 19 nothing was sent.

mod functions;
mod guarded;
mod header;
mod values;

use functions::{FUNCTIONS, Given};
use guarded::Guarded;
use header::{Function, declarations};
use std::ffi::CStr;
use std::ptr;
use values::{Expect, World, cases, refused, world};
use webexrec::*;

/// Calls a function with a guarded buffer for its message, and checks what holds for every call.
fn called(world: &World, function: &Function, given: &Given, size: usize) -> (i32, String) {
    let name = &function.name;
    let mut buffer = Guarded::new(size);
    let given = Given { error: buffer.pointer(), error_size: size, ..*given };
    world.simulator.clear_requests();
    let code = call_of(function)(&given);
    let sent = world.simulator.requests().len();
    assert!(!matches!(code, WEBEXREC_E_INTERNAL | WEBEXREC_E_PANIC), "{name}: {code}");
    assert!(sent == 0 || !(1..20).contains(&code), "{name}: {code}, and {sent} were sent");
    (code, buffer.text())
}

fn call_of(function: &Function) -> fn(&Given) -> i32 {
    FUNCTIONS.iter().find(|(name, _)| *name == function.name).expect("a row").1
}

#[test]
fn every_function_of_the_header_is_called_here() {
    let declared: Vec<String> = declarations().into_iter().map(|function| function.name).collect();
    let called: Vec<&str> = FUNCTIONS.iter().map(|(name, _)| *name).collect();
    assert_eq!(declared, called, "a function has no row in functions.rs, or is not in its place");
}

#[test]
fn each_parameter_that_can_not_be_used_has_its_promised_code() {
    let world = world();
    let mut checked = 0;
    for function in declarations() {
        for parameter in &function.parameters {
            for case in cases(&world, &function, parameter) {
                let mut given = world.given(&function);
                (case.set)(&mut given);
                let (code, message) = called(&world, &function, &given, 4096);
                let what = format!("{}, {}: {}", function.name, parameter.name, case.what);
                match case.expect {
                    Expect::Code(wanted) => assert_eq!(code, wanted, "{what}: {message}"),
                    Expect::Taken => assert!(!(1..20).contains(&code), "{what}: {code} {message}"),
                }
                if function.has_error() {
                    assert_eq!(message.is_empty(), code == WEBEXREC_OK, "{what}: {message}");
                }
                assert!(!message.contains(&world.token), "{what}: the token is shown");
                assert!(!message.chars().any(char::is_control), "{what}: {message:?}");
                checked += 1;
            }
        }
    }
    println!("{checked} calls");
    assert!(checked > 1000);
}

#[test]
fn nothing_but_null_and_zero_is_refused_by_all_that_can_refuse() {
    let world = world();
    for function in declarations().iter().filter(|function| function.has_error()) {
        let (code, message) = called(&world, function, &Given::nothing(), 4096);
        assert_eq!(code, WEBEXREC_E_NULL_POINTER, "{}: {message}", function.name);
    }
}

#[test]
fn a_message_is_cut_between_characters_to_any_size_and_nothing_beside_it_is_touched() {
    let world = world();
    for function in declarations().iter().filter(|function| function.has_error()) {
        let refusal = refused(function);
        let (wanted, whole) = (refusal.call)(&world, function, 4096);
        assert!(whole.len() > 80 || !refusal.is_foreign, "{}: {whole} is short", function.name);
        assert_eq!(whole.is_ascii(), !refusal.is_foreign, "{}: {whole}", function.name);
        for size in 0..=80 {
            let (code, message) = (refusal.call)(&world, function, size);
            assert_eq!(code, wanted, "{}", function.name);
            let fitting = whole.floor_char_boundary(size.saturating_sub(1));
            assert_eq!(message, whole[..fitting], "{}: {size} bytes", function.name);
        }
    }
}

#[test]
fn without_a_buffer_for_the_message_the_code_is_the_same() {
    for function in declarations().iter().filter(|function| function.has_error()) {
        for error_size in [0, 1, usize::MAX] {
            let given = Given { error: ptr::null_mut(), error_size, ..Given::nothing() };
            assert_eq!(call_of(function)(&given), WEBEXREC_E_NULL_POINTER, "{}", function.name);
        }
    }
}

#[test]
fn success_empties_the_buffer_of_any_size() {
    let world = world();
    for function in declarations().iter().filter(|function| function.has_error()) {
        for size in [0, 1, 2, WEBEXREC_ERROR_SIZE] {
            let (code, message) = called(&world, function, &world.given(function), size);
            assert_eq!((code, message.as_str()), (WEBEXREC_OK, ""), "{}", function.name);
        }
    }
}

#[test]
fn every_number_has_a_text() {
    for result in (-1000..=1000).chain([i32::MIN, i32::MAX]) {
        // SAFETY: the text is static and terminated.
        let text = unsafe { CStr::from_ptr(webexrec_result_text(result)) };
        assert!(text.to_str().is_ok_and(|text| !text.is_empty()), "{result}");
    }
}
