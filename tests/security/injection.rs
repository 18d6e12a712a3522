//! Characters that mean something in HTTP, in every string that a caller gives: refused, or written so that
//! they mean nothing. What counts is the bytes that arrive.

use crate::server::{Server, answer, kept};
use serde_json::{Value, json};
use webexrec::*;
use webexrec_test_support::client::*;
use webexrec_test_support::simple::*;

const TOKEN: &str = "t0ken-of-a-test";

/// What would end a line, a header, a string or a part of a URL; the last ones have a byte of a line end in
/// their code point, or look like one.
const TRICKS: [&str; 15] = [
    "\r\nX-Injected: 1",
    "\nX-Injected: 1",
    "\rX-Injected: 1",
    "\r\n\r\nDELETE /v1/recordings/a HTTP/1.1\r\n\r\n",
    "%0d%0aX-Injected: 1",
    "&siteUrl=injected",
    "?injected=1#",
    "/../../injected",
    "\",\"injected\":\"1",
    "\\u000d\\u000aX-Injected: 1",
    " HTTP/1.1\tinjected",
    "\u{10d}\u{10a}X-Injected: 1",
    "\u{85}\u{2028}injected",
    "\u{7f}\u{1}\u{1b}[0minjected",
    "\u{ff1a}\u{ff0f}injected\u{202e}",
];

const NAMES: [&str; 9] = [
    "host",
    "user-agent",
    "authorization",
    "accept",
    "siteurl",
    "content-type",
    "content-length",
    "accept-encoding",
    "connection",
];

const PATHS: [&str; 2] = ["/recordings", "/meetingPreferences/sites"];

/// Whatever was given, what arrived is one well-formed request of this library's.
fn assert_sound(request: &str, trick: &str) {
    let (head, body) = request.split_once("\r\n\r\n").expect("an end of the headers");
    let is_plain = |byte: u8| byte.is_ascii_graphic() || b" \r\n".contains(&byte);
    assert!(head.bytes().all(is_plain), "{trick:?}: {head}");
    let mut lines = head.split("\r\n");
    let line: Vec<&str> = lines.next().expect("a request line").split(' ').collect();
    assert!(matches!(line[..], ["GET" | "POST", _, "HTTP/1.1"]), "{trick:?}: {line:?}");
    assert_in_place(line[1], trick);
    let mut names: Vec<String> =
        lines.map(|line| line.split(':').next().unwrap_or_default().to_lowercase()).collect();
    assert!(names.iter().all(|name| NAMES.contains(&&**name)), "{trick:?}: {head}");
    names.sort();
    assert!(names.windows(2).all(|two| two[0] != two[1]), "{trick:?}: {head}");
    if !body.is_empty() {
        let body: Value = serde_json::from_str(body).expect("JSON");
        assert!(body.get("injected").is_none(), "{trick:?}: {body}");
    }
}

/// The path is one of the service's, but for what the base URL has; no parameter is there twice, nor one that
/// was made up.
fn assert_in_place(target: &str, trick: &str) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path =
        path.strip_prefix(&format!("/v1{trick}")).or(path.strip_prefix("/v1")).unwrap_or(path);
    assert!(PATHS.iter().any(|known| path.starts_with(known)), "{trick:?}: {target}");
    assert!(path.matches('/').count() <= 2, "{trick:?}: {target}");
    assert!(!query.contains(['?', '#', '/']), "{trick:?}: {target}");
    let mut names: Vec<_> = query.split('&').map(|pair| pair.split('=').next()).collect();
    assert!(!names.contains(&Some("injected")), "{trick:?}: {target}");
    names.sort();
    assert!(names.windows(2).all(|two| two[0] != two[1]), "{trick:?}: {target}");
}

/// Refuses every change, so that recordings are looked up one by one.
fn service() -> Server {
    Server::plain(|request| match request.starts_with("POST ") {
        true => answer("500 Internal Server Error", &[], ""),
        false => kept("200 OK", r#"{"items":[],"sites":[],"status":"available"}"#),
    })
}

/// What arrived since the last look, and how many strings were refused.
struct Arrivals {
    server: Server,
    seen: usize,
    refused: usize,
}

impl Arrivals {
    /// After a call that ended like this. Whatever may not be taken must be refused, which sends nothing.
    #[track_caller]
    fn check(&mut self, trick: &str, code: i32, may_be_taken: bool) {
        let requests = self.server.requests();
        let new = &requests[self.seen..];
        if (1..20).contains(&code) {
            self.refused += 1;
            assert!(new.is_empty(), "{trick:?}: refused with {code}, and sent");
        } else {
            assert!(may_be_taken, "{trick:?}: taken, with result {code}");
            assert!(!new.is_empty(), "{trick:?}: taken, and not sent");
        }
        new.iter().for_each(|request| assert_sound(request, trick));
        self.seen = requests.len();
    }
}

/// Moves, and looks up what became of it: an id goes into a body and into a path.
fn moved(
    client: &Client,
    recordings: Value,
    site_url: Option<&str>,
    host_email: Option<&str>,
) -> i32 {
    let options = Options { site_url, host_email, flags: WEBEXREC_VERIFY };
    client.change(MOVE, &recordings.to_string(), options).code
}

fn listed(client: &Client, query: Value) -> i32 {
    client.list(&query.to_string(), 0, None).map_or_else(|ended| ended.code, |_| WEBEXREC_OK)
}

/// Sets an option and moves, unless the option is refused.
fn moved_with(options: &ClientOptions, set: SetText, value: &str) -> i32 {
    match options.try_text(set, Some(value.as_bytes())).code {
        WEBEXREC_OK => moved(&options.client_for(TOKEN), json!(["a"]), None, None),
        refused => refused,
    }
}

#[test]
fn no_string_of_the_caller_breaks_out_of_its_place_in_a_request() {
    let mut arrivals = Arrivals { server: service(), seen: 0, refused: 0 };
    let base_url = arrivals.server.base_url();
    let options = || ClientOptions::at(&base_url).without_retries();
    let client = options().client_for(TOKEN);
    let caller = Caller { token: TOKEN.to_owned(), ..Caller::at(&base_url) };
    for trick in TRICKS {
        let text = format!("a{trick}");
        arrivals.check(trick, moved(&client, json!([text]), None, None), true);

        let site = format!("a.webex.com{trick}");
        arrivals.check(trick, moved(&client, json!(["a"]), Some(&site), None), false);
        let object = json!([{"id": "a", "siteUrl": site}]);
        arrivals.check(trick, moved(&client, object, None, None), false);
        arrivals.check(trick, listed(&client, json!({"siteUrl": site})), false);

        for email in [format!("{text}@example.com"), format!("a@example.com{trick}")] {
            arrivals.check(trick, moved(&client, json!(["a"]), None, Some(&email)), true);
            let object = json!([{"id": "a", "hostEmail": email}]);
            arrivals.check(trick, moved(&client, object, None, None), true);
            arrivals.check(trick, listed(&client, json!({"hostEmail": email})), true);
            let sites = caller.sites(Some(&email));
            arrivals.check(trick, sites.map_or_else(|ended| ended.code, |_| WEBEXREC_OK), true);
        }

        for name in ["meetingId", "topic", "integrationTag"] {
            arrivals.check(trick, listed(&client, json!({ name: text })), true);
        }
        for name in ["from", "to", "status", "format", "serviceType", "max"] {
            let mut query = json!({"from": "2026-01-01"});
            query[name] = json!(text);
            arrivals.check(trick, listed(&client, query), false);
        }
        arrivals.check(trick, listed(&client, json!({ format!("topic{trick}"): "a" })), false);

        // Visible ASCII is a token, whatever it is.
        let code = match options().try_client(Some(&text), &[]) {
            Ok(client) => moved(&client, json!(["a"]), None, None),
            Err(refused) => refused.code,
        };
        let is_visible = |byte: u8| byte.is_ascii_graphic();
        arrivals.check(trick, code, text.bytes().all(is_visible));
        let code = moved_with(&options(), webexrec_options_set_user_agent, &text);
        arrivals.check(trick, code, text.bytes().all(|byte| byte == b' ' || is_visible(byte)));
        let url = format!("{base_url}{trick}");
        let code = moved_with(&options(), webexrec_options_set_base_url, &url);
        arrivals.check(trick, code, text.is_ascii());
    }
    // A NUL ends a string of C's, and gets no further than JSON.
    let nul = "a\0X-Injected: 1";
    for member in ["id", "siteUrl", "hostEmail"] {
        let mut object = json!({"id": "a"});
        object[member] = json!(nul);
        arrivals.check(nul, moved(&client, json!([object]), None, None), false);
    }
    for name in ["siteUrl", "hostEmail", "meetingId", "topic", "integrationTag"] {
        arrivals.check(nul, listed(&client, json!({ name: nul })), false);
    }
    let Arrivals { refused, seen, .. } = arrivals;
    assert!(refused > 200 && seen > 100, "{refused} refused, {seen} sent");
}
