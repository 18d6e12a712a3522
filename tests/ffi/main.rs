//! The C boundary: every function that the header declares, with each of its parameters in turn NULL, empty,
//! not UTF-8, too long, out of range. Each call returns the promised code with a message that names the
//! parameter, writes nothing outside of the message buffer, leaves outputs NULL or usable, and sends nothing
//! if it returns a code from 1 to 19.

mod calls;
mod cases;
mod guarded_buffer;

use calls::{Arguments, CALLS};
use cases::{Expected, Fixture, cases, fixture, refusal};
use guarded_buffer::GuardedBuffer;
use std::ffi::CStr;
use std::ptr;
use webexrec::*;
use webexrec_test_support::{Function, declared_functions};

/// Calls a function with a guarded message buffer, and checks what must hold for every call.
fn checked_call(
    fixture: &Fixture,
    function: &Function,
    arguments: &Arguments,
    size: usize,
) -> (i32, String) {
    let name = &function.name;
    let mut buffer = GuardedBuffer::new(size);
    let arguments = Arguments { error: buffer.as_pointer(), error_size: size, ..*arguments };
    fixture.simulator.clear_requests();
    let code = call_of(function)(&arguments);
    let requests = fixture.simulator.requests().len();
    assert!(!matches!(code, WEBEXREC_E_INTERNAL | WEBEXREC_E_PANIC), "{name}: {code}");
    assert!(requests == 0 || !(1..20).contains(&code), "{name}: {code} after {requests} requests");
    (code, buffer.text())
}

fn call_of(function: &Function) -> fn(&Arguments) -> i32 {
    CALLS.iter().find(|(name, _)| *name == function.name).expect("a call").1
}

#[test]
fn every_function_of_the_header_is_called_here() {
    let declared: Vec<String> = declared_functions().into_iter().map(|f| f.name).collect();
    let called: Vec<&str> = CALLS.iter().map(|(name, _)| *name).collect();
    assert_eq!(declared, called, "calls.rs lacks a function, or has another order than the header");
}

#[test]
fn each_invalid_parameter_has_its_code_and_is_named() {
    let fixture = fixture();
    let mut calls = 0;
    for function in declared_functions() {
        for parameter in &function.parameters {
            for case in cases(&fixture, &function, parameter) {
                let mut arguments = fixture.arguments(&function);
                (case.set)(&mut arguments);
                let (code, message) = checked_call(&fixture, &function, &arguments, 4096);
                let what = format!("{}, {}: {}", function.name, parameter.name, case.what);
                let is_invalid_input = (1..20).contains(&code);
                match case.expected {
                    Expected::Code(expected) => assert_eq!(code, expected, "{what}: {message}"),
                    Expected::Accepted => assert!(!is_invalid_input, "{what}: {code} {message}"),
                }
                if function.has_error() {
                    assert_eq!(message.is_empty(), code == WEBEXREC_OK, "{what}: {message}");
                    let is_named = case.named.iter().any(|name| message.contains(name));
                    assert!(is_named || !is_invalid_input, "{what} is not named: {message}");
                }
                assert!(!message.contains(&fixture.token), "{what}: the token is shown");
                assert!(!message.chars().any(char::is_control), "{what}: {message:?}");
                calls += 1;
            }
        }
    }
    println!("{calls} calls");
    assert!(calls > 1000);
}

#[test]
fn with_null_for_all_parameters_every_function_with_a_message_fails() {
    let fixture = fixture();
    for function in declared_functions().iter().filter(|function| function.has_error()) {
        let (code, message) = checked_call(&fixture, function, &Arguments::none(), 4096);
        assert_eq!(code, WEBEXREC_E_NULL_POINTER, "{}: {message}", function.name);
    }
}

#[test]
fn a_message_is_cut_between_characters_at_any_size_of_the_buffer() {
    let fixture = fixture();
    for function in declared_functions().iter().filter(|function| function.has_error()) {
        let refusal = refusal(function);
        let (expected, whole) = (refusal.call)(&fixture, function, 4096);
        assert!(whole.len() > 80 || !refusal.is_multibyte, "{}: {whole} is short", function.name);
        assert_eq!(whole.is_ascii(), !refusal.is_multibyte, "{}: {whole}", function.name);
        for size in 0..=80 {
            let (code, message) = (refusal.call)(&fixture, function, size);
            assert_eq!(code, expected, "{}", function.name);
            let fitting = whole.floor_char_boundary(size.saturating_sub(1));
            assert_eq!(message, whole[..fitting], "{}: {size} bytes", function.name);
        }
    }
}

#[test]
fn without_a_message_buffer_the_code_is_the_same() {
    for function in declared_functions().iter().filter(|function| function.has_error()) {
        for error_size in [0, 1, usize::MAX] {
            let arguments = Arguments { error: ptr::null_mut(), error_size, ..Arguments::none() };
            let code = call_of(function)(&arguments);
            assert_eq!(code, WEBEXREC_E_NULL_POINTER, "{}", function.name);
        }
    }
}

#[test]
fn success_empties_a_message_buffer_of_any_size() {
    let fixture = fixture();
    for function in declared_functions().iter().filter(|function| function.has_error()) {
        for size in [0, 1, 2, WEBEXREC_ERROR_SIZE] {
            let arguments = fixture.arguments(function);
            let (code, message) = checked_call(&fixture, function, &arguments, size);
            assert_eq!((code, message.as_str()), (WEBEXREC_OK, ""), "{}", function.name);
        }
    }
}

#[test]
fn every_number_has_a_result_text() {
    for result in (-1000..=1000).chain([i32::MIN, i32::MAX]) {
        // SAFETY: the text is static and terminated.
        let text = unsafe { CStr::from_ptr(webexrec_result_text(result)) };
        assert!(text.to_str().is_ok_and(|text| !text.is_empty()), "{result}");
    }
}
