//! Characters with a meaning in HTTP, in every string parameter: refused, or encoded so that they have none.
//! The bytes that arrive are checked.

use serde_json::{Value, json};
use webexrec::*;
use webexrec_test_support::*;

const TOKEN: &str = "t0ken-of-a-test";

/// Ends of a line, a header, a string or a part of a URL; and characters whose code point has the byte of a
/// line break, or that look like special ones.
const ATTACKS: [&str; 15] = [
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

/// The headers that the library sends.
const HEADERS: [&str; 9] = [
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

/// It is a single well-formed request of this library.
fn assert_well_formed(request: &str, attack: &str) {
    let (head, body) = request.split_once("\r\n\r\n").expect("an end of the headers");
    let is_plain = |byte: u8| byte.is_ascii_graphic() || b" \r\n".contains(&byte);
    assert!(head.bytes().all(is_plain), "{attack:?}: {head}");
    let mut lines = head.split("\r\n");
    let line: Vec<&str> = lines.next().expect("a request line").split(' ').collect();
    assert!(matches!(line[..], ["GET" | "POST", _, "HTTP/1.1"]), "{attack:?}: {line:?}");
    assert_known_target(line[1], attack);
    let mut names: Vec<String> =
        lines.map(|line| line.split(':').next().unwrap_or_default().to_lowercase()).collect();
    assert!(names.iter().all(|name| HEADERS.contains(&&**name)), "{attack:?}: {head}");
    names.sort();
    assert!(names.windows(2).all(|two| two[0] != two[1]), "{attack:?}: {head}");
    if !body.is_empty() {
        let body: Value = serde_json::from_str(body).expect("JSON");
        assert!(body.get("injected").is_none(), "{attack:?}: {body}");
    }
}

/// The path is one of the service's, apart from the base URL's; no query parameter is repeated or injected.
fn assert_known_target(target: &str, attack: &str) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path =
        path.strip_prefix(&format!("/v1{attack}")).or(path.strip_prefix("/v1")).unwrap_or(path);
    assert!(PATHS.iter().any(|known| path.starts_with(known)), "{attack:?}: {target}");
    assert!(path.matches('/').count() <= 2, "{attack:?}: {target}");
    assert!(!query.contains(['?', '#', '/']), "{attack:?}: {target}");
    let mut names: Vec<_> = query.split('&').map(|pair| pair.split('=').next()).collect();
    assert!(!names.contains(&Some("injected")), "{attack:?}: {target}");
    names.sort();
    assert!(names.windows(2).all(|two| two[0] != two[1]), "{attack:?}: {target}");
}

/// Fails every change, so that the recordings are looked up one by one.
fn service() -> Server {
    Server::http(|request| match request.starts_with("POST ") {
        true => response("500 Internal Server Error", &[], ""),
        false => keep_alive_response("200 OK", r#"{"items":[],"sites":[],"status":"available"}"#),
    })
}

/// The requests that arrived, and the strings that were refused.
struct Arrivals {
    server: Server,
    checked: usize,
    refused: usize,
}

impl Arrivals {
    /// Checks the requests of a call with this result code. A string that is not acceptable must be refused
    /// before anything is sent.
    #[track_caller]
    fn check(&mut self, attack: &str, code: i32, is_acceptable: bool) {
        let requests = self.server.requests();
        let new = &requests[self.checked..];
        if (1..20).contains(&code) {
            self.refused += 1;
            assert!(new.is_empty(), "{attack:?}: refused with {code}, and sent");
        } else {
            assert!(is_acceptable, "{attack:?}: accepted, with result {code}");
            assert!(!new.is_empty(), "{attack:?}: accepted, and not sent");
        }
        new.iter().for_each(|request| assert_well_formed(request, attack));
        self.checked = requests.len();
    }
}

/// Moves and looks up: the id goes into a body and into a path.
fn moved(
    client: &Client,
    recordings: Value,
    site_url: Option<&str>,
    host_email: Option<&str>,
) -> i32 {
    let options = ChangeOptions { site_url, host_email, flags: WEBEXREC_VERIFY };
    client.change(MOVE, &recordings.to_string(), options).code
}

fn listed(client: &Client, query: Value) -> i32 {
    client.list(&query.to_string(), 0, None).map_or_else(|result| result.code, |_| WEBEXREC_OK)
}

/// Sets an option and moves, unless the option is refused.
fn moved_with(options: &ClientOptions, set: SetText, value: &str) -> i32 {
    match options.try_text(set, Some(value.as_bytes())).code {
        WEBEXREC_OK => moved(&options.client_for(TOKEN), json!(["a"]), None, None),
        refused => refused,
    }
}

#[test]
fn no_string_parameter_changes_the_structure_of_a_request() {
    let mut arrivals = Arrivals { server: service(), checked: 0, refused: 0 };
    let base_url = arrivals.server.base_url();
    let options = || ClientOptions::at(&base_url).without_retries();
    let client = options().client_for(TOKEN);
    let caller = SimpleCaller { token: TOKEN.to_owned(), ..SimpleCaller::at(&base_url) };
    for attack in ATTACKS {
        let text = format!("a{attack}");
        arrivals.check(attack, moved(&client, json!([text]), None, None), true);

        let site = format!("a.webex.com{attack}");
        arrivals.check(attack, moved(&client, json!(["a"]), Some(&site), None), false);
        let object = json!([{"id": "a", "siteUrl": site}]);
        arrivals.check(attack, moved(&client, object, None, None), false);
        arrivals.check(attack, listed(&client, json!({"siteUrl": site})), false);

        for email in [format!("{text}@example.com"), format!("a@example.com{attack}")] {
            arrivals.check(attack, moved(&client, json!(["a"]), None, Some(&email)), true);
            let object = json!([{"id": "a", "hostEmail": email}]);
            arrivals.check(attack, moved(&client, object, None, None), true);
            arrivals.check(attack, listed(&client, json!({"hostEmail": email})), true);
            let sites = caller.sites(Some(&email));
            arrivals.check(attack, sites.map_or_else(|result| result.code, |_| WEBEXREC_OK), true);
        }

        for name in ["meetingId", "topic", "integrationTag"] {
            arrivals.check(attack, listed(&client, json!({ name: text })), true);
        }
        for name in ["from", "to", "status", "format", "serviceType", "max"] {
            let mut query = json!({"from": "2026-01-01"});
            query[name] = json!(text);
            arrivals.check(attack, listed(&client, query), false);
        }
        arrivals.check(attack, listed(&client, json!({ format!("topic{attack}"): "a" })), false);

        // A token may be any visible ASCII.
        let code = match options().try_client(Some(&text), &[]) {
            Ok(client) => moved(&client, json!(["a"]), None, None),
            Err(refused) => refused.code,
        };
        let is_visible = |byte: u8| byte.is_ascii_graphic();
        arrivals.check(attack, code, text.bytes().all(is_visible));
        let code = moved_with(&options(), webexrec_options_set_user_agent, &text);
        arrivals.check(attack, code, text.bytes().all(|byte| byte == b' ' || is_visible(byte)));
        let url = format!("{base_url}{attack}");
        let code = moved_with(&options(), webexrec_options_set_base_url, &url);
        arrivals.check(attack, code, text.is_ascii());
    }
    // A NUL ends a C string, so it is possible in JSON only.
    let nul = "a\0X-Injected: 1";
    for member in ["id", "siteUrl", "hostEmail"] {
        let mut object = json!({"id": "a"});
        object[member] = json!(nul);
        arrivals.check(nul, moved(&client, json!([object]), None, None), false);
    }
    for name in ["siteUrl", "hostEmail", "meetingId", "topic", "integrationTag"] {
        arrivals.check(nul, listed(&client, json!({ name: nul })), false);
    }
    let Arrivals { refused, checked, .. } = arrivals;
    assert!(refused > 200 && checked > 100, "{refused} refused, {checked} sent");
}
