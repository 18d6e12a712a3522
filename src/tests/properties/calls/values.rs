//! The values that calls are made with: for each parameter some that it accepts, and some that it
//! refuses.

use std::ffi::CStr;

/// Nobody listens there.
pub(super) const NOBODY: &CStr = c"http://127.0.0.1:1/v1";

pub(super) const RESPONSES: [&str; 6] = [
    "HTTP/1.1 204 No Content\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"items\":[],\"sites\":[]}",
    "HTTP/1.1 200 OK\r\nContent-Length: 36\r\n\r\n{\"items\":[{\"id\":\"a\"}],\"sites\":[{}]}  ",
    "HTTP/1.1 404 Not Found\r\nContent-Length: 26\r\n\r\n{\"message\":\"s3cret-t0ken\"}",
    "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
    "",
];

pub(super) const TEXTS: [Option<&CStr>; 15] = [
    None,
    Some(c"[\"a\"]"),
    Some(c"[\"a\",\"b\",{\"id\":\"c\",\"outcome\":\"unknown\"}]"),
    Some(c"[]"),
    Some(c"example.webex.com"),
    Some(c"a@example.com"),
    Some(c"{}"),
    Some(c"{\"from\":\"2020-01-01\"}"),
    Some(c""),
    Some(c"\xff\xfe"),
    Some(c"[{\"id\":\"\xc3\xa4\",\"siteUrl\":\"a.b\"},{\"id\":\"\xc3\xa4\"}]"),
    // The others contain the token.
    Some(c"s3cret-t0ken"),
    Some(c"[\"s3cret-t0ken\"]"),
    Some(c"[{\"id\":\"s3cret-t0ken\",\"siteUrl\":\"a.b\"},\"s3cret-t0ken\"]"),
    Some(c"{\"s3cret-t0ken\":1}"),
];
pub(super) const TEXTS_WITHOUT_TOKEN: &[Option<&CStr>] = TEXTS.split_at(11).0;

pub(super) const OPTION_TEXTS: [Option<&CStr>; 9] = [
    None,
    Some(c"https://webexapis.com/v1"),
    Some(c"http://webexapis.com/v1"),
    Some(c"http://127.0.0.1:1"),
    Some(c"http://proxy.example.com:3128"),
    Some(c"example-tool/1.0"),
    Some(c"/nonexistent"),
    Some(c""),
    Some(c"\xff"),
];
pub(super) const OPTION_NUMBERS: [u32; 8] = [1, 0, 2, 32, 33, 1000, 86_400_000, u32::MAX];

pub(super) const TOKENS: [Option<&CStr>; 5] =
    [Some(c"s3cret-t0ken"), None, Some(c""), Some(c"s3cret-t0ken\n"), Some(c"\xff")];
