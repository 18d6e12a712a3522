//! Sends the requests of a piece of work and brings their answers back: several at once, through
//! the gate, again where that helps, and no longer than the caller wants. It runs on the calling
//! thread; clock, chance and transport are those of a `World`, so that every rule can be tested on
//! a simulated one.

use super::rate_limiter::{Gate, Hold, Pass, Why};
use super::retry::{self, Budget};
use crate::codes::*;
use crate::engine::observer::{Figures, Watch};
use crate::error::{Error, Result};
use crate::http::response::{self, Answer};
use crate::http::{Failure, Request};
use crate::input::settings::Limits;
use crate::util::text;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often something locked (423) is asked for.
const LOCKED_TRIES: u32 = 10;
/// How often a token may be renewed without one success between.
const RENEWALS: u32 = 10;
/// How long a request that was interrupted may take to end; past it, it is stuck in a look-up or
/// in connecting, and abandoned.
const INTERRUPTION: Duration = Duration::from_millis(100);
/// How long to wait for a token that another thread is fetching before looking again.
const TOKEN_POLL: Duration = Duration::from_millis(20);
/// Different warnings of the service that are kept.
const WARNINGS: usize = 16;

/// Names one request of a work, as long as it is not settled.
pub(crate) type Key = usize;

/// Requests to make, and what their answers mean.
pub(crate) trait Work {
    /// The next request that can be made now. `None` may change when one under way is settled.
    fn next(&mut self) -> Option<Key>;
    fn request(&self, key: Key) -> Request;
    /// It is about to be sent, for the first time or again.
    fn sending(&mut self, _key: Key) {}
    /// It was tried, and may be tried again.
    fn tried(&mut self, _key: Key, _effect: Effect) {}
    /// Its end. An error ends the whole work.
    fn settle(&mut self, key: Key, end: End) -> Result<()>;
    /// Whether it may be sent again although a try may have had its effect.
    fn may_repeat(&self) -> bool {
        true
    }
    /// Recordings in all, done, and settled otherwise.
    fn tally(&self) -> (u64, u64, u64);
    /// For the caller, before a request is sent: the results it will have an effect on.
    fn announcement(&self, _key: Key) -> Option<String> {
        None
    }
    /// For the caller: the results that were settled since the last time.
    fn news(&mut self) -> Option<String> {
        None
    }
}

/// What a try that settled nothing may have done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Certainly nothing: it was not sent, or not processed.
    None,
    /// It was answered with a refusal, which says nothing of each recording in it.
    Refused,
    /// Anything: the answer was lost, or the service failed.
    Unclear,
}

/// How a request ended.
#[derive(Debug)]
pub(crate) enum End {
    /// Answered with 200 or 204.
    Accepted(Answer),
    /// Answered with a 4xx that will be the same again.
    Refused(Answer),
    /// The last try certainly had no effect.
    Failed(Error),
    /// The last try may have had its effect.
    Lost(Error),
}

impl End {
    /// For work that goes on only with what it asked for.
    pub fn into_answer(self) -> Result<Answer> {
        match self {
            End::Accepted(answer) => Ok(answer),
            End::Refused(answer) => Err(answer.error()),
            End::Failed(error) | End::Lost(error) => Err(error),
        }
    }
}

/// Why a run ended early.
#[derive(Debug, Clone)]
pub(crate) struct Stop {
    pub error: Error,
    pub retry_after_seconds: Option<u64>,
}

/// What a run has cost so far.
#[derive(Debug, Default)]
pub(crate) struct Cost {
    pub requests: u64,
    pub retries: u64,
    /// Time in which nothing was under way.
    pub waited: Duration,
    /// What the service warned of.
    pub warnings: Vec<String>,
}

/// What comes back from one try.
pub(crate) type Reply = std::result::Result<Answer, Failure>;

/// Whether there is another token than the one that was refused.
pub(crate) enum Renewal {
    Ready,
    /// Another thread is fetching it.
    Busy,
    /// There is none.
    Exhausted,
}

/// Everything outside of the run.
pub(crate) trait World {
    fn now(&self) -> Instant;
    /// From 0 up to 1.
    fn random(&mut self) -> f64;
    /// The gate of the token in use.
    fn gate(&self) -> Arc<Gate>;
    /// The number of the token in use, 0 as long as there is none.
    fn token(&self) -> u64;
    /// Gets a token newer than the one with that number.
    fn renew(&mut self, refused: u64) -> Result<Renewal>;
    /// How many requests it can have under way at the same time.
    fn most_flights(&self) -> usize {
        usize::MAX
    }
    /// Sends a request with the token in use; its reply comes from `wait`.
    fn send(&mut self, key: Key, request: Request);
    /// Waits for the next reply until that time, or until somebody wakes the run. `is_idle`: one
    /// request is under way, and the run has nothing else to do until then.
    fn wait(&mut self, until: Instant, is_idle: bool) -> Option<(Key, Reply)>;
    /// Makes a request end as soon as possible; its reply comes as of any other.
    fn interrupt(&mut self, key: Key);
    /// Gives up a request that an interruption did not end: it won't be sent any more, and no reply
    /// comes. Whether it was sent.
    fn abandon(&mut self, key: Key) -> bool;
}

/// A request that is to be sent.
struct Pending {
    key: Key,
    /// Times it was sent, those of them that failed, and those that found it locked.
    sent: u32,
    failed: u32,
    locked: u32,
    /// The caller was told of it, and it was not sent since.
    announced: bool,
}

impl Pending {
    fn new(key: Key) -> Self {
        Pending { key, sent: 0, failed: 0, locked: 0, announced: false }
    }
}

/// A request that waits for its next try, and what it waits out.
struct Delayed {
    until: Instant,
    reason: i32,
    pending: Pending,
}

/// A request under way.
struct Flight {
    pending: Pending,
    pass: Pass,
    token: u64,
    started: Instant,
    interrupted: Option<Instant>,
}

/// Why nothing can be sent at the moment.
#[derive(Clone, Copy)]
struct Block {
    until: Instant,
    reason: i32,
}

pub(crate) struct Run<'r, 'w> {
    world: &'r mut dyn World,
    limits: &'r Limits,
    watch: Watch<'w>,
    deadline: Option<Instant>,
    ready: VecDeque<Pending>,
    delayed: BinaryHeap<Reverse<Delayed>>,
    flights: Vec<Flight>,
    block: Option<Block>,
    budget: Budget,
    /// The last token that the service refused, and its words.
    refused_token: Option<(u64, Error)>,
    /// Renewals of it without a success.
    renewals: u32,
    /// Since when the gate has held back everything, and something was locked, without a success.
    held_since: Option<Instant>,
    locked_since: Option<Instant>,
    /// What the service said when it refused something for its rate limit.
    refusal: Option<String>,
    stop: Option<Stop>,
    /// What is under way is not waited for any more.
    halted: bool,
    cost: Cost,
}

impl<'r, 'w> Run<'r, 'w> {
    /// The deadline counts from now.
    pub fn new(world: &'r mut dyn World, limits: &'r Limits, watch: Watch<'w>) -> Self {
        let deadline = limits.deadline.and_then(|deadline| world.now().checked_add(deadline));
        Run {
            world,
            limits,
            watch,
            deadline,
            ready: VecDeque::new(),
            delayed: BinaryHeap::new(),
            flights: Vec::new(),
            block: None,
            budget: Budget::full(),
            refused_token: None,
            renewals: 0,
            held_since: None,
            locked_since: None,
            refusal: None,
            stop: None,
            halted: false,
            cost: Cost::default(),
        }
    }

    /// Does a work to its end, or until something stops the run; then what is under way still comes
    /// back, and what is not is left where it is.
    pub fn drive(&mut self, work: &mut dyn Work) {
        loop {
            self.tell_outcomes(work);
            self.tell_progress(work, false);
            self.obey();
            self.watch_times(work);
            self.dispatch(work);
            if self.flights.is_empty() && (self.stop.is_some() || self.block.is_none()) {
                return;
            }
            self.wait(work);
        }
    }

    pub fn stop(&self) -> Option<&Stop> {
        self.stop.as_ref()
    }

    pub fn end(self) -> (Cost, Option<Stop>) {
        (self.cost, self.stop)
    }

    /// Stops for what the caller wants: cancel, deadline. Nothing is waited for then.
    fn obey(&mut self) {
        let halt = if self.watch.is_cancelled() {
            Error::new(WEBEXREC_E_CANCELLED, "the call was cancelled")
        } else if self.deadline.is_some_and(|deadline| deadline <= self.world.now()) {
            let seconds = text::seconds(self.limits.deadline.unwrap_or_default());
            Error::new(WEBEXREC_E_DEADLINE, format!("the deadline of {seconds} seconds passed"))
        } else {
            return;
        };
        self.stop_for(halt);
        self.halted = true;
        for index in 0..self.flights.len() {
            self.interrupt(index);
        }
    }

    fn stop_for(&mut self, error: Error) {
        self.stop.get_or_insert(Stop { error, retry_after_seconds: None });
    }

    fn interrupt(&mut self, index: usize) {
        let flight = &mut self.flights[index];
        if flight.interrupted.is_none() {
            flight.interrupted = Some(self.world.now());
            self.world.interrupt(flight.pending.key);
        }
    }

    /// Ends requests that take too long.
    fn watch_times(&mut self, work: &mut dyn Work) {
        let now = self.world.now();
        for index in (0..self.flights.len()).rev() {
            let flight = &self.flights[index];
            match flight.interrupted {
                None if flight.started + self.limits.request_timeout <= now => {
                    self.interrupt(index)
                }
                Some(at) if at + INTERRUPTION <= now => {
                    let flight = self.flights.swap_remove(index);
                    let sent = self.world.abandon(flight.pending.key);
                    let error = Error::new(WEBEXREC_E_INTERNAL, "the request was abandoned");
                    self.receive(work, flight, Err(Failure { error, sent, final_word: false }));
                }
                _ => {}
            }
        }
    }

    /// Sends what can be sent now. Afterwards `block` says what the next one waits for, if anything
    /// does but the requests under way.
    fn dispatch(&mut self, work: &mut dyn Work) {
        self.block = None;
        while self.stop.is_none() && self.flights.len() < self.most_flights() {
            let Some(pending) = self.next(work) else {
                let next = self.delayed.peek();
                self.block = next.map(|Reverse(d)| Block { until: d.until, reason: d.reason });
                return;
            };
            let Some(pending) = self.announce(work, pending) else { return };
            let Some(pass) = self.leave() else {
                return self.ready.push_front(pending);
            };
            self.send(work, pending, pass);
        }
    }

    /// Tells the caller, who may want to write it down first, what is about to be sent. Before the
    /// gate is asked: others may wait for the one that it lets through.
    fn announce(&mut self, work: &dyn Work, mut pending: Pending) -> Option<Pending> {
        if self.watch.outcomes.is_some()
            && !std::mem::replace(&mut pending.announced, true)
            && let Some(results) = work.announcement(pending.key)
        {
            self.watch.tell_outcomes(&results);
            self.obey();
        }
        self.stop.is_none().then_some(pending)
    }

    fn most_flights(&self) -> usize {
        self.limits.concurrency.min(self.world.most_flights())
    }

    fn next(&mut self, work: &mut dyn Work) -> Option<Pending> {
        let now = self.world.now();
        while self.delayed.peek().is_some_and(|Reverse(delayed)| delayed.until <= now) {
            let Reverse(delayed) = self.delayed.pop()?;
            self.ready.push_back(delayed.pending);
        }
        self.ready.pop_front().or_else(|| work.next().map(Pending::new))
    }

    /// Leave of the gate, with a token to send. Without either it says in `block` when to ask
    /// again, or stops.
    fn leave(&mut self) -> Option<Pass> {
        let now = self.world.now();
        match self.renewed_token() {
            Ok(Renewal::Ready) => match self.world.gate().enter(now) {
                Ok(pass) => return Some(pass),
                Err(hold) => self.hold(hold, now),
            },
            Ok(Renewal::Busy) => {
                let reason = self.refused_token.as_ref().map_or(0, |(_, error)| error.code);
                self.block = Some(Block { until: now + TOKEN_POLL, reason });
            }
            Ok(Renewal::Exhausted) => {
                let none = || Error::new(WEBEXREC_E_TOKEN_PROVIDER, "the provider gave no token");
                let error =
                    self.refused_token.as_ref().map_or_else(none, |(_, error)| error.clone());
                self.stop_for(error);
            }
            Err(error) => {
                // A cancel that made the provider give up is the reason.
                self.obey();
                self.stop_for(error);
            }
        }
        None
    }

    /// Sees to it that there is a token that was not refused.
    fn renewed_token(&mut self) -> Result<Renewal> {
        let refused = self.refused_token.as_ref().map_or(0, |(number, _)| *number);
        if self.world.token() > refused {
            return Ok(Renewal::Ready);
        }
        if self.renewals >= RENEWALS {
            return Ok(Renewal::Exhausted);
        }
        let renewal = self.world.renew(refused)?;
        self.renewals += u32::from(matches!(renewal, Renewal::Ready));
        Ok(renewal)
    }

    /// Waits for the gate, unless that would be for too long.
    fn hold(&mut self, hold: Hold, now: Instant) {
        let since = *self.held_since.get_or_insert(now);
        let patience = since.checked_add(self.limits.max_wait);
        let too_long = |limit: Option<Instant>| limit.is_some_and(|limit| limit < hold.until);
        // The probe may be this call's own, and then its answer is worth waiting for.
        let is_own_probe = hold.why == Why::Probing && !self.flights.is_empty();
        let is_too_long = match hold.why {
            Why::Closed | Why::Probing => too_long(patience) || too_long(self.deadline),
            Why::Paced => too_long(self.deadline),
        };
        if is_too_long && !is_own_probe {
            let seconds = (hold.until - now).as_secs_f64().ceil().max(1.0) as u64;
            let refusal = self.refusal.take().unwrap_or_else(|| hold.status.to_string());
            let told = format!(
                "the service takes no more requests for now: {refusal}{}, or let the call wait longer",
                response::wait(seconds)
            );
            let error = Error::new(WEBEXREC_E_RATE_LIMITED, told);
            self.stop.get_or_insert(Stop { error, retry_after_seconds: Some(seconds) });
        } else {
            self.block = Some(Block { until: hold.until, reason: i32::from(hold.status) });
        }
    }

    fn send(&mut self, work: &mut dyn Work, mut pending: Pending, pass: Pass) {
        pending.sent += 1;
        pending.announced = false;
        self.cost.requests += 1;
        self.cost.retries += u64::from(pending.sent > 1);
        work.sending(pending.key);
        let token = self.world.token();
        self.world.send(pending.key, work.request(pending.key));
        let started = self.world.now();
        self.flights.push(Flight { pending, pass, token, started, interrupted: None });
    }

    fn wait(&mut self, work: &mut dyn Work) {
        let start = self.world.now();
        let nothing_is_sent = self.flights.is_empty();
        let is_idle = self.flights.len() == 1 && self.block.is_none() && !self.halted;
        let reply = self.world.wait(self.next_event(start), is_idle);
        if nothing_is_sent {
            self.cost.waited += self.world.now().duration_since(start);
        }
        if let Some((key, reply)) = reply
            && let Some(index) = self.flights.iter().position(|flight| flight.pending.key == key)
        {
            let flight = self.flights.swap_remove(index);
            self.receive(work, flight, reply);
        }
    }

    /// When something is to be done even if no reply comes.
    fn next_event(&self, now: Instant) -> Instant {
        let flights = self.flights.iter().map(|flight| match flight.interrupted {
            Some(at) => at + INTERRUPTION,
            None => flight.started + self.limits.request_timeout,
        });
        let block = self.block.filter(|_| self.flights.len() < self.most_flights());
        let progress = self.watch.next_progress();
        // Until it is obeyed, also if it has passed just now.
        let deadline = self.deadline.filter(|_| !self.halted);
        let times = flights.chain(block.map(|block| block.until)).chain(progress).chain(deadline);
        times.min().unwrap_or(now + self.limits.request_timeout)
    }

    fn receive(&mut self, work: &mut dyn Work, flight: Flight, reply: Reply) {
        match reply {
            Ok(answer) => self.answered(work, flight, answer),
            // It was not refused, it was called off.
            Err(failure) if self.halted && !failure.sent => {
                work.tried(flight.pending.key, Effect::None);
            }
            Err(_) if self.halted => {
                let error = self.stop.as_ref().expect("what is halted is stopped").error.clone();
                self.give_up(work, flight.pending.key, true, error);
            }
            Err(failure) if flight.interrupted.is_some() => {
                let seconds = text::seconds(self.limits.request_timeout);
                let message = format!("the request was not complete within {seconds} seconds");
                let error = Error::new(WEBEXREC_E_TIMEOUT, message);
                self.failed(work, flight, Failure { error, ..failure });
            }
            Err(failure) => self.failed(work, flight, failure),
        }
    }

    fn answered(&mut self, work: &mut dyn Work, flight: Flight, answer: Answer) {
        if let Some(warning) = &answer.warning
            && self.cost.warnings.len() < WARNINGS
            && !self.cost.warnings.contains(warning)
        {
            self.cost.warnings.push(warning.clone());
        }
        let now = self.world.now();
        let Flight { pending, pass, token, .. } = flight;
        let (key, status, told) = (pending.key, answer.status, answer.retry_after_seconds);
        if matches!((status, told), (429, _) | (503, Some(_))) {
            self.refusal = Some(answer.description());
            pass.refused(status, told, now);
        } else {
            pass.taken();
            self.held_since = None;
        }
        match status {
            200 | 204 => {
                self.budget.succeeded();
                (self.renewals, self.locked_since) = (0, None);
                self.settle(work, key, End::Accepted(answer));
            }
            401 => self.unauthorized(work, pending, token, &answer),
            429 => {
                work.tried(key, Effect::None);
                self.ready.push_front(pending);
            }
            423 => self.locked(work, pending, answer),
            408 | 500..=599 => self.again(work, pending, true, answer.error()),
            400..=499 if !matches!(status, 405 | 415) => {
                self.settle(work, key, End::Refused(answer))
            }
            // The same would become of every further request.
            _ => {
                let error = answer.error();
                let sent = !matches!(status, 405 | 415);
                self.give_up(work, key, sent, error.clone());
                self.stop_for(error);
            }
        }
    }

    /// To be sent again with another token, if there is one.
    fn unauthorized(&mut self, work: &mut dyn Work, pending: Pending, token: u64, answer: &Answer) {
        work.tried(pending.key, Effect::None);
        if self.refused_token.as_ref().is_none_or(|(refused, _)| *refused < token) {
            self.refused_token = Some((token, answer.error()));
        }
        self.ready.push_front(pending);
    }

    /// Waits for what is locked, if that is not for too long.
    fn locked(&mut self, work: &mut dyn Work, mut pending: Pending, answer: Answer) {
        pending.locked += 1;
        let now = self.world.now();
        let since = *self.locked_since.get_or_insert(now);
        let until = now + retry::locked(pending.locked, answer.retry_after_seconds);
        let in_time = self.deadline.is_none_or(|deadline| until < deadline);
        if pending.locked < LOCKED_TRIES
            && until - since <= self.limits.max_wait
            && in_time
            && self.stop.is_none()
            && work.may_repeat()
        {
            work.tried(pending.key, Effect::Refused);
            let reason = i32::from(answer.status);
            self.delayed.push(Reverse(Delayed { until, reason, pending }));
        } else {
            self.settle(work, pending.key, End::Refused(answer));
        }
    }

    fn failed(&mut self, work: &mut dyn Work, flight: Flight, failure: Failure) {
        if failure.final_word {
            self.give_up(work, flight.pending.key, failure.sent, failure.error.clone());
            self.stop_for(failure.error);
        } else {
            self.again(work, flight.pending, failure.sent, failure.error);
        }
    }

    /// Tries again later what failed by chance, as long as that is likely to help.
    fn again(&mut self, work: &mut dyn Work, mut pending: Pending, sent: bool, error: Error) {
        pending.failed += 1;
        let is_last = pending.failed >= self.limits.max_attempts || (sent && !work.may_repeat());
        if self.stop.is_some() {
            self.give_up(work, pending.key, sent, error);
        } else if !self.budget.take() {
            self.give_up(work, pending.key, sent, error.clone());
            let message = format!("too many requests failed, at last with: {error}");
            self.stop_for(Error::new(error.code, message));
        } else if is_last {
            self.give_up(work, pending.key, sent, error);
        } else {
            work.tried(pending.key, if sent { Effect::Unclear } else { Effect::None });
            let until = self.world.now() + retry::backoff(pending.failed, self.world.random());
            self.delayed.push(Reverse(Delayed { until, reason: error.code, pending }));
        }
    }

    fn give_up(&mut self, work: &mut dyn Work, key: Key, sent: bool, error: Error) {
        self.settle(work, key, if sent { End::Lost(error) } else { End::Failed(error) });
    }

    fn settle(&mut self, work: &mut dyn Work, key: Key, end: End) {
        if let Err(error) = work.settle(key, end) {
            self.stop_for(error);
        }
    }

    /// Tells the caller how it all ended.
    pub fn tell_end(&mut self, work: &mut dyn Work) {
        self.tell_outcomes(work);
        self.tell_progress(work, true);
    }

    /// Tells the caller what was settled since the last time.
    fn tell_outcomes(&mut self, work: &mut dyn Work) {
        if self.watch.outcomes.is_some()
            && let Some(results) = work.news()
        {
            self.watch.tell_outcomes(&results);
        }
    }

    /// Tells the caller how far it is, if it is time for that.
    fn tell_progress(&mut self, work: &mut dyn Work, last: bool) {
        if self.watch.progress.is_some() {
            let figures = self.figures(work, self.world.now());
            self.watch.tell_progress(figures, last, || self.world.now());
        }
    }

    fn figures(&self, work: &dyn Work, now: Instant) -> Figures {
        let (total, done, not_done) = work.tally();
        let block = self.block.filter(|_| self.stop.is_none());
        Figures {
            total,
            done,
            not_done,
            in_flight: self.flights.len() as u64,
            requests: self.cost.requests,
            retries: self.cost.retries,
            wait_ms: block.map_or(0, |block| {
                u64::try_from(block.until.saturating_duration_since(now).as_millis())
                    .unwrap_or(u64::MAX)
            }),
            wait_reason: block.map_or(0, |block| u64::from(block.reason.unsigned_abs())),
        }
    }
}

impl Ord for Delayed {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.until, self.pending.key).cmp(&(other.until, other.pending.key))
    }
}

impl PartialOrd for Delayed {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Delayed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Delayed {}
