//! Executes a job: a loop on the calling thread that sends what can be sent, waits for results, and
//! decides what each means for its request and for the job.

use super::observer::{CallObserver, Progress};
use super::queue::{Pending, Queue, Wait};
use super::rate_limiter::{Permit, ThrottleReason, Throttled};
use super::retry::{self, RetryBudget};
use super::verdict::{Verdict, is_throttling, verdict};
use super::{
    AttemptEffect, AttemptResult, Backend, Completion, Counts, Job, RequestId, RunStats,
    StopReason, TokenRefresh,
};
use crate::codes::*;
use crate::error::{Error, Result};
use crate::http::TransportError;
use crate::http::response::{self, Response};
use crate::input::settings::Limits;
use crate::util::text;
use std::time::{Duration, Instant};

/// Attempts at a request that is locked (423).
const MAX_LOCKED_ATTEMPTS: u32 = 10;
/// Token refreshes without a success between.
const MAX_TOKEN_REFRESHES: u32 = 10;
/// Time for an interrupted request to end. One that takes longer is stuck in a name lookup or in
/// connecting, and is abandoned.
const INTERRUPT_TIMEOUT: Duration = Duration::from_millis(100);
/// Interval for looking whether another thread has fetched a token.
const TOKEN_POLL: Duration = Duration::from_millis(20);
/// Warnings kept for the report.
const MAX_WARNINGS: usize = 16;

struct InFlight {
    pending: Pending,
    permit: Permit,
    token_number: u64,
    started: Instant,
    interrupted: Option<Instant>,
}

enum State {
    Running,
    /// Nothing more is sent. Requests in flight run to their end.
    Draining(StopReason),
    /// Nothing more is sent. Requests in flight are interrupted.
    Aborting(StopReason),
}

pub(crate) struct Executor<'r, 'o> {
    backend: &'r mut dyn Backend,
    limits: &'r Limits,
    observer: CallObserver<'o>,
    deadline: Option<Instant>,
    state: State,
    queue: Queue,
    in_flight: Vec<InFlight>,
    /// Why nothing can be sent at the moment, requests in flight aside.
    wait: Option<Wait>,
    retry_budget: RetryBudget,
    /// The number of the last token that the service refused, and its error.
    refused_token: Option<(u64, Error)>,
    token_refreshes: u32,
    /// The start of throttling and of 423s, without a success since.
    throttled_since: Option<Instant>,
    locked_since: Option<Instant>,
    /// The last throttling response, in words.
    throttle_message: Option<String>,
    stats: RunStats,
}

impl<'r, 'o> Executor<'r, 'o> {
    /// The deadline counts from now.
    pub fn new(
        backend: &'r mut dyn Backend,
        limits: &'r Limits,
        observer: CallObserver<'o>,
    ) -> Self {
        let deadline = limits.deadline.and_then(|deadline| backend.now().checked_add(deadline));
        Executor {
            backend,
            limits,
            observer,
            deadline,
            state: State::Running,
            queue: Queue::default(),
            in_flight: Vec::new(),
            wait: None,
            retry_budget: RetryBudget::full(),
            refused_token: None,
            token_refreshes: 0,
            throttled_since: None,
            locked_since: None,
            throttle_message: None,
            stats: RunStats::default(),
        }
    }

    /// Executes a job until it is done or something stops it. What was not sent by then stays with the
    /// job.
    pub fn run(&mut self, job: &mut dyn Job) {
        loop {
            self.notify_outcomes(job);
            self.notify_progress(job, false);
            self.check_cancel_and_deadline();
            self.enforce_timeouts(job);
            self.send_all(job);
            if self.in_flight.is_empty() && (self.is_stopped() || self.wait.is_none()) {
                return;
            }
            self.wait(job);
        }
    }

    pub fn stop_reason(&self) -> Option<&StopReason> {
        match &self.state {
            State::Running => None,
            State::Draining(reason) | State::Aborting(reason) => Some(reason),
        }
    }

    pub fn finish(self) -> (RunStats, Option<StopReason>) {
        let reason = self.stop_reason().cloned();
        (self.stats, reason)
    }

    fn is_stopped(&self) -> bool {
        !matches!(self.state, State::Running)
    }

    fn is_aborting(&self) -> bool {
        matches!(self.state, State::Aborting(_))
    }

    /// The first reason to stop stays the reason.
    fn stop(&mut self, error: Error) {
        if !self.is_stopped() {
            self.state = State::Draining(StopReason { error, retry_after_seconds: None });
        }
    }

    fn check_cancel_and_deadline(&mut self) {
        let error = if self.observer.is_cancelled() {
            Error::new(WEBEXREC_E_CANCELLED, "the call was cancelled")
        } else if self.deadline.is_some_and(|deadline| deadline <= self.backend.now()) {
            let seconds = text::seconds(self.limits.deadline.unwrap_or_default());
            Error::new(WEBEXREC_E_DEADLINE, format!("the deadline of {seconds} seconds passed"))
        } else {
            return;
        };
        let reason = self.stop_reason().cloned();
        self.state =
            State::Aborting(reason.unwrap_or(StopReason { error, retry_after_seconds: None }));
        for index in 0..self.in_flight.len() {
            self.interrupt(index);
        }
    }

    fn interrupt(&mut self, index: usize) {
        let in_flight = &mut self.in_flight[index];
        if in_flight.interrupted.is_none() {
            in_flight.interrupted = Some(self.backend.now());
            self.backend.interrupt(in_flight.pending.id);
        }
    }

    /// Interrupts requests that take too long, and abandons those that an interruption did not end.
    fn enforce_timeouts(&mut self, job: &mut dyn Job) {
        let now = self.backend.now();
        for index in (0..self.in_flight.len()).rev() {
            let in_flight = &self.in_flight[index];
            match in_flight.interrupted {
                None if in_flight.started + self.limits.request_timeout <= now => {
                    self.interrupt(index);
                }
                Some(at) if at + INTERRUPT_TIMEOUT <= now => {
                    let in_flight = self.in_flight.swap_remove(index);
                    let may_have_been_sent = self.backend.abandon(in_flight.pending.id);
                    let error = Error::new(WEBEXREC_E_INTERNAL, "the request was abandoned");
                    let error = TransportError { error, may_have_been_sent, is_permanent: false };
                    self.on_result(job, in_flight, Err(error));
                }
                _ => {}
            }
        }
    }

    /// Sends what can be sent now. Afterwards `wait` says what the next request waits for, if it is
    /// anything but the requests in flight.
    fn send_all(&mut self, job: &mut dyn Job) {
        self.wait = None;
        while !self.is_stopped() && self.in_flight.len() < self.max_in_flight() {
            let next = self.queue.pop(self.backend.now());
            let Some(pending) = next.or_else(|| job.next().map(Pending::new)) else {
                self.wait = self.queue.next_wait();
                return;
            };
            let Some(pending) = self.announce(job, pending) else { return };
            let Some(permit) = self.acquire_permit() else {
                return self.queue.push_front(pending);
            };
            self.send(job, pending, permit);
        }
    }

    fn max_in_flight(&self) -> usize {
        self.limits.concurrency.min(self.backend.max_in_flight())
    }

    /// Notifies the caller, who may want to write it down first, of what is about to be sent. Comes
    /// before the permit: a callback must not hold up others that wait for a trial request.
    fn announce(&mut self, job: &dyn Job, mut pending: Pending) -> Option<Pending> {
        if self.observer.outcomes.is_some()
            && !std::mem::replace(&mut pending.announced, true)
            && let Some(results) = job.sending_results(pending.id)
        {
            self.observer.notify_outcomes(&results);
            self.check_cancel_and_deadline();
        }
        (!self.is_stopped()).then_some(pending)
    }

    /// A permit of the rate limiter and a token that was not refused. Without either it sets `wait`,
    /// or stops.
    fn acquire_permit(&mut self) -> Option<Permit> {
        let now = self.backend.now();
        match self.refresh_token() {
            Ok(TokenRefresh::Ready) => match self.backend.rate_limiter().try_acquire(now) {
                Ok(permit) => return Some(permit),
                Err(throttled) => self.wait_or_stop(throttled, now),
            },
            Ok(TokenRefresh::InProgress) => {
                let reason = self.refused_token.as_ref().map_or(0, |(_, error)| error.code);
                self.wait = Some(Wait { until: now + TOKEN_POLL, reason });
            }
            Ok(TokenRefresh::Unavailable) => {
                let no_token =
                    || Error::new(WEBEXREC_E_TOKEN_PROVIDER, "the provider gave no token");
                let refused = self.refused_token.as_ref();
                self.stop(refused.map_or_else(no_token, |(_, error)| error.clone()));
            }
            Err(error) => {
                // A cancel that made the provider give up is the reason.
                self.check_cancel_and_deadline();
                self.stop(error);
            }
        }
        None
    }

    /// Gets a new token if the one in use was refused.
    fn refresh_token(&mut self) -> Result<TokenRefresh> {
        let refused = self.refused_token.as_ref().map_or(0, |(number, _)| *number);
        if self.backend.token_number() > refused {
            return Ok(TokenRefresh::Ready);
        }
        if self.token_refreshes >= MAX_TOKEN_REFRESHES {
            return Ok(TokenRefresh::Unavailable);
        }
        let refresh = self.backend.refresh_token(refused)?;
        self.token_refreshes += u32::from(matches!(refresh, TokenRefresh::Ready));
        Ok(refresh)
    }

    /// Waits for the rate limiter, or stops if that would take too long.
    fn wait_or_stop(&mut self, throttled: Throttled, now: Instant) {
        let since = *self.throttled_since.get_or_insert(now);
        let exceeds = |limit: Option<Instant>| limit.is_some_and(|limit| limit < throttled.until);
        let is_too_long = match throttled.reason {
            ThrottleReason::Paced => exceeds(self.deadline),
            ThrottleReason::Paused | ThrottleReason::Trial => {
                exceeds(since.checked_add(self.limits.max_wait)) || exceeds(self.deadline)
            }
        };
        // The response to a trial request of this call is worth waiting for.
        let is_own_trial = throttled.reason == ThrottleReason::Trial && !self.in_flight.is_empty();
        if is_too_long && !is_own_trial {
            self.stop_throttled(throttled, now);
        } else {
            self.wait = Some(Wait { until: throttled.until, reason: throttled.status.into() });
        }
    }

    fn stop_throttled(&mut self, throttled: Throttled, now: Instant) {
        let seconds = (throttled.until - now).as_secs_f64().ceil().max(1.0) as u64;
        let cause = self.throttle_message.take().unwrap_or_else(|| throttled.status.to_string());
        let message = format!(
            "the service takes no more requests for now: {cause}{}, or allow a longer wait",
            response::wait_advice(seconds)
        );
        let error = Error::new(WEBEXREC_E_RATE_LIMITED, message);
        self.state = State::Draining(StopReason { error, retry_after_seconds: Some(seconds) });
    }

    fn send(&mut self, job: &mut dyn Job, mut pending: Pending, permit: Permit) {
        pending.sent += 1;
        pending.announced = false;
        self.stats.requests += 1;
        self.stats.retries += u64::from(pending.sent > 1);
        job.sending(pending.id);
        let token_number = self.backend.token_number();
        self.backend.send(pending.id, job.request(pending.id));
        let started = self.backend.now();
        let in_flight = InFlight { pending, permit, token_number, started, interrupted: None };
        self.in_flight.push(in_flight);
    }

    fn wait(&mut self, job: &mut dyn Job) {
        let start = self.backend.now();
        let is_waiting_only = self.in_flight.is_empty();
        let is_idle = self.in_flight.len() == 1 && self.wait.is_none() && !self.is_aborting();
        let result = self.backend.wait(self.next_event(start), is_idle);
        if is_waiting_only {
            self.stats.waited += self.backend.now().duration_since(start);
        }
        if let Some((id, result)) = result
            && let Some(index) = self.in_flight.iter().position(|other| other.pending.id == id)
        {
            let in_flight = self.in_flight.swap_remove(index);
            self.on_result(job, in_flight, result);
        }
    }

    /// When the loop has something to do even if no result comes.
    fn next_event(&self, now: Instant) -> Instant {
        let timeouts = self.in_flight.iter().map(|in_flight| match in_flight.interrupted {
            Some(at) => at + INTERRUPT_TIMEOUT,
            None => in_flight.started + self.limits.request_timeout,
        });
        let wait = self.wait.filter(|_| self.in_flight.len() < self.max_in_flight());
        // A deadline that has passed counts until the loop has seen it.
        let deadline = self.deadline.filter(|_| !self.is_aborting());
        timeouts
            .chain(wait.map(|wait| wait.until))
            .chain(self.observer.next_progress())
            .chain(deadline)
            .min()
            .unwrap_or(now + self.limits.request_timeout)
    }

    fn on_result(&mut self, job: &mut dyn Job, in_flight: InFlight, result: AttemptResult) {
        let id = in_flight.pending.id;
        match (result, &self.state) {
            (Ok(response), _) => self.on_response(job, in_flight, response),
            // It did not fail: this call ended it.
            (Err(error), State::Aborting(_)) if !error.may_have_been_sent => {
                job.attempted(id, AttemptEffect::None);
            }
            (Err(_), State::Aborting(reason)) => {
                let error = reason.error.clone();
                self.settle(job, id, Completion::InDoubt(error));
            }
            (Err(error), _) if in_flight.interrupted.is_some() => {
                let seconds = text::seconds(self.limits.request_timeout);
                let message = format!("the request was not complete within {seconds} seconds");
                let timeout = Error::new(WEBEXREC_E_TIMEOUT, message);
                self.on_failure(job, in_flight.pending, TransportError { error: timeout, ..error });
            }
            (Err(error), _) => self.on_failure(job, in_flight.pending, error),
        }
    }

    fn on_response(&mut self, job: &mut dyn Job, in_flight: InFlight, response: Response) {
        let InFlight { pending, permit, token_number, .. } = in_flight;
        let id = pending.id;
        self.keep_warning(&response);
        self.release_permit(permit, &response);
        match verdict(response.status) {
            Verdict::Success => {
                self.retry_budget.refund();
                (self.token_refreshes, self.locked_since) = (0, None);
                self.settle(job, id, Completion::Accepted(response));
            }
            Verdict::Unauthorized => self.on_unauthorized(job, pending, token_number, &response),
            Verdict::Throttled => {
                job.attempted(id, AttemptEffect::None);
                self.queue.push_front(pending);
            }
            Verdict::Locked => self.on_locked(job, pending, response),
            Verdict::Transient => self.schedule_retry(job, pending, true, response.error()),
            Verdict::Rejected => self.settle(job, id, Completion::Rejected(response)),
            Verdict::Fatal { processed } => {
                let error = response.error();
                self.settle(job, id, Completion::without_response(error.clone(), processed));
                self.stop(error);
            }
        }
    }

    fn keep_warning(&mut self, response: &Response) {
        let warnings = &mut self.stats.warnings;
        if let Some(warning) = &response.warning
            && warnings.len() < MAX_WARNINGS
            && !warnings.contains(warning)
        {
            warnings.push(warning.clone());
        }
    }

    fn release_permit(&mut self, permit: Permit, response: &Response) {
        let Response { status, retry_after_seconds, .. } = *response;
        if is_throttling(status, retry_after_seconds) {
            self.throttle_message = Some(response.description());
            permit.throttled(status, retry_after_seconds, self.backend.now());
        } else {
            permit.processed();
            self.throttled_since = None;
        }
    }

    fn on_unauthorized(
        &mut self,
        job: &mut dyn Job,
        pending: Pending,
        token_number: u64,
        response: &Response,
    ) {
        job.attempted(pending.id, AttemptEffect::None);
        if self.refused_token.as_ref().is_none_or(|(refused, _)| *refused < token_number) {
            self.refused_token = Some((token_number, response.error()));
        }
        self.queue.push_front(pending);
    }

    /// Waits for what is locked, unless that would take too long.
    fn on_locked(&mut self, job: &mut dyn Job, mut pending: Pending, response: Response) {
        pending.locked += 1;
        let now = self.backend.now();
        let since = *self.locked_since.get_or_insert(now);
        let until = now + retry::locked(pending.locked, response.retry_after_seconds);
        let is_in_time = self.deadline.is_none_or(|deadline| until < deadline)
            && until - since <= self.limits.max_wait;
        if pending.locked < MAX_LOCKED_ATTEMPTS
            && is_in_time
            && !self.is_stopped()
            && job.is_idempotent()
        {
            job.attempted(pending.id, AttemptEffect::Rejected);
            self.queue.delay(pending, Wait { until, reason: response.status.into() });
        } else {
            self.settle(job, pending.id, Completion::Rejected(response));
        }
    }

    fn on_failure(&mut self, job: &mut dyn Job, pending: Pending, failure: TransportError) {
        let TransportError { error, may_have_been_sent, is_permanent } = failure;
        if is_permanent {
            let completion = Completion::without_response(error.clone(), may_have_been_sent);
            self.settle(job, pending.id, completion);
            self.stop(error);
        } else {
            self.schedule_retry(job, pending, may_have_been_sent, error);
        }
    }

    /// Sends a request again later, as long as that is likely to help.
    fn schedule_retry(
        &mut self,
        job: &mut dyn Job,
        mut pending: Pending,
        may_have_been_sent: bool,
        error: Error,
    ) {
        pending.failed += 1;
        let is_last = pending.failed >= self.limits.max_attempts
            || (may_have_been_sent && !job.is_idempotent());
        let has_budget = self.is_stopped() || self.retry_budget.take();
        if self.is_stopped() || !has_budget || is_last {
            let completion = Completion::without_response(error.clone(), may_have_been_sent);
            self.settle(job, pending.id, completion);
            if !has_budget {
                let message = format!("too many requests failed, the last one with: {error}");
                self.stop(Error::new(error.code, message));
            }
        } else {
            let in_doubt = may_have_been_sent;
            let effect = if in_doubt { AttemptEffect::InDoubt } else { AttemptEffect::None };
            job.attempted(pending.id, effect);
            let backoff = retry::backoff(pending.failed, self.backend.random());
            let until = self.backend.now() + backoff;
            self.queue.delay(pending, Wait { until, reason: error.code });
        }
    }

    fn settle(&mut self, job: &mut dyn Job, id: RequestId, completion: Completion) {
        if let Err(error) = job.settle(id, completion) {
            self.stop(error);
        }
    }

    /// Notifies the caller of the end of the call.
    pub fn notify_end(&mut self, job: &mut dyn Job) {
        self.notify_outcomes(job);
        self.notify_progress(job, true);
    }

    fn notify_outcomes(&mut self, job: &mut dyn Job) {
        if self.observer.outcomes.is_some()
            && let Some(results) = job.settled_results()
        {
            self.observer.notify_outcomes(&results);
        }
    }

    fn notify_progress(&mut self, job: &mut dyn Job, is_last: bool) {
        if self.observer.progress.is_some() {
            let progress = self.progress(job, self.backend.now());
            self.observer.notify_progress(progress, is_last, || self.backend.now());
        }
    }

    fn progress(&self, job: &dyn Job, now: Instant) -> Progress {
        let Counts { total, done, not_done } = job.counts();
        let wait = self.wait.filter(|_| !self.is_stopped());
        let milliseconds = |wait: Wait| wait.until.saturating_duration_since(now).as_millis();
        Progress {
            total,
            done,
            not_done,
            in_flight: self.in_flight.len() as u64,
            requests: self.stats.requests,
            retries: self.stats.retries,
            wait_ms: wait.map_or(0, |wait| u64::try_from(milliseconds(wait)).unwrap_or(u64::MAX)),
            wait_reason: wait.map_or(0, |wait| u64::from(wait.reason.unsigned_abs())),
        }
    }
}
