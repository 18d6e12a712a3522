//! Plays a fault on the requests of a connection and their answers.

use crate::fault::{ENDLESS_BODY, ENDLESS_HEAD, Fault, Moment, Play};
use crate::message::{self, Message};
use crate::proxy::{self, Event, Log};
use fastrand::Rng;
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How long the pieces of what drips are apart, and those of what floods slowly.
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

/// What becomes of the connection afterwards.
enum Then {
    Keep,
    Close,
    Reset,
}

/// Serves one connection: request by request, in front of a service that answers each.
pub fn serve(stream: TcpStream, number: usize, service: SocketAddr, play: Play, log: &Log) {
    if play.fault != Fault::ResetAtAccept {
        return Connection::new(stream, service, log).serve(Some(play));
    }
    if play.hits.hits(number) {
        log.hits.fetch_add(1, Ordering::SeqCst);
        return proxy::reset(&stream);
    }
    pass(stream, service, log);
}

/// Serves one connection without a fault.
pub fn pass(stream: TcpStream, service: SocketAddr, log: &Log) {
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

    fn serve(mut self, play: Option<Play>) {
        loop {
            // Errors of a connection are its client's affair.
            match self.serve_one(play) {
                Ok(Then::Keep) => {}
                Ok(Then::Close) | Err(_) => return,
                Ok(Then::Reset) => return proxy::reset(self.client.get_ref()),
            }
        }
    }

    fn serve_one(&mut self, play: Option<Play>) -> io::Result<Then> {
        let Some(head) = message::read_head(&mut self.client)? else { return Ok(Then::Close) };
        let number = self.log.requests.fetch_add(1, Ordering::SeqCst);
        let hit = play.filter(|play| play.hits.hits(number));
        self.log.hits.fetch_add(usize::from(hit.is_some()), Ordering::SeqCst);
        if hit.is_some_and(|play| play.fault == Fault::ResetInRequest) {
            // After the headers or in the body: the rest is not read.
            let some = number % 2;
            self.client.read_exact(&mut vec![0; some])?;
            return Ok(Then::Reset);
        }
        let body = message::read_body(&mut self.client, &head)?;
        let request = Message { head, body };
        let ids = message::ids(&request.body);
        self.log.note(Event::Arrived { ids, hit: hit.is_some() });
        let Some(Play { fault, moment, seed, .. }) = hit else {
            let answer = self.ask(&request)?;
            self.confirm(&request, &answer);
            self.write(&[&answer.head, &answer.body])?;
            return Ok(Then::Keep);
        };
        let truth = (moment == Moment::After).then(|| self.ask(&request)).transpose()?;
        self.play(fault, &request, truth, &mut Rng::with_seed(seed ^ (number as u64) << 40))
    }

    /// The service's answer.
    fn ask(&mut self, request: &Message) -> io::Result<Message> {
        let upstream = match &mut self.upstream {
            Some(upstream) => upstream,
            none => none.insert(BufReader::new(TcpStream::connect(self.service)?)),
        };
        upstream.get_mut().write_all(&[&request.head[..], &request.body].concat())?;
        let answer = Message::read(upstream)?;
        Ok(answer.expect("the simulator answers"))
    }

    fn confirm(&self, request: &Message, answer: &Message) {
        if (200..300).contains(&answer.status()) {
            self.log.note(Event::Confirmed(message::ids(&request.body)));
        }
    }

    fn write(&mut self, parts: &[&[u8]]) -> io::Result<()> {
        self.client.get_mut().write_all(&parts.concat())
    }

    fn play(
        &mut self,
        fault: Fault,
        request: &Message,
        truth: Option<Message>,
        rng: &mut Rng,
    ) -> io::Result<Then> {
        let token = request.header("authorization").expect("a token").to_owned();
        match fault {
            Fault::Silence => {
                while !self.hung_up_within(proxy::FORGOTTEN)? {}
                Ok(Then::Close)
            }
            Fault::Closed => Ok(Then::Close),
            Fault::Reset => Ok(Then::Reset),
            Fault::Garbage => {
                self.write(&[&garbage(&token, rng)])?;
                Ok(Then::Close)
            }
            Fault::ServerError => {
                let status = [408, 500, 502, 503, 504][rng.usize(..5)];
                self.answer_with(status, "", &token)
            }
            Fault::TooManyRequests => self.answer_with(429, "Retry-After: 1\r\n", &token),
            Fault::MalformedRetryAfter => {
                let status = if truth.is_none() { 429 } else { 503 };
                let text = RETRY_AFTER[rng.usize(..RETRY_AFTER.len())];
                self.answer_with(status, &format!("Retry-After: {text}\r\n"), &token)
            }
            Fault::ClosedInHead | Fault::ResetInBody | Fault::LengthTooLong => {
                let answer = with_body(truth);
                let (head, body) = (&answer.head, &answer.body);
                let (head, body, then) = match fault {
                    Fault::ClosedInHead => (rng.usize(1..head.len()), 0, Then::Close),
                    Fault::ResetInBody => (head.len(), rng.usize(..body.len()), Then::Reset),
                    _ => (head.len(), rng.usize(..body.len()), Then::Close),
                };
                self.write(&[&answer.head[..head], &answer.body[..body]])?;
                Ok(then)
            }
            Fault::LengthTooShort => {
                let mut answer = with_body(truth);
                let length = rng.usize(1..answer.body.len());
                answer.head = head_for(&answer, &format!("Content-Length: {length}\r\n"));
                self.write(&[&answer.head, &answer.body])?;
                Ok(Then::Keep)
            }
            Fault::BadChunks => {
                let answer = with_body(truth);
                let text = String::from_utf8_lossy(&answer.body).into_owned();
                let half = &text[..text.len() / 2];
                let chunks = match rng.u8(..4) {
                    0 => format!("{:x}\r\n{half}", text.len()),
                    1 => format!("{:x}\r\n{half}\r\n", half.len()),
                    2 => format!("{:x}\r\n{half}\r\nzz\r\n", half.len()),
                    _ => format!("ffffffffffffffff\r\n{half}"),
                };
                let head = head_for(&answer, "Transfer-Encoding: chunked\r\n");
                self.write(&[&head, chunks.as_bytes()])?;
                Ok(Then::Close)
            }
            Fault::Drip => {
                let answer = with_body(truth);
                // Without the last byte, so that it is none however long the client waits.
                let body = &answer.body[..answer.body.len() - 1];
                let all = [&answer.head[..], body].concat();
                // From the first byte, or after the head.
                let at_once = if rng.bool() { 0 } else { answer.head.len() };
                self.write(&[&all[..at_once]])?;
                for byte in &all[at_once..] {
                    if self.hung_up_within(DRIP)? {
                        break;
                    }
                    self.write(&[&[*byte]])?;
                }
                Ok(Then::Close)
            }
            Fault::EndlessInterim => {
                while !self.hung_up_within(DRIP / 4)? {
                    self.write(&[&INTERIM.repeat(8)])?;
                }
                Ok(Then::Close)
            }
            Fault::EndlessHead => {
                let head = head_for(&with_body(truth), "");
                self.write(&[&head[..head.len() - 2]])?;
                let line = format!("X-Filler: {}\r\n", "x".repeat(rng.usize(1..4000)));
                self.flood(line.repeat((1 << 16) / line.len()).as_bytes(), ENDLESS_HEAD);
                Ok(Then::Close)
            }
            Fault::EndlessBody => {
                let answer = with_body(truth);
                let piece = " ".repeat(1 << 16);
                let (field, piece) = match rng.u8(..3) {
                    0 => ("Transfer-Encoding: chunked\r\n", format!("10000\r\n{piece}\r\n")),
                    1 => ("Content-Length: 18446744073709551615\r\n", piece),
                    _ => ("Connection: close\r\n", piece),
                };
                let head = head_for(&answer, field);
                self.write(&[&head])?;
                self.flood(piece.as_bytes(), ENDLESS_BODY);
                Ok(Then::Close)
            }
            Fault::Pieces | Fault::Interim | Fault::AnswerTooMany | Fault::ClosedAfterwards => {
                let answer = truth.expect("these come after the service did it");
                self.confirm(request, &answer);
                self.disturb(fault, &answer, rng)
            }
            Fault::Refused
            | Fault::ResetAtAccept
            | Fault::StalledHandshake
            | Fault::ResetInRequest => unreachable!("these come before a request is there"),
        }
    }

    /// Hands a good answer on, in a way that may be odd but takes nothing from it.
    fn disturb(&mut self, fault: Fault, answer: &Message, rng: &mut Rng) -> io::Result<Then> {
        let all = [&answer.head[..], &answer.body].concat();
        match fault {
            Fault::Pieces => {
                let mut rest = &all[..];
                while !rest.is_empty() {
                    let (piece, others) = rest.split_at(rng.usize(1..8).min(rest.len()));
                    self.write(&[piece])?;
                    rest = others;
                }
                Ok(Then::Keep)
            }
            Fault::Interim => {
                self.write(&[&INTERIM.repeat(rng.usize(1..200)), &all])?;
                Ok(Then::Keep)
            }
            Fault::AnswerTooMany => {
                self.write(&[&all, b"HTTP/1.1 204 No Content\r\n\r\n"])?;
                Ok(Then::Keep)
            }
            _ => {
                self.write(&[&all])?;
                Ok(if rng.bool() { Then::Close } else { Then::Reset })
            }
        }
    }

    /// An answer of something before the service, which knows no better than to show the token.
    fn answer_with(&mut self, status: u16, headers: &str, token: &str) -> io::Result<Then> {
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
        self.write(&[head.as_bytes(), body.as_bytes()])?;
        Ok(Then::Keep)
    }

    /// Writes until the client has enough, or so many bytes are written.
    fn flood(&mut self, piece: &[u8], limit: u64) {
        let mut written = 0;
        while written < limit && self.client.get_mut().write_all(piece).is_ok() {
            written += piece.len() as u64;
        }
        self.log.note(Event::Flooded(written));
    }

    fn hung_up_within(&mut self, time: Duration) -> io::Result<bool> {
        let client = self.client.get_mut();
        client.set_read_timeout(Some(time))?;
        match client.read(&mut [0]) {
            Ok(0) => Ok(true),
            Ok(_) => panic!("a client that waits for an answer sends nothing"),
            Err(error) if error.kind() == ErrorKind::WouldBlock && time < proxy::FORGOTTEN => {
                Ok(false)
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => panic!("never hung up: {error}"),
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

/// The service's answer, or what could be one, as an answer with a body, of which no part is whole.
fn with_body(truth: Option<Message>) -> Message {
    match truth {
        Some(answer) if !answer.body.is_empty() => answer,
        _ => {
            let body = serde_json::json!({"message": "all is well", "recordings": []}).to_string();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
            Message { head: head.into(), body: body.into() }
        }
    }
}

/// A head with that status, and this instead of its other headers.
fn head_for(answer: &Message, headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 {} As It Was\r\n{headers}\r\n", answer.status()).into_bytes()
}
