//! The real backend: worker threads that send requests, the clock, and random numbers. A single request
//! on an open connection is sent by the calling thread itself, since starting and ending a thread takes
//! longer than everything else that a call does.

use super::Session;
use crate::codes::WEBEXREC_E_INTERNAL;
use crate::engine::observer::{CallObserver, Monitor};
use crate::engine::{AttemptResult, Backend, RateLimiter, RequestId, TokenRefresh};
use crate::error::{Error, Result};
use crate::http::{Connection, Request, TransportError};
use crate::input::token::Token;
use crate::os;
use std::hash::{BuildHasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Instant;

/// Workers are started as they are needed, and live for the call. Only one whose request was abandoned
/// ends later, when its name lookup or attempt to connect does.
pub(crate) struct WorkerPool<'s, 'c> {
    session: &'s Session<'c>,
    monitor: Option<&'s Monitor>,
    /// Whether the calling thread has callbacks to call while a request is in flight.
    has_callbacks: bool,
    idle: Vec<Worker>,
    busy: Vec<BusyWorker>,
    /// The first request, until it is clear whether it stays the only one.
    first: Option<(RequestId, Request)>,
    /// Results for the next wait that come from no worker.
    results: Vec<(RequestId, AttemptResult)>,
    /// The number of workers that could be started, once one could not.
    max_workers: usize,
    last_item: u64,
    events: Receiver<Event>,
    event_sender: Sender<Event>,
    jitter: Jitter,
}

struct Worker {
    connection: Arc<Connection>,
    items: Sender<WorkItem>,
    thread: JoinHandle<()>,
}

struct BusyWorker {
    /// The number of its item. A request may be sent again while an abandoned attempt at it is still in
    /// flight.
    item: u64,
    id: RequestId,
    worker: Worker,
    interrupted: bool,
}

struct WorkItem {
    number: u64,
    request: Request,
    token: Arc<Token>,
}

enum Event {
    /// Of the item with that number.
    Result(u64, AttemptResult),
    Cancelled,
}

impl<'s, 'c> WorkerPool<'s, 'c> {
    pub fn new<'o: 's>(session: &'s Session<'c>, observer: &CallObserver<'o>) -> Self {
        let (event_sender, events) = channel();
        let pool = WorkerPool {
            session,
            monitor: observer.monitor,
            has_callbacks: observer.progress.is_some() || observer.outcomes.is_some(),
            idle: Vec::new(),
            busy: Vec::new(),
            first: None,
            results: Vec::new(),
            max_workers: usize::MAX,
            last_item: 0,
            events,
            event_sender,
            jitter: Jitter::new(),
        };
        pool.wake_on_cancel();
        pool
    }

    fn wake_on_cancel(&self) {
        if let Some(monitor) = self.monitor {
            let sender = self.event_sender.clone();
            monitor.set_waker(Some(Box::new(move || drop(sender.send(Event::Cancelled)))));
        }
    }

    /// Sends a request on this thread, if there is an open connection for it.
    fn send_inline(
        &mut self,
        id: RequestId,
        request: Request,
        until: Instant,
    ) -> Option<(RequestId, AttemptResult)> {
        let Ok(connection) = self.session.connection() else {
            self.dispatch(id, request, None);
            return None;
        };
        let connection = Arc::new(connection);
        self.shut_down_on_cancel(&connection);
        let token = self.session.token();
        let exchange = || connection.exchange_if_connected(&request, &token, until);
        let result = catch_panic(&connection, exchange);
        self.wake_on_cancel();
        let Some(result) = result.transpose() else {
            self.dispatch(id, request, Some(connection));
            return None;
        };
        let cancelled = self.monitor.is_some_and(Monitor::is_cancelled);
        if !cancelled {
            self.session.give_back(connection);
        }
        // A failure that comes from a cancel or a timeout is for the next wait: the executor has to
        // look at those first.
        if result.is_err() && (cancelled || until <= Instant::now()) {
            self.results.push((id, result));
            return None;
        }
        Some((id, result))
    }

    fn shut_down_on_cancel(&self, connection: &Arc<Connection>) {
        if let Some(monitor) = self.monitor {
            let to_shut_down = connection.clone();
            monitor.set_waker(Some(Box::new(move || to_shut_down.shut_down())));
            // The cancel may have come before this waker.
            if monitor.is_cancelled() {
                connection.shut_down();
            }
        }
    }

    /// Gives a request to a worker, with its connection if there is one already.
    fn dispatch(&mut self, id: RequestId, request: Request, connection: Option<Arc<Connection>>) {
        match self.worker(connection) {
            Ok(worker) => {
                self.last_item += 1;
                let item = self.last_item;
                let token = self.session.token();
                // A worker ends only when its channel is closed.
                let _ = worker.items.send(WorkItem { number: item, request, token });
                self.busy.push(BusyWorker { item, id, worker, interrupted: false });
            }
            Err(error) => {
                // The job goes on with fewer workers.
                self.max_workers = self.busy.len().max(1);
                let is_permanent = self.busy.is_empty();
                let error = TransportError { error, may_have_been_sent: false, is_permanent };
                self.results.push((id, Err(error)));
            }
        }
    }

    fn worker(&mut self, connection: Option<Arc<Connection>>) -> Result<Worker> {
        let connection = match connection {
            Some(connection) => connection,
            None => match self.idle.pop() {
                Some(worker) => return Ok(worker),
                None => Arc::new(self.session.connection()?),
            },
        };
        Worker::start(connection, self.event_sender.clone())
    }

    fn find(&self, id: RequestId) -> Option<usize> {
        self.busy.iter().position(|busy| busy.id == id)
    }
}

impl Backend for WorkerPool<'_, '_> {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn random(&mut self) -> f64 {
        self.jitter.next()
    }

    fn rate_limiter(&self) -> Arc<RateLimiter> {
        self.session.rate_limiter()
    }

    fn token_number(&self) -> u64 {
        self.session.token_number()
    }

    fn refresh_token(&mut self, refused: u64) -> Result<TokenRefresh> {
        self.session.refresh_token(refused)
    }

    fn max_in_flight(&self) -> usize {
        self.max_workers
    }

    fn send(&mut self, id: RequestId, request: Request) {
        if let Some((first, first_request)) = self.first.take() {
            self.dispatch(first, first_request, None);
        }
        if self.has_callbacks || !self.busy.is_empty() || !self.idle.is_empty() {
            self.dispatch(id, request, None);
        } else {
            self.first = Some((id, request));
        }
    }

    fn wait(&mut self, until: Instant, is_idle: bool) -> Option<(RequestId, AttemptResult)> {
        match self.first.take() {
            Some((id, request)) if is_idle => return self.send_inline(id, request, until),
            Some((id, request)) => self.dispatch(id, request, None),
            None => {}
        }
        if let Some(result) = self.results.pop() {
            return Some(result);
        }
        let timeout = until.saturating_duration_since(Instant::now());
        let Ok(Event::Result(item, result)) = self.events.recv_timeout(timeout) else {
            return None;
        };
        // Nobody waits for the result of an abandoned request.
        let index = self.busy.iter().position(|busy| busy.item == item)?;
        let BusyWorker { id, worker, interrupted, .. } = self.busy.swap_remove(index);
        if interrupted {
            worker.end();
        } else {
            self.idle.push(worker);
        }
        Some((id, result))
    }

    fn interrupt(&mut self, id: RequestId) {
        if let Some((first, request)) = self.first.take() {
            // It is the only one.
            self.dispatch(first, request, None);
        }
        if let Some(index) = self.find(id) {
            self.busy[index].interrupted = true;
            self.busy[index].worker.connection.shut_down();
        }
    }

    fn abandon(&mut self, id: RequestId) -> bool {
        self.find(id).is_some_and(|index| self.busy.swap_remove(index).worker.connection.has_sent())
    }
}

impl Drop for WorkerPool<'_, '_> {
    fn drop(&mut self) {
        if let Some(monitor) = self.monitor {
            monitor.set_waker(None);
        }
        // Only after a panic of the executor.
        for busy in &self.busy {
            busy.worker.connection.shut_down();
        }
        for worker in self.idle.drain(..) {
            self.session.give_back(worker.end());
        }
    }
}

impl Worker {
    fn start(connection: Arc<Connection>, events: Sender<Event>) -> Result<Self> {
        let (items, receiver) = channel();
        let its_connection = connection.clone();
        let builder = thread::Builder::new().name("webexrec".into());
        let spawn = || builder.spawn(move || work(&its_connection, &receiver, &events));
        let thread = os::without_signals(spawn).map_err(|error| {
            let message = format!("no thread could be started: {error}");
            Error::new(WEBEXREC_E_INTERNAL, message)
        })?;
        Ok(Worker { connection, items, thread })
    }

    /// Ends the thread, which must be idle.
    fn end(self) -> Arc<Connection> {
        drop(self.items);
        // It catches its panics.
        let _ = self.thread.join();
        self.connection
    }
}

/// Processes items until the channel is closed.
fn work(connection: &Connection, items: &Receiver<WorkItem>, events: &Sender<Event>) {
    while let Ok(WorkItem { number, request, token }) = items.recv() {
        let result = catch_panic(connection, || connection.exchange(&request, &token));
        // Nobody receives it if the request was abandoned.
        let _ = events.send(Event::Result(number, result));
    }
}

/// The result of an exchange, or an error for its panic.
fn catch_panic<T>(
    connection: &Connection,
    exchange: impl FnOnce() -> std::result::Result<T, TransportError>,
) -> std::result::Result<T, TransportError> {
    catch_unwind(AssertUnwindSafe(exchange)).unwrap_or_else(|_| {
        let error = Error::new(WEBEXREC_E_INTERNAL, "a bug in this library ended the request");
        let may_have_been_sent = connection.has_sent();
        Err(TransportError { error, may_have_been_sent, is_permanent: true })
    })
}

/// Random numbers for waits: a keyed hash of a counter. The key is random for each process. Forked
/// children inherit it, so the process id is hashed too.
struct Jitter {
    key: RandomState,
    count: u64,
}

impl Jitter {
    fn new() -> Self {
        Jitter { key: RandomState::new(), count: 0 }
    }

    /// From 0 up to 1.
    fn next(&mut self) -> f64 {
        self.count += 1;
        // The upper 53 bits: as many as a float between 0 and 1 tells apart.
        (self.key.hash_one((self.count, process::id())) >> 11) as f64 / (1u64 << 53) as f64
    }
}
