//! A test for each fault, named after its effect on the recordings.

use crate::fault::Fault;
use crate::fault::Moment::{self, After, Before};
use crate::scenarios::inject;

const BOTH: [Moment; 2] = [Before, After];

#[test]
fn a_refused_connection_leaves_nothing_in_doubt() {
    inject(Fault::Refused, &[Before]);
}

#[test]
fn a_stalled_handshake_leaves_nothing_in_doubt() {
    inject(Fault::StalledHandshake, &[Before]);
}

#[test]
fn a_connection_reset_when_it_is_accepted_is_replaced() {
    inject(Fault::ResetAtAccept, &[Before]);
}

#[test]
fn a_request_that_is_cut_off_is_retried() {
    inject(Fault::ResetInRequest, &[Before]);
}

#[test]
fn a_connection_closed_instead_of_a_response_is_replaced() {
    inject(Fault::Closed, &BOTH);
}

#[test]
fn a_connection_reset_instead_of_a_response_is_replaced() {
    inject(Fault::Reset, &BOTH);
}

#[test]
fn a_response_with_a_truncated_head_is_retried() {
    inject(Fault::ClosedInHead, &BOTH);
}

#[test]
fn a_response_reset_in_its_body_is_retried() {
    inject(Fault::ResetInBody, &BOTH);
}

#[test]
fn a_response_shorter_than_its_content_length_is_retried() {
    inject(Fault::LengthTooLong, &BOTH);
}

#[test]
fn a_response_longer_than_its_content_length_is_not_a_confirmation() {
    inject(Fault::LengthTooShort, &BOTH);
}

#[test]
fn a_response_with_invalid_chunks_is_retried() {
    inject(Fault::BadChunks, &BOTH);
}

#[test]
fn bytes_that_are_not_http_are_not_a_confirmation() {
    inject(Fault::Garbage, &BOTH);
}

#[test]
fn silence_ends_with_the_timeout() {
    inject(Fault::Silence, &BOTH);
}

#[test]
fn a_response_byte_by_byte_ends_with_the_timeout() {
    inject(Fault::Drip, &BOTH);
}

#[test]
fn endless_headers_are_cut_off() {
    inject(Fault::EndlessHead, &BOTH);
}

#[test]
fn an_endless_body_is_cut_off() {
    inject(Fault::EndlessBody, &BOTH);
}

#[test]
fn endless_interim_responses_are_cut_off() {
    inject(Fault::EndlessInterim, &BOTH);
}

#[test]
fn server_errors_are_retried() {
    inject(Fault::ServerError, &BOTH);
}

#[test]
fn an_invalid_retry_after_does_no_harm() {
    inject(Fault::MalformedRetryAfter, &BOTH);
}

#[test]
fn many_429_leave_nothing_in_doubt() {
    inject(Fault::TooManyRequests, &[Before]);
}

#[test]
fn a_response_in_pieces_is_a_response() {
    inject(Fault::Pieces, &[After]);
}

#[test]
fn interim_responses_before_a_response_are_skipped() {
    inject(Fault::Interim, &[After]);
}

#[test]
fn an_extra_response_is_not_taken_for_the_next_one() {
    inject(Fault::ExtraResponse, &[After]);
}

#[test]
fn a_connection_closed_after_a_response_is_replaced() {
    inject(Fault::ClosedAfterwards, &[After]);
}
