//! The real world of a run: worker threads that send, the clock, and chance. A request that stays
//! alone is sent by the calling thread itself where there is a connection for it, since to start and
//! end a thread takes longer than all else that a call does.

use crate::client::Session;
use crate::codes::WEBEXREC_E_INTERNAL;
use crate::engine::observer::{Monitor, Watch};
use crate::engine::{Gate, Key, Renewal, Reply, World};
use crate::error::{Error, Result};
use crate::http::{Failure, Line, Request};
use crate::input::token::Token;
use crate::os::without_signals;
use std::hash::{BuildHasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Instant;

/// Workers are started as they are needed, and live for the call: only one whose request was
/// abandoned ends later, when its look-up or attempt to connect does.
pub(crate) struct Crew<'s, 'c> {
    session: &'s Session<'c>,
    monitor: Option<&'s Monitor>,
    /// Whether the calling thread has callbacks to call while a request is under way.
    has_callbacks: bool,
    idle: Vec<Worker>,
    busy: Vec<Busy>,
    /// The first request, until it is clear whether it stays alone.
    first: Option<(Key, Request)>,
    /// For the next wait, of requests that no worker has.
    replies: Vec<(Key, Reply)>,
    /// How many there can be, once one could not be started.
    most: usize,
    orders: u64,
    events: Receiver<Event>,
    to_events: Sender<Event>,
    /// Keyed by chance of the operating system, and counted up for each number drawn. Forked
    /// children inherit the key, so their number goes in too.
    chance: (RandomState, u64),
}

struct Worker {
    line: Arc<Line>,
    orders: Sender<Order>,
    thread: JoinHandle<()>,
}

struct Busy {
    /// The order it is at: a key may be sent again while an abandoned try of it is still under way.
    order: u64,
    key: Key,
    worker: Worker,
    interrupted: bool,
}

struct Order {
    number: u64,
    request: Request,
    token: Arc<Token>,
}

enum Event {
    /// To the order with that number.
    Reply(u64, Reply),
    /// Somebody cancelled.
    Wake,
}

impl<'s, 'c> Crew<'s, 'c> {
    pub fn new<'w: 's>(session: &'s Session<'c>, watch: &Watch<'w>) -> Self {
        let (to_events, events) = channel();
        let crew = Crew {
            session,
            monitor: watch.monitor,
            has_callbacks: watch.progress.is_some() || watch.outcomes.is_some(),
            idle: Vec::new(),
            busy: Vec::new(),
            first: None,
            replies: Vec::new(),
            most: usize::MAX,
            orders: 0,
            events,
            to_events,
            chance: (RandomState::new(), 0),
        };
        crew.let_cancel_wake();
        crew
    }

    fn let_cancel_wake(&self) {
        if let Some(monitor) = self.monitor {
            let to_events = self.to_events.clone();
            monitor.set_waker(Some(Box::new(move || drop(to_events.send(Event::Wake)))));
        }
    }

    /// Sends a request on this thread, if it needs no new connection. A failure that comes of a
    /// cancel or of the time that is over is for the next wait: the run has to see to those first.
    fn send_here(&mut self, key: Key, request: Request, until: Instant) -> Option<(Key, Reply)> {
        let Ok(line) = self.session.line() else {
            self.hand_over(key, request, None);
            return None;
        };
        let line = Arc::new(line);
        if let Some(monitor) = self.monitor {
            let its_line = line.clone();
            monitor.set_waker(Some(Box::new(move || its_line.shut_down())));
            // It may have been before there was this waker.
            if monitor.is_cancelled() {
                line.shut_down();
            }
        }
        let token = self.session.token();
        let reply = caught(&line, || line.exchange_if_connected(&request, &token, until));
        self.let_cancel_wake();
        let Some(reply) = reply.transpose() else {
            self.hand_over(key, request, Some(line));
            return None;
        };
        let cancelled = self.monitor.is_some_and(Monitor::is_cancelled);
        if !cancelled {
            self.session.give_back(line);
        }
        if reply.is_err() && (cancelled || until <= Instant::now()) {
            self.replies.push((key, reply));
            return None;
        }
        Some((key, reply))
    }

    /// Gives a request to a worker, with a line if there is one for it already.
    fn hand_over(&mut self, key: Key, request: Request, line: Option<Arc<Line>>) {
        match self.worker(line) {
            Ok(worker) => {
                self.orders += 1;
                let order = self.orders;
                let token = self.session.token();
                // A worker ends only when its orders are closed.
                let _ = worker.orders.send(Order { number: order, request, token });
                self.busy.push(Busy { order, key, worker, interrupted: false });
            }
            Err(error) => {
                // With fewer workers than wanted the job goes on.
                self.most = self.busy.len().max(1);
                let final_word = self.busy.is_empty();
                self.replies.push((key, Err(Failure { error, sent: false, final_word })));
            }
        }
    }

    fn worker(&mut self, line: Option<Arc<Line>>) -> Result<Worker> {
        let line = match line {
            Some(line) => line,
            None => match self.idle.pop() {
                Some(worker) => return Ok(worker),
                None => Arc::new(self.session.line()?),
            },
        };
        Worker::start(line, self.to_events.clone())
    }

    fn find(&self, key: Key) -> Option<usize> {
        self.busy.iter().position(|busy| busy.key == key)
    }
}

impl World for Crew<'_, '_> {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn random(&mut self) -> f64 {
        self.chance.1 += 1;
        // The upper 53 bits, as many as a float between 0 and 1 tells apart.
        (self.chance.0.hash_one((self.chance.1, process::id())) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn gate(&self) -> Arc<Gate> {
        self.session.gate()
    }

    fn token(&self) -> u64 {
        self.session.token_number()
    }

    fn renew(&mut self, refused: u64) -> Result<Renewal> {
        self.session.renew_token(refused)
    }

    fn most_flights(&self) -> usize {
        self.most
    }

    fn send(&mut self, key: Key, request: Request) {
        if let Some((first, its_request)) = self.first.take() {
            self.hand_over(first, its_request, None);
        }
        if self.has_callbacks || !self.busy.is_empty() || !self.idle.is_empty() {
            self.hand_over(key, request, None);
        } else {
            self.first = Some((key, request));
        }
    }

    fn wait(&mut self, until: Instant, is_idle: bool) -> Option<(Key, Reply)> {
        match self.first.take() {
            Some((key, request)) if is_idle => return self.send_here(key, request, until),
            Some((key, request)) => self.hand_over(key, request, None),
            None => {}
        }
        if let Some(reply) = self.replies.pop() {
            return Some(reply);
        }
        let timeout = until.saturating_duration_since(Instant::now());
        let Ok(Event::Reply(order, reply)) = self.events.recv_timeout(timeout) else { return None };
        // That of an abandoned request has nobody here any more.
        let index = self.busy.iter().position(|busy| busy.order == order)?;
        let Busy { key, worker, interrupted, .. } = self.busy.swap_remove(index);
        if interrupted {
            worker.end();
        } else {
            self.idle.push(worker);
        }
        Some((key, reply))
    }

    fn interrupt(&mut self, key: Key) {
        if let Some((first, request)) = self.first.take() {
            // It is the only one.
            self.hand_over(first, request, None);
        }
        if let Some(index) = self.find(key) {
            self.busy[index].interrupted = true;
            self.busy[index].worker.line.shut_down();
        }
    }

    fn abandon(&mut self, key: Key) -> bool {
        self.find(key).is_some_and(|index| self.busy.swap_remove(index).worker.line.has_sent())
    }
}

impl Drop for Crew<'_, '_> {
    fn drop(&mut self) {
        if let Some(monitor) = self.monitor {
            monitor.set_waker(None);
        }
        // Only after a fault of the run.
        for busy in &self.busy {
            busy.worker.line.shut_down();
        }
        for worker in self.idle.drain(..) {
            self.session.give_back(worker.end());
        }
    }
}

impl Worker {
    fn start(line: Arc<Line>, events: Sender<Event>) -> Result<Self> {
        let (orders, incoming) = channel();
        let its_line = line.clone();
        let builder = thread::Builder::new().name("webexrec".into());
        let thread = without_signals(|| builder.spawn(move || work(&its_line, &incoming, &events)))
            .map_err(|error| {
                let message = format!("no thread could be started: {error}");
                Error::new(WEBEXREC_E_INTERNAL, message)
            })?;
        Ok(Worker { line, orders, thread })
    }

    /// Ends the thread, which must have nothing to do.
    fn end(self) -> Arc<Line> {
        drop(self.orders);
        // It catches its panics.
        let _ = self.thread.join();
        self.line
    }
}

/// Does one order after another until there are no more.
fn work(line: &Line, orders: &Receiver<Order>, events: &Sender<Event>) {
    while let Ok(Order { number, request, token }) = orders.recv() {
        let reply = caught(line, || line.exchange(&request, &token));
        // Nobody waits any more for what was abandoned.
        let _ = events.send(Event::Reply(number, reply));
    }
}

/// What an exchange on a line came to, be it a panic.
fn caught<T>(
    line: &Line,
    exchange: impl FnOnce() -> std::result::Result<T, Failure>,
) -> std::result::Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(exchange)).unwrap_or_else(|_| {
        let error = Error::new(WEBEXREC_E_INTERNAL, "a fault in this library ended the request");
        Err(Failure { error, sent: line.has_sent(), final_word: true })
    })
}
