//! For each parameter, by its form and name in the header, values that can't be used and some that
//! just can, and the code that the header promises.

use crate::called;
use crate::functions::Given;
use crate::header::{Function, Parameter};
use Expect::{Code, Taken};
use std::env;
use std::ffi::{CString, c_char};
use std::ptr;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use webexrec::*;
use webexrec_simulator::{Role, Script, Settings, Simulator};

/// A mebibyte.
const LONG: usize = 1 << 20;
const NOT_UTF8: &[u8] = b"a\xff";
/// Characters of two, three and four bytes.
const FOREIGN: &str = "\u{e4}\u{20ac}\u{1f600}\u{e4}\u{20ac}\u{1f600}\u{e4}\u{20ac}\u{1f600}";

pub enum Expect {
    Code(i32),
    /// It is no bad input: the code is 0, or what became of the call.
    Taken,
}

pub struct Case<'w> {
    pub what: String,
    pub set: Box<dyn Fn(&mut Given) + 'w>,
    pub expect: Expect,
}

/// A service, and one of everything that can be given.
pub struct World {
    pub simulator: Simulator,
    pub token: String,
    token_text: CString,
    ids: CString,
    client: *mut webexrec_client,
    /// It has served a call.
    used_monitor: *mut webexrec_monitor,
}

// SAFETY: the header allows any thread to use them.
unsafe impl Send for World {}

/// The only one, since the Simple API takes the service from the environment.
pub fn world() -> MutexGuard<'static, World> {
    static WORLD: LazyLock<Mutex<World>> = LazyLock::new(|| Mutex::new(World::new()));
    WORLD.lock().unwrap_or_else(PoisonError::into_inner)
}

impl World {
    fn new() -> Self {
        let settings = Settings { recordings: 4, other_recordings: 0, ..Settings::default() };
        let simulator = Simulator::start(settings).expect("a free port on this machine");
        for name in ["WEBEXREC_CA_FILE", "ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"] {
            // SAFETY: all tests of this process wait for this to be over.
            unsafe { env::remove_var(name) };
        }
        // SAFETY: as above.
        unsafe { env::set_var("WEBEXREC_BASE_URL", simulator.base_url()) };
        let token = simulator.token(Role::User).to_owned();
        let ids: Vec<String> = simulator.recordings().into_iter().map(|r| r.id).collect();
        let mut world = World {
            token_text: text(&token),
            ids: text(&serde_json::to_string(&ids).expect("JSON")),
            token,
            simulator,
            client: ptr::null_mut(),
            used_monitor: webexrec_monitor_new(),
        };
        let (token, nowhere) = (world.token_text.as_ptr(), ptr::null_mut());
        // SAFETY: all of them are alive.
        unsafe {
            webexrec_client_new(token, ptr::null(), &mut world.client, nowhere, 0);
            webexrec_client_list_sites(
                world.client,
                ptr::null(),
                0,
                world.used_monitor,
                &mut ptr::null_mut(),
                nowhere,
                0,
            );
        }
        world
    }

    /// What a function takes, and with which it sends no change. It has new options and a new
    /// monitor, which are never freed: there are few.
    pub fn given(&self, function: &Function) -> Given {
        Given {
            flags: if function.is_change() { WEBEXREC_DRY_RUN } else { 0 },
            token: self.token_text.as_ptr(),
            recordings_json: self.ids.as_ptr(),
            number: 1,
            options: webexrec_options_new(),
            client: self.client,
            monitor: webexrec_monitor_new(),
            has_place: true,
            has_callback: true,
            ..Given::nothing()
        }
    }
}

/// The cases of a parameter. A parameter that has none here is an error, so that a new one is
/// thought of.
pub fn cases<'w>(world: &'w World, function: &Function, parameter: &Parameter) -> Vec<Case<'w>> {
    let strings = |set: fn(&mut Given, *const c_char),
                   values: Vec<(&str, Option<Vec<u8>>, Expect)>| {
        let case = |(what, value, expect): (&str, Option<Vec<u8>>, Expect)| {
            let value = value.map(|bytes| CString::new(bytes).expect("no NUL"));
            let set = move |given: &mut Given| {
                set(given, value.as_ref().map_or(ptr::null(), |value| value.as_ptr()));
            };
            Case { what: what.to_owned(), set: Box::new(set), expect }
        };
        values.into_iter().map(case).collect::<Vec<Case>>()
    };
    let name = function.name.as_str();
    match (parameter.form.as_str(), parameter.name.as_str()) {
        ("const char *", "token") => strings(
            |given, token| given.token = token,
            vec![
                ("NULL", None, Code(WEBEXREC_E_NULL_POINTER)),
                ("empty", bytes(""), Code(WEBEXREC_E_INVALID_TOKEN)),
                ("not UTF-8", not_utf8(), Code(WEBEXREC_E_NOT_UTF8)),
                ("with a line end", bytes("a\n"), Code(WEBEXREC_E_INVALID_TOKEN)),
                ("foreign", bytes(FOREIGN), Code(WEBEXREC_E_INVALID_TOKEN)),
            ],
        )
        .into_iter()
        .chain([very_long_token(name)])
        .collect(),
        ("const char *", "recordings_json") => strings(
            |given, json| given.recordings_json = json,
            vec![
                ("NULL", None, Code(WEBEXREC_E_NULL_POINTER)),
                ("empty", bytes(""), Code(WEBEXREC_E_NOT_JSON)),
                ("not UTF-8", not_utf8(), Code(WEBEXREC_E_NOT_UTF8)),
                ("of another form", bytes("{}"), Code(WEBEXREC_E_INVALID_RECORDINGS)),
                ("without recordings", bytes("[]"), Code(WEBEXREC_E_NO_RECORDINGS)),
                ("nested without end", Some(vec![b'['; LONG]), Code(WEBEXREC_E_INVALID_RECORDINGS)),
                ("very long and nothing", Some(vec![b'a'; LONG]), Code(WEBEXREC_E_NOT_JSON)),
                ("a very long id", Some(quoted("[\"", "\"]")), Code(WEBEXREC_OK)),
                ("very many", Some(very_many()), Code(WEBEXREC_OK)),
            ],
        ),
        ("const char *", "site_url") => strings(
            |given, site_url| given.site_url = site_url,
            optional_text(WEBEXREC_E_INVALID_SITE_URL, "example.webex.com"),
        ),
        ("const char *", "host_email") => strings(
            |given, host_email| given.host_email = host_email,
            optional_text(WEBEXREC_E_INVALID_HOST_EMAIL, "a@example.com"),
        ),
        ("const char *", "user_email") => strings(
            |given, user_email| given.user_email = user_email,
            optional_text(WEBEXREC_E_INVALID_HOST_EMAIL, "alice@example.com"),
        ),
        ("const char *", "query_json") => strings(
            |given, json| given.query_json = json,
            vec![
                ("NULL", None, Code(WEBEXREC_OK)),
                ("empty", bytes(""), Code(WEBEXREC_E_NOT_JSON)),
                ("not UTF-8", not_utf8(), Code(WEBEXREC_E_NOT_UTF8)),
                ("of another form", bytes("[]"), Code(WEBEXREC_E_INVALID_QUERY)),
                ("nested without end", Some(vec![b'['; LONG]), Code(WEBEXREC_E_NOT_JSON)),
                (
                    "a long text",
                    Some(quoted(r#"{"topic":""#, r#""}"#)),
                    Code(WEBEXREC_E_INVALID_QUERY),
                ),
                ("a long name", Some(quoted("{\"", "\":1}")), Code(WEBEXREC_E_INVALID_QUERY)),
            ],
        ),
        ("const char *", "value") => strings(
            |given, text| given.text = text,
            vec![
                ("NULL", None, Code(WEBEXREC_OK)),
                ("empty", bytes(""), Code(WEBEXREC_E_INVALID_OPTION)),
                ("not UTF-8", not_utf8(), Code(WEBEXREC_E_NOT_UTF8)),
                // The path of a file may be anything.
                ("foreign", bytes(FOREIGN), if_path(name, Code(WEBEXREC_E_INVALID_OPTION))),
                ("very long", Some(vec![b'a'; LONG]), if_long_is_fine(name)),
            ],
        ),
        ("uint32_t", "value") => {
            let (least, most) = range(name);
            let mut numbers = vec![(least, true), (most, true)];
            numbers.extend(least.checked_sub(1).map(|number| (number, false)));
            numbers.extend(most.checked_add(1).map(|number| (number, false)));
            numbers.push((u32::MAX, most == u32::MAX));
            let case = |(number, fits): (u32, bool)| Case {
                what: number.to_string(),
                set: Box::new(move |given| given.number = number),
                expect: Code(if fits { WEBEXREC_OK } else { WEBEXREC_E_INVALID_OPTION }),
            };
            numbers.into_iter().map(case).collect()
        }
        ("uint32_t", "flags") => {
            let unknown = (6..32).map(|bit| 1 << bit).chain([u32::MAX, 0x8000_0001]);
            let case = |flags: u32| Case {
                what: format!("{flags:#x}"),
                set: Box::new(move |given| given.flags = flags),
                expect: flags_expected(name, flags),
            };
            (0..64).chain(unknown).map(case).collect()
        }
        ("uint32_t", "field") => [0, 7, 8, u32::MAX]
            .map(|field| case(&field.to_string(), WEBEXREC_OK, move |given| given.field = field))
            .into(),
        ("int", "result") => [i32::MIN, -1, 0, 99, 600, i32::MAX]
            .map(|result| {
                case(&result.to_string(), WEBEXREC_OK, move |given| given.result = result)
            })
            .into(),
        ("struct webexrec_options *", "options") if name == "webexrec_options_free" => Vec::new(),
        ("struct webexrec_options *", "options") => {
            vec![case("NULL", WEBEXREC_E_NULL_POINTER, |given| given.options = ptr::null_mut())]
        }
        ("const struct webexrec_options *", "options") => {
            vec![case("NULL", WEBEXREC_OK, |given| given.options = ptr::null_mut())]
        }
        ("const struct webexrec_client *", "client") => {
            vec![case("NULL", WEBEXREC_E_NULL_POINTER, |given| given.client = ptr::null())]
        }
        ("struct webexrec_client **", "client") | ("char **", "recordings_json" | "sites_json") => {
            vec![case("NULL", WEBEXREC_E_NULL_POINTER, |given| given.has_place = false)]
        }
        ("char **", "report_json") => {
            vec![case("NULL", WEBEXREC_OK, |given| given.has_place = false)]
        }
        ("struct webexrec_monitor *", "monitor") if name.starts_with("webexrec_monitor_set") => {
            vec![
                case("NULL", WEBEXREC_E_NULL_POINTER, |given| given.monitor = ptr::null_mut()),
                case("used", WEBEXREC_E_BUSY, |given| given.monitor = world.used_monitor),
            ]
        }
        ("struct webexrec_monitor *", "monitor") if name.starts_with("webexrec_monitor") => {
            vec![case("NULL", WEBEXREC_OK, |given| given.monitor = ptr::null_mut())]
        }
        ("struct webexrec_monitor *", "monitor") => vec![
            case("NULL", WEBEXREC_OK, |given| given.monitor = ptr::null_mut()),
            case("used", WEBEXREC_E_BUSY, |given| given.monitor = world.used_monitor),
        ],
        ("webexrec_token_fn" | "webexrec_progress_fn" | "webexrec_outcome_fn", "function") => {
            vec![case("NULL", WEBEXREC_OK, |given| given.has_callback = false)]
        }
        ("void *", "user_data") => {
            vec![case("NULL", WEBEXREC_OK, |given| given.user_data = ptr::null_mut())]
        }
        // The functions that free take NULL, which their rows in functions.rs give.
        ("char *", "string") | ("struct webexrec_client *", "client") => Vec::new(),
        ("const struct webexrec_progress *", "progress") => Vec::new(),
        // Of every size, in tests of their own.
        ("char *", "error") | ("size_t", "error_size") => Vec::new(),
        (form, parameter) => panic!("{name} has a parameter without cases: {form}{parameter}"),
    }
}

fn case<'w>(what: &str, code: i32, set: impl Fn(&mut Given) + 'w) -> Case<'w> {
    Case { what: what.to_owned(), set: Box::new(set), expect: Code(code) }
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    Some(text.into())
}

/// It is taken, but not sent: no service would answer.
fn very_long_token<'w>(name: &str) -> Case<'w> {
    let token = CString::new(vec![b'a'; LONG]).expect("no NUL");
    let is_sent = name != "webexrec_client_new";
    case("very long", if is_sent { WEBEXREC_E_INVALID_FLAGS } else { WEBEXREC_OK }, move |given| {
        given.token = token.as_ptr();
        given.flags = u32::MAX;
    })
}

fn not_utf8() -> Option<Vec<u8>> {
    Some(NOT_UTF8.into())
}

/// A text that is longer than anything sensible, between these.
fn quoted(start: &str, end: &str) -> Vec<u8> {
    [start.as_bytes(), &vec![b'a'; LONG], end.as_bytes()].concat()
}

fn very_many() -> Vec<u8> {
    let ids: Vec<String> = (0..20_000).map(|number| number.to_string()).collect();
    serde_json::to_vec(&ids).expect("JSON")
}

/// Of a site, or of an email address.
fn optional_text(code: i32, good: &str) -> Vec<(&'static str, Option<Vec<u8>>, Expect)> {
    vec![
        ("NULL", None, Code(WEBEXREC_OK)),
        ("good", bytes(good), Code(WEBEXREC_OK)),
        ("empty", bytes(""), Code(code)),
        ("not UTF-8", not_utf8(), Code(WEBEXREC_E_NOT_UTF8)),
        ("foreign", bytes(FOREIGN), Code(code)),
        ("with a line end", bytes("a@b.c\r\nX: y"), Code(code)),
        ("very long", Some(quoted("a@", ".b")), Code(code)),
    ]
}

fn if_path(name: &str, otherwise: Expect) -> Expect {
    if name.ends_with("ca_file") { Code(WEBEXREC_OK) } else { otherwise }
}

fn if_long_is_fine(name: &str) -> Expect {
    let is_fine = name.ends_with("ca_file") || name.ends_with("user_agent");
    Code(if is_fine { WEBEXREC_OK } else { WEBEXREC_E_INVALID_OPTION })
}

/// Least and largest value of a number option.
fn range(name: &str) -> (u32, u32) {
    match name.strip_prefix("webexrec_options_set_").expect("an option") {
        "concurrency" => (1, 32),
        "connect_timeout_ms" | "request_timeout_ms" => (1, 86_400_000),
        "deadline_ms" => (0, u32::MAX),
        "max_attempts" => (1, 100),
        "max_wait_seconds" => (0, 604_800),
        other => panic!("{other} is a number option without a range"),
    }
}

/// As the header has it, for recordings that are four of one site and host.
fn flags_expected(name: &str, flags: u32) -> Expect {
    let has = |flag| flags & flag != 0;
    let of_change = WEBEXREC_DRY_RUN | WEBEXREC_SINGLE_REQUEST | WEBEXREC_VERIFY;
    let taken = if name.ends_with("list_sites") {
        0
    } else if name.ends_with("list_recordings") {
        WEBEXREC_ADMIN | WEBEXREC_INCLUDE_SECRETS
    } else if name.ends_with("move_to_recycle_bin") {
        of_change
    } else {
        of_change | WEBEXREC_ALL
    };
    let contradict = has(WEBEXREC_DRY_RUN) && has(WEBEXREC_VERIFY)
        || has(WEBEXREC_ALL) && has(WEBEXREC_SINGLE_REQUEST);
    if flags & !taken != 0 || contradict {
        Code(WEBEXREC_E_INVALID_FLAGS)
    } else if has(WEBEXREC_ALL) {
        Code(WEBEXREC_E_INVALID_RECORDINGS)
    } else {
        Taken
    }
}

/// Calls a function so that it refuses something, with a buffer of that size.
type Refuse = fn(&World, &Function, usize) -> (i32, String);

/// How a function is made to refuse something.
pub struct Refusal {
    pub call: Refuse,
    /// Whether its message has characters of several bytes in it, in its first 80.
    pub is_foreign: bool,
}

pub fn refused(function: &Function) -> Refusal {
    let name = function.name.as_str();
    let (call, is_foreign): (Refuse, bool) = if function.is_change() {
        (refused_recordings, true)
    } else if name.ends_with("list_recordings") {
        (refused_query, true)
    } else if name.ends_with("list_sites") {
        (refused_by_service, true)
    } else if name == "webexrec_client_new" {
        (refused_ca_file, true)
    } else {
        (refused_option, false)
    };
    Refusal { call, is_foreign }
}

fn refused_recordings(world: &World, function: &Function, size: usize) -> (i32, String) {
    let json = text(&format!(r#"[{{"id":"{FOREIGN}","siteUrl":"a.webex.com"}},"{FOREIGN}"]"#));
    called(
        world,
        function,
        &Given { recordings_json: json.as_ptr(), ..world.given(function) },
        size,
    )
}

fn refused_query(world: &World, function: &Function, size: usize) -> (i32, String) {
    let json = text(&format!(r#"{{"{FOREIGN}":1}}"#));
    called(world, function, &Given { query_json: json.as_ptr(), ..world.given(function) }, size)
}

fn refused_by_service(world: &World, function: &Function, size: usize) -> (i32, String) {
    let body = Some(serde_json::json!({ "message": FOREIGN.repeat(3) }).to_string());
    world.simulator.script(Script { status: 403, body, ..Script::default() });
    called(world, function, &world.given(function), size)
}

fn refused_ca_file(world: &World, function: &Function, size: usize) -> (i32, String) {
    let path = text(&format!("/{FOREIGN}"));
    let options = webexrec_options_new();
    // SAFETY: the options were just made, and are freed after their last use.
    unsafe { webexrec_options_set_ca_file(options, path.as_ptr(), ptr::null_mut(), 0) };
    let ended = called(world, function, &Given { options, ..world.given(function) }, size);
    // SAFETY: as above.
    unsafe { webexrec_options_free(options) };
    ended
}

fn refused_option(world: &World, function: &Function, size: usize) -> (i32, String) {
    called(world, function, &Given { options: ptr::null_mut(), ..world.given(function) }, size)
}

fn text(text: &str) -> CString {
    CString::new(text).expect("no NUL")
}
