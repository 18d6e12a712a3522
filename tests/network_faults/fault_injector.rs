//! Injects a fault into the requests and responses of a connection.

use crate::fault::{ENDLESS_BODY, ENDLESS_HEAD, Fault, Injection, Moment};
use crate::message::{self, Message};
use crate::proxy::{self, Event, Log};
use fastrand::Rng;
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::Ordering;
use std::time::Duration;
use webexrec_test_support::read_head;

/// The interval between the bytes of a slow response.
const DRIP: Duration = Duration::from_millis(20);
const RETRY_AFTER: [&str; 20] = [
    "",
    " ",
    "-1",
    "+1",
    "1.5",
    "1s",
    "1 second",
    "soon",
    "NaN",
    "0x1",
    "1,1",
    "1;q=1",
    "\"1\"",
    "rand(30),add(30)",
    "99999999999999999999",
    "-99999999999999999999",
    "Wed, 21 Oct 2099 07:28:00",
    "Fri, 32 Foo 2099 99:99:99 GMT",
    "2099-10-21T07:28:00Z",
    "\u{663}",
];

/// What happens to the connection afterwards.
enum Then {
    Keep,
    Close,
    Reset,
}

/// Serves a connection request by request, and injects the fault into those that it targets.
pub fn serve(
    stream: TcpStream,
    number: usize,
    service: SocketAddr,
    injection: Injection,
    log: &Log,
) {
    if injection.fault != Fault::ResetAtAccept {
        return Connection::new(stream, service, log).serve(Some(injection));
    }
    if injection.targets.contains(number) {
        log.hits.fetch_add(1, Ordering::SeqCst);
        return proxy::reset(&stream);
    }
    pass_through(stream, service, log);
}

/// Serves a connection without a fault.
pub fn pass_through(stream: TcpStream, service: SocketAddr, log: &Log) {
    Connection::new(stream, service, log).serve(None);
}

struct Connection<'l> {
    client: BufReader<TcpStream>,
    service: SocketAddr,
    upstream: Option<BufReader<TcpStream>>,
    log: &'l Log,
}

impl<'l> Connection<'l> {
    fn new(client: TcpStream, service: SocketAddr, log: &'l Log) -> Self {
        Connection { client: BufReader::new(client), service, upstream: None, log }
    }

    fn serve(mut self, injection: Option<Injection>) {
        loop {
            // The client sees errors of the connection too.
            match self.serve_one(injection) {
                Ok(Then::Keep) => {}
                Ok(Then::Close) | Err(_) => return,
                Ok(Then::Reset) => return proxy::reset(self.client.get_ref()),
            }
        }
    }

    fn serve_one(&mut self, injection: Option<Injection>) -> io::Result<Then> {
        let Some(head) = read_head(&mut self.client) else { return Ok(Then::Close) };
        let number = self.log.requests.fetch_add(1, Ordering::SeqCst);
        let hit = injection.filter(|injection| injection.targets.contains(number));
        self.log.hits.fetch_add(usize::from(hit.is_some()), Ordering::SeqCst);
        if hit.is_some_and(|injection| injection.fault == Fault::ResetInRequest) {
            // After the headers or in the body; the rest is not read.
            let some = number % 2;
            self.client.read_exact(&mut vec![0; some])?;
            return Ok(Then::Reset);
        }
        let body = message::read_body(&mut self.client, &head)?;
        let request = Message { head, body };
        let ids = message::ids(&request.body);
        self.log.add(Event::Arrived { ids, hit: hit.is_some() });
        let Some(Injection { fault, moment, seed, .. }) = hit else {
            let response = self.forward(&request)?;
            self.log_confirmation(&request, &response);
            self.write(&response.bytes())?;
            return Ok(Then::Keep);
        };
        let handled = moment == Moment::After;
        let response = handled.then(|| self.forward(&request)).transpose()?;
        self.inject(fault, &request, response, &mut Rng::with_seed(seed ^ (number as u64) << 40))
    }

    /// Forwards a request to the service, and returns its response.
    fn forward(&mut self, request: &Message) -> io::Result<Message> {
        let upstream = match &mut self.upstream {
            Some(upstream) => upstream,
            none => none.insert(BufReader::new(TcpStream::connect(self.service)?)),
        };
        upstream.get_mut().write_all(&request.bytes())?;
        let response = Message::read(upstream)?;
        Ok(response.expect("a response of the simulator"))
    }

    fn log_confirmation(&self, request: &Message, response: &Message) {
        if (200..300).contains(&response.status()) {
            self.log.add(Event::Confirmed(message::ids(&request.body)));
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.client.get_mut().write_all(bytes)
    }

    /// Injects a fault before the service handles a request, or after it has responded.
    fn inject(
        &mut self,
        fault: Fault,
        request: &Message,
        response: Option<Message>,
        rng: &mut Rng,
    ) -> io::Result<Then> {
        let token = request.header("authorization").expect("a token").to_owned();
        match fault {
            Fault::Silence => {
                while !self.is_closed_within(proxy::MAX_SILENCE)? {}
                Ok(Then::Close)
            }
            Fault::Closed => Ok(Then::Close),
            Fault::Reset => Ok(Then::Reset),
            Fault::Garbage => {
                self.write(&garbage(&token, rng))?;
                Ok(Then::Close)
            }
            Fault::ServerError => {
                let status = [408, 500, 502, 503, 504][rng.usize(..5)];
                self.respond_with(status, "", &token)
            }
            Fault::TooManyRequests => self.respond_with(429, "Retry-After: 1\r\n", &token),
            Fault::MalformedRetryAfter => {
                let status = if response.is_none() { 429 } else { 503 };
                let text = RETRY_AFTER[rng.usize(..RETRY_AFTER.len())];
                self.respond_with(status, &format!("Retry-After: {text}\r\n"), &token)
            }
            Fault::ClosedInHead | Fault::ResetInBody | Fault::LengthTooLong => {
                let response = with_body(response);
                let (head, body) = (response.head.len(), response.body.len());
                let (length, then) = match fault {
                    Fault::ClosedInHead => (rng.usize(1..head), Then::Close),
                    Fault::ResetInBody => (head + rng.usize(..body), Then::Reset),
                    _ => (head + rng.usize(..body), Then::Close),
                };
                self.write(&response.bytes()[..length])?;
                Ok(then)
            }
            Fault::LengthTooShort => {
                let mut response = with_body(response);
                let length = rng.usize(1..response.body.len());
                response.head = head_for(&response, &format!("Content-Length: {length}\r\n"));
                self.write(&response.bytes())?;
                Ok(Then::Keep)
            }
            Fault::BadChunks => {
                let response = with_body(response);
                let text = String::from_utf8_lossy(&response.body).into_owned();
                let half = &text[..text.len() / 2];
                let chunks = match rng.u8(..4) {
                    0 => format!("{:x}\r\n{half}", text.len()),
                    1 => format!("{:x}\r\n{half}\r\n", half.len()),
                    2 => format!("{:x}\r\n{half}\r\nzz\r\n", half.len()),
                    _ => format!("ffffffffffffffff\r\n{half}"),
                };
                let head = head_for(&response, "Transfer-Encoding: chunked\r\n");
                self.write((head + &chunks).as_bytes())?;
                Ok(Then::Close)
            }
            Fault::Drip => {
                let response = with_body(response);
                // The last byte is missing, so that the response is never complete.
                let mut bytes = response.bytes();
                bytes.pop();
                // From the first byte, or after the head.
                let at_once = if rng.bool() { 0 } else { response.head.len() };
                self.write(&bytes[..at_once])?;
                for byte in &bytes[at_once..] {
                    if self.is_closed_within(DRIP)? {
                        break;
                    }
                    self.write(&[*byte])?;
                }
                Ok(Then::Close)
            }
            Fault::EndlessInterim => {
                while !self.is_closed_within(DRIP / 4)? {
                    self.write(&INTERIM.repeat(8))?;
                }
                Ok(Then::Close)
            }
            Fault::EndlessHead => {
                let head = head_for(&with_body(response), "");
                self.write(&head.as_bytes()[..head.len() - 2])?;
                let line = format!("X-Filler: {}\r\n", "x".repeat(rng.usize(1..4000)));
                self.flood(line.repeat((1 << 16) / line.len()).as_bytes(), ENDLESS_HEAD);
                Ok(Then::Close)
            }
            Fault::EndlessBody => {
                let response = with_body(response);
                let piece = " ".repeat(1 << 16);
                let (field, piece) = match rng.u8(..3) {
                    0 => ("Transfer-Encoding: chunked\r\n", format!("10000\r\n{piece}\r\n")),
                    1 => ("Content-Length: 18446744073709551615\r\n", piece),
                    _ => ("Connection: close\r\n", piece),
                };
                self.write(head_for(&response, field).as_bytes())?;
                self.flood(piece.as_bytes(), ENDLESS_BODY);
                Ok(Then::Close)
            }
            Fault::Pieces | Fault::Interim | Fault::ExtraResponse | Fault::ClosedAfterwards => {
                let response = response.expect("these come after the response");
                self.log_confirmation(request, &response);
                self.disturb(fault, &response, rng)
            }
            Fault::Refused
            | Fault::ResetAtAccept
            | Fault::StalledHandshake
            | Fault::ResetInRequest => unreachable!("these come before the request is complete"),
        }
    }

    /// Passes a valid response on in an unusual but complete way.
    fn disturb(&mut self, fault: Fault, response: &Message, rng: &mut Rng) -> io::Result<Then> {
        let all = response.bytes();
        match fault {
            Fault::Pieces => {
                let mut rest = &all[..];
                while !rest.is_empty() {
                    let (piece, others) = rest.split_at(rng.usize(1..8).min(rest.len()));
                    self.write(piece)?;
                    rest = others;
                }
                Ok(Then::Keep)
            }
            Fault::Interim => {
                self.write(&[INTERIM.repeat(rng.usize(1..200)), all].concat())?;
                Ok(Then::Keep)
            }
            Fault::ExtraResponse => {
                self.write(&[&all[..], b"HTTP/1.1 204 No Content\r\n\r\n"].concat())?;
                Ok(Then::Keep)
            }
            _ => {
                self.write(&all)?;
                Ok(if rng.bool() { Then::Close } else { Then::Reset })
            }
        }
    }

    /// Responds as a gateway that repeats the token wherever it can.
    fn respond_with(&mut self, status: u16, headers: &str, token: &str) -> io::Result<Then> {
        let body = serde_json::json!({
            "message": format!("{token} went wrong"),
            "errors": [{"description": token}],
            "trackingId": format!("ID_{token}"),
        });
        let body = body.to_string();
        let head = format!(
            "HTTP/1.1 {status} Oh {token}\r\ntrackingid: {token}\r\nWarning: 299 - \"{token}\"\r\n\
             {headers}Content-Length: {}\r\n\r\n",
            body.len()
        );
        self.write((head + &body).as_bytes())?;
        Ok(Then::Keep)
    }

    /// Writes until the client closes the connection, or this number of bytes is written.
    fn flood(&mut self, piece: &[u8], limit: u64) {
        let mut written = 0;
        while written < limit && self.client.get_mut().write_all(piece).is_ok() {
            written += piece.len() as u64;
        }
        self.log.add(Event::Flooded(written));
    }

    fn is_closed_within(&mut self, time: Duration) -> io::Result<bool> {
        let client = self.client.get_mut();
        client.set_read_timeout(Some(time))?;
        match client.read(&mut [0]) {
            Ok(0) => Ok(true),
            Ok(_) => panic!("a client that waits for a response sends nothing"),
            Err(error) if error.kind() == ErrorKind::WouldBlock && time < proxy::MAX_SILENCE => {
                Ok(false)
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                panic!("the client never closes the connection: {error}")
            }
            Err(_) => Ok(true),
        }
    }
}

const INTERIM: &[u8] =
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";

fn garbage(token: &str, rng: &mut Rng) -> Vec<u8> {
    let forms = [
        "SSH-2.0-OpenSSH_9.2 {}\r\n\r\n",
        "{}\r\n\r\n",
        "HTTP/1.1 abc {}\r\n\r\n",
        "HTTP/1.1 20\r\n\r\n",
        "HTTP/1.1 000 {}\r\n\r\n",
        "HTTP/9.9 204 No Content\r\n\r\n",
        "ICY 204 OK\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n{}\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n{}: x\r\n\r\n",
        "HTTP/1.1 204 No\u{0}Content\r\n\r\n",
        "<html><body>{}</body></html>\r\n\r\n",
        "{\"message\":\"{}\"}\r\n\r\n",
        "\u{0}\u{0}\u{0}\u{0}\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 204\u{b}No Content\r\n\r\n",
    ];
    forms[rng.usize(..forms.len())].replace("{}", token).into_bytes()
}

/// The service's response, or a possible one, with a body that is not valid if it is cut.
fn with_body(response: Option<Message>) -> Message {
    match response {
        Some(response) if !response.body.is_empty() => response,
        _ => {
            let body = serde_json::json!({"message": "all is well", "recordings": []}).to_string();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
            Message { head, body: body.into() }
        }
    }
}

/// A head with the status of a response, and with these headers instead of its own.
fn head_for(response: &Message, headers: &str) -> String {
    format!("HTTP/1.1 {} As It Was\r\n{headers}\r\n", response.status())
}
