//! One test for each fault, named for what it does to the recordings.

use crate::cases::play;
use crate::fault::Fault;
use crate::fault::Moment::{self, After, Before};

const BOTH: [Moment; 2] = [Before, After];

#[test]
fn a_refused_connection_leaves_nothing_unclear() {
    play(Fault::Refused, &[Before]);
}

#[test]
fn a_stalled_handshake_leaves_nothing_unclear() {
    play(Fault::StalledHandshake, &[Before]);
}

#[test]
fn a_connection_that_is_reset_when_it_is_accepted_is_replaced() {
    play(Fault::ResetAtAccept, &[Before]);
}

#[test]
fn a_request_that_is_cut_off_is_sent_again() {
    play(Fault::ResetInRequest, &[Before]);
}

#[test]
fn a_connection_that_is_closed_instead_of_an_answer_is_replaced() {
    play(Fault::Closed, &BOTH);
}

#[test]
fn a_connection_that_is_reset_instead_of_an_answer_is_replaced() {
    play(Fault::Reset, &BOTH);
}

#[test]
fn an_answer_whose_head_breaks_off_is_asked_for_again() {
    play(Fault::ClosedInHead, &BOTH);
}

#[test]
fn an_answer_whose_body_is_reset_is_asked_for_again() {
    play(Fault::ResetInBody, &BOTH);
}

#[test]
fn an_answer_shorter_than_it_says_is_asked_for_again() {
    play(Fault::LengthTooLong, &BOTH);
}

#[test]
fn an_answer_longer_than_it_says_is_no_confirmation() {
    play(Fault::LengthTooShort, &BOTH);
}

#[test]
fn an_answer_in_bad_chunks_is_asked_for_again() {
    play(Fault::BadChunks, &BOTH);
}

#[test]
fn garbage_is_no_answer() {
    play(Fault::Garbage, &BOTH);
}

#[test]
fn silence_is_waited_for_no_longer_than_allowed() {
    play(Fault::Silence, &BOTH);
}

#[test]
fn an_answer_that_drips_is_waited_for_no_longer_than_allowed() {
    play(Fault::Drip, &BOTH);
}

#[test]
fn headers_without_end_are_cut_off() {
    play(Fault::EndlessHead, &BOTH);
}

#[test]
fn a_body_without_end_is_cut_off() {
    play(Fault::EndlessBody, &BOTH);
}

#[test]
fn interim_answers_without_end_are_cut_off() {
    play(Fault::EndlessInterim, &BOTH);
}

#[test]
fn server_errors_are_tried_again() {
    play(Fault::ServerError, &BOTH);
}

#[test]
fn a_retry_after_that_is_none_does_no_harm() {
    play(Fault::MalformedRetryAfter, &BOTH);
}

#[test]
fn a_storm_of_429_leaves_nothing_unclear() {
    play(Fault::TooManyRequests, &[Before]);
}

#[test]
fn an_answer_in_pieces_is_an_answer() {
    play(Fault::Pieces, &[After]);
}

#[test]
fn interim_answers_before_an_answer_are_passed_over() {
    play(Fault::Interim, &[After]);
}

#[test]
fn an_answer_too_many_is_not_taken_for_that_to_the_next_request() {
    play(Fault::AnswerTooMany, &[After]);
}

#[test]
fn a_connection_that_is_closed_after_an_answer_is_replaced() {
    play(Fault::ClosedAfterwards, &[After]);
}
