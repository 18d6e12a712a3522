//! The cases of each parameter, by its type and name in the header: invalid values, and valid ones at the
//! limits, with the result codes that the header promises.

use crate::calls::Arguments;
use crate::checked_call;
use Expected::{Accepted, Code};
use std::ffi::{CString, c_char};
use std::ptr;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use webexrec::*;
use webexrec_simulator::{Role, Script, Settings, Simulator};
use webexrec_test_support::{Function, Parameter, in_environment};

/// A mebibyte.
const LONG: usize = 1 << 20;
const NOT_UTF8: &[u8] = b"a\xff";
/// Characters of two, three and four bytes.
const MULTIBYTE: &str = "\u{e4}\u{20ac}\u{1f600}\u{e4}\u{20ac}\u{1f600}\u{e4}\u{20ac}\u{1f600}";

pub enum Expected {
    Code(i32),
    /// The value is valid: any code but that of invalid input.
    Accepted,
}

/// A value of a parameter.
pub struct Case<'w> {
    pub what: String,
    pub set: Box<dyn Fn(&mut Arguments) + 'w>,
    pub expected: Expected,
    /// The message names one of these if the value is refused.
    pub named: Vec<String>,
}

/// A service, and one of each object that is passed to functions.
pub struct Fixture {
    pub simulator: Simulator,
    pub token: String,
    token_text: CString,
    ids: CString,
    client: *mut webexrec_client,
    /// A monitor that has served a call.
    used_monitor: *mut webexrec_monitor,
}

// SAFETY: the header allows any thread to use these objects.
unsafe impl Send for Fixture {}

/// The one fixture of this process, since the Simple API reads the service from the environment.
pub fn fixture() -> MutexGuard<'static, Fixture> {
    static FIXTURE: LazyLock<Mutex<Fixture>> = LazyLock::new(|| Mutex::new(Fixture::new()));
    FIXTURE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Fixture {
    fn new() -> Self {
        let settings = Settings { recordings: 4, other_recordings: 0, ..Settings::default() };
        let simulator = Simulator::start(settings).expect("a free port on this machine");
        // All calls of this process run after this, with these variables.
        in_environment(&[("WEBEXREC_BASE_URL", Some(simulator.base_url()))], || ());
        let token = simulator.token(Role::User).to_owned();
        let ids: Vec<String> = simulator.recordings().into_iter().map(|r| r.id).collect();
        let mut fixture = Fixture {
            token_text: text(&token),
            ids: text(&serde_json::to_string(&ids).expect("JSON")),
            token,
            simulator,
            client: ptr::null_mut(),
            used_monitor: webexrec_monitor_new(),
        };
        let (token, nowhere) = (fixture.token_text.as_ptr(), ptr::null_mut());
        // SAFETY: all of them are alive.
        unsafe {
            webexrec_client_new(token, ptr::null(), &mut fixture.client, nowhere, 0);
            webexrec_client_list_sites(
                fixture.client,
                ptr::null(),
                0,
                fixture.used_monitor,
                &mut ptr::null_mut(),
                nowhere,
                0,
            );
        }
        fixture
    }

    /// Valid arguments, with which a change is a dry run. The new options and the new monitor are never
    /// freed.
    pub fn arguments(&self, function: &Function) -> Arguments {
        Arguments {
            flags: if function.is_change() { WEBEXREC_DRY_RUN } else { 0 },
            token: self.token_text.as_ptr(),
            recordings_json: self.ids.as_ptr(),
            number: 1,
            options: webexrec_options_new(),
            client: self.client,
            monitor: webexrec_monitor_new(),
            has_output: true,
            has_callback: true,
            ..Arguments::none()
        }
    }
}

/// The cases of a parameter.
pub fn cases<'w>(
    fixture: &'w Fixture,
    function: &Function,
    parameter: &Parameter,
) -> Vec<Case<'w>> {
    let mut cases = values(fixture, function, parameter);
    for case in cases.iter_mut().filter(|case| case.named.is_empty()) {
        // The value of an option may go by the name of the option.
        let option = function.name.strip_prefix("webexrec_options_set_");
        let option = option.filter(|_| parameter.name == "value");
        case.named = option.into_iter().chain([&*parameter.name]).map(str::to_owned).collect();
    }
    cases
}

/// Panics for a parameter that is not known here, so that none is forgotten.
fn values<'w>(fixture: &'w Fixture, function: &Function, parameter: &Parameter) -> Vec<Case<'w>> {
    let strings = |set: fn(&mut Arguments, *const c_char),
                   values: Vec<(&str, Option<Vec<u8>>, Expected)>| {
        let case = |(what, value, expected): (&str, Option<Vec<u8>>, Expected)| {
            let value = value.map(|bytes| CString::new(bytes).expect("no NUL"));
            let set = move |arguments: &mut Arguments| {
                set(arguments, value.as_ref().map_or(ptr::null(), |value| value.as_ptr()));
            };
            Case { what: what.to_owned(), set: Box::new(set), expected, named: Vec::new() }
        };
        values.into_iter().map(case).collect::<Vec<Case>>()
    };
    let name = function.name.as_str();
    match (parameter.c_type.as_str(), parameter.name.as_str()) {
        ("const char *", "token") => strings(
            |arguments, token| arguments.token = token,
            vec![
                ("NULL", None, Code(WEBEXREC_E_NULL_POINTER)),
                ("empty", bytes(""), Code(WEBEXREC_E_INVALID_TOKEN)),
                ("not UTF-8", not_utf8(), Code(WEBEXREC_E_NOT_UTF8)),
                ("with a line break", bytes("a\n"), Code(WEBEXREC_E_INVALID_TOKEN)),
                ("not ASCII", bytes(MULTIBYTE), Code(WEBEXREC_E_INVALID_TOKEN)),
            ],
        )
        .into_iter()
        .chain([very_long_token(name)])
        .collect(),
        ("const char *", "recordings_json") => strings(
            |arguments, json| arguments.recordings_json = json,
            vec![
                ("NULL", None, Code(WEBEXREC_E_NULL_POINTER)),
                ("empty", bytes(""), Code(WEBEXREC_E_NOT_JSON)),
                ("not UTF-8", not_utf8(), Code(WEBEXREC_E_NOT_UTF8)),
                ("of another type", bytes("{}"), Code(WEBEXREC_E_INVALID_RECORDINGS)),
                ("without recordings", bytes("[]"), Code(WEBEXREC_E_NO_RECORDINGS)),
                ("nested very deeply", Some(vec![b'['; LONG]), Code(WEBEXREC_E_INVALID_RECORDINGS)),
                ("very long and not JSON", Some(vec![b'a'; LONG]), Code(WEBEXREC_E_NOT_JSON)),
                ("a very long id", Some(quoted("[\"", "\"]")), Code(WEBEXREC_OK)),
                ("very many", Some(very_many()), Code(WEBEXREC_OK)),
            ],
        ),
        ("const char *", "site_url") => strings(
            |arguments, site_url| arguments.site_url = site_url,
            optional_text(WEBEXREC_E_INVALID_SITE_URL, "example.webex.com"),
        ),
        ("const char *", "host_email") => strings(
            |arguments, host_email| arguments.host_email = host_email,
            optional_text(WEBEXREC_E_INVALID_HOST_EMAIL, "a@example.com"),
        ),
        ("const char *", "user_email") => strings(
            |arguments, user_email| arguments.user_email = user_email,
            optional_text(WEBEXREC_E_INVALID_HOST_EMAIL, "alice@example.com"),
        ),
        ("const char *", "query_json") => strings(
            |arguments, json| arguments.query_json = json,
            vec![
                ("NULL", None, Code(WEBEXREC_OK)),
                ("empty", bytes(""), Code(WEBEXREC_E_NOT_JSON)),
                ("not UTF-8", not_utf8(), Code(WEBEXREC_E_NOT_UTF8)),
                ("of another type", bytes("[]"), Code(WEBEXREC_E_INVALID_QUERY)),
                ("nested very deeply", Some(vec![b'['; LONG]), Code(WEBEXREC_E_NOT_JSON)),
                (
                    "a long text",
                    Some(quoted(r#"{"topic":""#, r#""}"#)),
                    Code(WEBEXREC_E_INVALID_QUERY),
                ),
                ("a long name", Some(quoted("{\"", "\":1}")), Code(WEBEXREC_E_INVALID_QUERY)),
            ],
        ),
        ("const char *", "value") => strings(
            |arguments, text| arguments.text = text,
            vec![
                ("NULL", None, Code(WEBEXREC_OK)),
                ("empty", bytes(""), Code(WEBEXREC_E_INVALID_OPTION)),
                ("not UTF-8", not_utf8(), Code(WEBEXREC_E_NOT_UTF8)),
                // The path of a file may be anything.
                ("not ASCII", bytes(MULTIBYTE), if_path(name, Code(WEBEXREC_E_INVALID_OPTION))),
                ("very long", Some(vec![b'a'; LONG]), if_long_is_fine(name)),
            ],
        ),
        ("uint32_t", "value") => {
            let option = name.strip_prefix("webexrec_options_set_").expect("an option");
            let (least, most) = range(option);
            let mut numbers = vec![(least, true), (most, true)];
            numbers.extend(least.checked_sub(1).map(|number| (number, false)));
            numbers.extend(most.checked_add(1).map(|number| (number, false)));
            numbers.push((u32::MAX, most == u32::MAX));
            let case = |(number, fits): (u32, bool)| Case {
                what: number.to_string(),
                set: Box::new(move |arguments| arguments.number = number),
                expected: Code(if fits { WEBEXREC_OK } else { WEBEXREC_E_INVALID_OPTION }),
                named: vec![format!(
                    "{option} can't be {number}; give a number from {least} to {most}"
                )],
            };
            numbers.into_iter().map(case).collect()
        }
        ("uint32_t", "flags") => {
            let unknown = (6..32).map(|bit| 1 << bit).chain([u32::MAX, 0x8000_0001]);
            let case = |flags: u32| Case {
                what: format!("{flags:#x}"),
                set: Box::new(move |arguments| arguments.flags = flags),
                expected: flags_expected(name, flags),
                named: vec!["flags".to_owned(), "WEBEXREC_ALL".to_owned()],
            };
            (0..64).chain(unknown).map(case).collect()
        }
        ("uint32_t", "field") => [0, 7, 8, u32::MAX]
            .map(|field| {
                case(&field.to_string(), WEBEXREC_OK, move |arguments| arguments.field = field)
            })
            .into(),
        ("int", "result") => [i32::MIN, -1, 0, 99, 600, i32::MAX]
            .map(|result| {
                case(&result.to_string(), WEBEXREC_OK, move |arguments| arguments.result = result)
            })
            .into(),
        ("struct webexrec_options *", "options") if name == "webexrec_options_free" => Vec::new(),
        ("struct webexrec_options *", "options") => {
            vec![case("NULL", WEBEXREC_E_NULL_POINTER, |arguments| {
                arguments.options = ptr::null_mut()
            })]
        }
        ("const struct webexrec_options *", "options") => {
            vec![case("NULL", WEBEXREC_OK, |arguments| arguments.options = ptr::null_mut())]
        }
        ("const struct webexrec_client *", "client") => {
            vec![case("NULL", WEBEXREC_E_NULL_POINTER, |arguments| arguments.client = ptr::null())]
        }
        ("struct webexrec_client **", "client") | ("char **", "recordings_json" | "sites_json") => {
            vec![case("NULL", WEBEXREC_E_NULL_POINTER, |arguments| arguments.has_output = false)]
        }
        ("char **", "report_json") => {
            vec![case("NULL", WEBEXREC_OK, |arguments| arguments.has_output = false)]
        }
        ("struct webexrec_monitor *", "monitor") if name.starts_with("webexrec_monitor_set") => {
            vec![
                case("NULL", WEBEXREC_E_NULL_POINTER, |arguments| {
                    arguments.monitor = ptr::null_mut()
                }),
                case("used", WEBEXREC_E_BUSY, |arguments| arguments.monitor = fixture.used_monitor),
            ]
        }
        ("struct webexrec_monitor *", "monitor") if name.starts_with("webexrec_monitor") => {
            vec![case("NULL", WEBEXREC_OK, |arguments| arguments.monitor = ptr::null_mut())]
        }
        ("struct webexrec_monitor *", "monitor") => vec![
            case("NULL", WEBEXREC_OK, |arguments| arguments.monitor = ptr::null_mut()),
            case("used", WEBEXREC_E_BUSY, |arguments| arguments.monitor = fixture.used_monitor),
        ],
        ("webexrec_token_fn" | "webexrec_progress_fn" | "webexrec_outcome_fn", "function") => {
            vec![case("NULL", WEBEXREC_OK, |arguments| arguments.has_callback = false)]
        }
        ("void *", "user_data") => {
            vec![case("NULL", WEBEXREC_OK, |arguments| arguments.user_data = ptr::null_mut())]
        }
        // The functions that free get NULL in calls.rs.
        ("char *", "string") | ("struct webexrec_client *", "client") => Vec::new(),
        ("const struct webexrec_progress *", "progress") => Vec::new(),
        // Tests in main.rs pass every size.
        ("char *", "error") | ("size_t", "error_size") => Vec::new(),
        (c_type, parameter) => panic!("{name} has a parameter without cases: {c_type}{parameter}"),
    }
}

fn case<'w>(what: &str, code: i32, set: impl Fn(&mut Arguments) + 'w) -> Case<'w> {
    Case { what: what.to_owned(), set: Box::new(set), expected: Code(code), named: Vec::new() }
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    Some(text.into())
}

/// It is valid, but must not be sent: no service would accept the request.
fn very_long_token<'w>(name: &str) -> Case<'w> {
    let token = CString::new(vec![b'a'; LONG]).expect("no NUL");
    let is_sent = name != "webexrec_client_new";
    let code = if is_sent { WEBEXREC_E_INVALID_FLAGS } else { WEBEXREC_OK };
    let set = move |arguments: &mut Arguments| {
        arguments.token = token.as_ptr();
        arguments.flags = u32::MAX;
    };
    Case { named: vec!["flags".to_owned()], ..case("very long", code, set) }
}

fn not_utf8() -> Option<Vec<u8>> {
    Some(NOT_UTF8.into())
}

/// A very long text between these.
fn quoted(start: &str, end: &str) -> Vec<u8> {
    [start.as_bytes(), &vec![b'a'; LONG], end.as_bytes()].concat()
}

fn very_many() -> Vec<u8> {
    let ids: Vec<String> = (0..20_000).map(|number| number.to_string()).collect();
    serde_json::to_vec(&ids).expect("JSON")
}

/// The cases of a site or an email address.
fn optional_text(code: i32, good: &str) -> Vec<(&'static str, Option<Vec<u8>>, Expected)> {
    vec![
        ("NULL", None, Code(WEBEXREC_OK)),
        ("good", bytes(good), Code(WEBEXREC_OK)),
        ("empty", bytes(""), Code(code)),
        ("not UTF-8", not_utf8(), Code(WEBEXREC_E_NOT_UTF8)),
        ("not ASCII", bytes(MULTIBYTE), Code(code)),
        ("with a line break", bytes("a@b.c\r\nX: y"), Code(code)),
        ("very long", Some(quoted("a@", ".b")), Code(code)),
    ]
}

fn if_path(name: &str, otherwise: Expected) -> Expected {
    if name.ends_with("ca_file") { Code(WEBEXREC_OK) } else { otherwise }
}

fn if_long_is_fine(name: &str) -> Expected {
    let is_fine = name.ends_with("ca_file") || name.ends_with("user_agent");
    Code(if is_fine { WEBEXREC_OK } else { WEBEXREC_E_INVALID_OPTION })
}

/// The lowest and the highest value of a number option.
fn range(option: &str) -> (u32, u32) {
    match option {
        "concurrency" => (1, 32),
        "connect_timeout_ms" | "request_timeout_ms" => (1, 86_400_000),
        "deadline_ms" => (0, u32::MAX),
        "max_attempts" => (1, 100),
        "max_wait_seconds" => (0, 604_800),
        other => panic!("{other} is a number option without a range"),
    }
}

/// By the documentation of the flags, for four recordings of one site and host.
fn flags_expected(name: &str, flags: u32) -> Expected {
    let has = |flag| flags & flag != 0;
    let of_change = WEBEXREC_DRY_RUN | WEBEXREC_SINGLE_REQUEST | WEBEXREC_VERIFY;
    let allowed = if name.ends_with("list_sites") {
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
    if flags & !allowed != 0 || contradict {
        Code(WEBEXREC_E_INVALID_FLAGS)
    } else if has(WEBEXREC_ALL) {
        Code(WEBEXREC_E_INVALID_RECORDINGS)
    } else {
        Accepted
    }
}

/// Calls a function with invalid input and a message buffer of this size.
type Refuse = fn(&Fixture, &Function, usize) -> (i32, String);

/// How to make a function fail with a message.
pub struct Refusal {
    pub call: Refuse,
    /// Whether the first 80 bytes of its message have characters of several bytes.
    pub is_multibyte: bool,
}

pub fn refusal(function: &Function) -> Refusal {
    let name = function.name.as_str();
    let (call, is_multibyte): (Refuse, bool) = if function.is_change() {
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
    Refusal { call, is_multibyte }
}

fn refused_recordings(fixture: &Fixture, function: &Function, size: usize) -> (i32, String) {
    let json = text(&format!(r#"[{{"id":"{MULTIBYTE}","siteUrl":"a.webex.com"}},"{MULTIBYTE}"]"#));
    checked_call(
        fixture,
        function,
        &Arguments { recordings_json: json.as_ptr(), ..fixture.arguments(function) },
        size,
    )
}

fn refused_query(fixture: &Fixture, function: &Function, size: usize) -> (i32, String) {
    let json = text(&format!(r#"{{"{MULTIBYTE}":1}}"#));
    checked_call(
        fixture,
        function,
        &Arguments { query_json: json.as_ptr(), ..fixture.arguments(function) },
        size,
    )
}

fn refused_by_service(fixture: &Fixture, function: &Function, size: usize) -> (i32, String) {
    let body = Some(serde_json::json!({ "message": MULTIBYTE.repeat(3) }).to_string());
    fixture.simulator.script(Script { status: 403, body, ..Script::default() });
    checked_call(fixture, function, &fixture.arguments(function), size)
}

fn refused_ca_file(fixture: &Fixture, function: &Function, size: usize) -> (i32, String) {
    let path = text(&format!("/{MULTIBYTE}"));
    let options = webexrec_options_new();
    // SAFETY: the options were just created, and are freed after their last use.
    unsafe { webexrec_options_set_ca_file(options, path.as_ptr(), ptr::null_mut(), 0) };
    let result = checked_call(
        fixture,
        function,
        &Arguments { options, ..fixture.arguments(function) },
        size,
    );
    // SAFETY: as above.
    unsafe { webexrec_options_free(options) };
    result
}

fn refused_option(fixture: &Fixture, function: &Function, size: usize) -> (i32, String) {
    checked_call(
        fixture,
        function,
        &Arguments { options: ptr::null_mut(), ..fixture.arguments(function) },
        size,
    )
}

fn text(text: &str) -> CString {
    CString::new(text).expect("no NUL")
}
