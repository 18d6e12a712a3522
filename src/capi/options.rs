//! The options of a client.

use super::ffi::{ffi_guard, null_pointer, optional};
use crate::codes::WEBEXREC_E_TOKEN_PROVIDER;
use crate::error::{Error, Result};
use crate::input::settings::Options;
use crate::input::token::Token;
use std::ffi::{CStr, c_char, c_int, c_void};
use zeroize::Zeroizing;

/// Size of the buffer for a provider's token, in bytes.
const TOKEN_SIZE: usize = 16 * 1024;

/// Options of a client. `webexrec_client_new` copies them: afterwards the object can be changed, used for
/// another client, or freed.
///
/// Not thread-safe: one thread at a time may use an object.
#[allow(non_camel_case_types)]
pub struct webexrec_options {
    pub(super) options: Options,
    pub(super) provider: Option<TokenProvider>,
}

/// Token provider: fetches an access token.
///
/// Called on the thread of a call of the client, one call at a time while the others wait: before the
/// client's first request, and after each response 401. The call ends with 401 if the token is the same
/// as before, or after ten new tokens without a success. The function may block. It must not unwind
/// (throw, longjmp), and must not use or free the client.
///
/// @param user_data pointer given to `webexrec_options_set_token_provider`.
/// @param token buffer for the token: write it without "Bearer", NUL-terminated. Wiped after the call.
/// @param token_size size of the buffer: 16384 bytes.
///
/// @return 0; any other value ends the call with `WEBEXREC_E_TOKEN_PROVIDER`.
#[allow(non_camel_case_types)]
pub type webexrec_token_fn = Option<
    unsafe extern "C" fn(user_data: *mut c_void, token: *mut c_char, token_size: usize) -> c_int,
>;

#[derive(Clone, Copy)]
pub(super) struct TokenProvider {
    function: unsafe extern "C" fn(*mut c_void, *mut c_char, usize) -> c_int,
    user_data: *mut c_void,
}

impl TokenProvider {
    pub fn fetch(self) -> Result<Token> {
        let mut buffer = Zeroizing::new(vec![0u8; TOKEN_SIZE]);
        // SAFETY: promised by whoever set the provider.
        let result =
            unsafe { (self.function)(self.user_data, buffer.as_mut_ptr().cast(), buffer.len()) };
        if result != 0 {
            return Err(failed(&format!("returned {result} instead of a token")));
        }
        let text = CStr::from_bytes_until_nul(&buffer).ok().and_then(|text| text.to_str().ok());
        let text = text.ok_or_else(|| failed("gave no terminated UTF-8 string"))?;
        Token::new(text).map_err(|error| failed(&format!("gave no access token: {error}")))
    }
}

fn failed(fault: &str) -> Error {
    Error::new(WEBEXREC_E_TOKEN_PROVIDER, format!("the token provider {fault}"))
}

/// Makes options with their default values.
///
/// Thread-safe. Returns at once.
///
/// @return the options, never NULL; free them with `webexrec_options_free`.
#[unsafe(no_mangle)]
pub extern "C" fn webexrec_options_new() -> *mut webexrec_options {
    Box::into_raw(Box::new(webexrec_options { options: Options::default(), provider: None }))
}

/// Sets the URL of the service.
///
/// One thread at a time may use the options. Returns at once.
///
/// @param options options of `webexrec_options_new`. Required.
/// @param value URL with https, or with http to this machine only, such as
///     "https://api-usgov.webex.com/v1"; UTF-8; copied. NULL: the environment variable
///     `WEBEXREC_BASE_URL`, or `https://webexapis.com/v1`.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_NOT_UTF8`;
/// `WEBEXREC_E_INVALID_OPTION` if it is not such a URL; `WEBEXREC_E_INSECURE_URL` if it is http to
/// another machine. After a failure the options are unchanged.
///
/// # Safety
/// `options` comes from `webexrec_options_new` and is not freed, or is NULL; no other thread uses it.
/// `value` is NUL-terminated, or NULL. `error` is writable for `error_size` bytes, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_base_url(
    options: *mut webexrec_options,
    value: *const c_char,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe { set_text(options, value, Options::set_base_url, error, error_size) }
}

/// Sets a file with certificates to trust in addition to the system's, such as that of a firewall that
/// inspects traffic.
///
/// One thread at a time may use the options. Returns at once.
///
/// @param options as for `webexrec_options_set_base_url`.
/// @param value path of a PEM file; UTF-8; copied. `webexrec_client_new` reads the file. NULL: the
///     environment variable `WEBEXREC_CA_FILE`, or none.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_NOT_UTF8`;
/// `WEBEXREC_E_INVALID_OPTION` if the value is invalid. After a failure the options are unchanged.
///
/// # Safety
/// As for `webexrec_options_set_base_url`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_ca_file(
    options: *mut webexrec_options,
    value: *const c_char,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe { set_text(options, value, Options::set_ca_file, error, error_size) }
}

/// Sets the proxy for connections to the service. It is never used for this machine.
///
/// One thread at a time may use the options. Returns at once.
///
/// @param options as for `webexrec_options_set_base_url`.
/// @param value URL such as "http://user:password@proxy.example.com:3128", with the scheme http, https,
///     socks4, socks4a, socks5 or socks5h; UTF-8; copied. NULL: the environment variables `ALL_PROXY`,
///     `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return as for `webexrec_options_set_ca_file`.
///
/// # Safety
/// As for `webexrec_options_set_base_url`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_proxy(
    options: *mut webexrec_options,
    value: *const c_char,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe { set_text(options, value, Options::set_proxy, error, error_size) }
}

/// Sets the header `User-Agent`, with which the program introduces itself.
///
/// One thread at a time may use the options. Returns at once.
///
/// @param options as for `webexrec_options_set_base_url`.
/// @param value visible ASCII such as "example-tool/1.0"; copied. NULL: `webexrec/` and the version.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return as for `webexrec_options_set_ca_file`.
///
/// # Safety
/// As for `webexrec_options_set_base_url`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_user_agent(
    options: *mut webexrec_options,
    value: *const c_char,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe { set_text(options, value, Options::set_user_agent, error, error_size) }
}

/// Sets how many requests of one call may be in flight at the same time.
///
/// One thread at a time may use the options. Returns at once.
///
/// @param options as for `webexrec_options_set_base_url`.
/// @param value requests, 1 to 32; default 4.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_INVALID_OPTION` if the value is out
/// of range. After a failure the options are unchanged.
///
/// # Safety
/// `options` comes from `webexrec_options_new` and is not freed, or is NULL; no other thread uses it.
/// `error` is writable for `error_size` bytes, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_concurrency(
    options: *mut webexrec_options,
    value: u32,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe { set_number(options, value, Options::set_concurrency, error, error_size) }
}

/// Sets the time limit for connecting: the way through a proxy and the TLS handshake, but not the name
/// lookup.
///
/// One thread at a time may use the options. Returns at once.
///
/// @param options as for `webexrec_options_set_base_url`.
/// @param value milliseconds, 1 to 86400000; default 10000.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return as for `webexrec_options_set_concurrency`.
///
/// # Safety
/// As for `webexrec_options_set_concurrency`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_connect_timeout_ms(
    options: *mut webexrec_options,
    value: u32,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe { set_number(options, value, Options::set_connect_timeout_ms, error, error_size) }
}

/// Sets the time limit for one request, from the name lookup to the last byte of the response.
///
/// One thread at a time may use the options. Returns at once.
///
/// @param options as for `webexrec_options_set_base_url`.
/// @param value milliseconds, 1 to 86400000; default 60000.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return as for `webexrec_options_set_concurrency`.
///
/// # Safety
/// As for `webexrec_options_set_concurrency`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_request_timeout_ms(
    options: *mut webexrec_options,
    value: u32,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe { set_number(options, value, Options::set_request_timeout_ms, error, error_size) }
}

/// Sets the time limit for a whole call; 0 is none.
///
/// When it is over, nothing more is sent and the call ends with `WEBEXREC_E_DEADLINE`. A call whose wait
/// for the rate limit would exceed it ends at once with `WEBEXREC_E_RATE_LIMITED`.
///
/// One thread at a time may use the options. Returns at once.
///
/// @param options as for `webexrec_options_set_base_url`.
/// @param value milliseconds, 0 to 4294967295; default 0.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return as for `webexrec_options_set_concurrency`.
///
/// # Safety
/// As for `webexrec_options_set_concurrency`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_deadline_ms(
    options: *mut webexrec_options,
    value: u32,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe { set_number(options, value, Options::set_deadline_ms, error, error_size) }
}

/// Sets how often one request is sent at most when it fails temporarily: with 408, with 500 or above,
/// without a connection, or with a lost response.
///
/// The pauses between attempts are random: at first up to half a second, a limit that doubles up to 20
/// seconds. A call has a budget of 20 such failures, and each success gives one back; a failure beyond
/// it ends the call.
///
/// One thread at a time may use the options. Returns at once.
///
/// @param options as for `webexrec_options_set_base_url`.
/// @param value attempts, 1 to 100; default 6. 1 is no retry.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return as for `webexrec_options_set_concurrency`.
///
/// # Safety
/// As for `webexrec_options_set_concurrency`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_max_attempts(
    options: *mut webexrec_options,
    value: u32,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe { set_number(options, value, Options::set_max_attempts, error, error_size) }
}

/// Sets how long a call may wait for the rate limit without a success in between.
///
/// After that, or at once if the service asks for a longer wait, the call ends with
/// `WEBEXREC_E_RATE_LIMITED` and says how long to wait. A locked recording (423) is waited for no longer
/// than that either. The pace of a call after a rate limit, which avoids the next one, does not count.
///
/// One thread at a time may use the options. Returns at once.
///
/// @param options as for `webexrec_options_set_base_url`.
/// @param value seconds, 0 to 604800; default 900. 0 is no waiting.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return as for `webexrec_options_set_concurrency`.
///
/// # Safety
/// As for `webexrec_options_set_concurrency`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_max_wait_seconds(
    options: *mut webexrec_options,
    value: u32,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe { set_number(options, value, Options::set_max_wait_seconds, error, error_size) }
}

/// Sets a function that fetches the access token, for calls that may take longer than a token is valid.
///
/// One thread at a time may use the options. Returns at once.
///
/// @param options as for `webexrec_options_set_base_url`.
/// @param function see `webexrec_token_fn`. NULL: the token given to `webexrec_client_new`.
/// @param user_data pointer for the function; may be NULL. It is used from every thread that makes a call
///     with the client, until the client is freed.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return `WEBEXREC_OK`, or `WEBEXREC_E_NULL_POINTER`.
///
/// # Safety
/// As for `webexrec_options_set_concurrency`. `function` behaves as `webexrec_token_fn` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_token_provider(
    options: *mut webexrec_options,
    function: webexrec_token_fn,
    user_data: *mut c_void,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let provider = function.map(|function| TokenProvider { function, user_data });
    let set = |options: &mut webexrec_options| {
        options.provider = provider;
        Ok(())
    };
    // SAFETY: promised by the caller.
    unsafe { change(options, set, error, error_size) }
}

/// Frees options. Clients that were made with them are not affected.
///
/// Returns at once.
///
/// @param options the options. NULL: does nothing.
///
/// # Safety
/// `options` comes from `webexrec_options_new` and is not freed, or is NULL; no other thread uses it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_free(options: *mut webexrec_options) {
    if !options.is_null() {
        // SAFETY: the caller gives back, once, what `Box::into_raw` gave out.
        drop(unsafe { Box::from_raw(options) });
    }
}

/// # Safety
/// As for `webexrec_options_set_base_url`.
unsafe fn set_text(
    options: *mut webexrec_options,
    value: *const c_char,
    set: impl FnOnce(&mut Options, Option<&str>) -> Result<()>,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let set = |options: &mut webexrec_options| {
        // SAFETY: promised by the caller.
        set(&mut options.options, unsafe { optional(value, "value") }?)
    };
    // SAFETY: as above.
    unsafe { change(options, set, error, error_size) }
}

/// # Safety
/// As for `webexrec_options_set_base_url`.
unsafe fn set_number(
    options: *mut webexrec_options,
    value: u32,
    set: impl FnOnce(&mut Options, u32) -> Result<()>,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let set = |options: &mut webexrec_options| set(&mut options.options, value);
    // SAFETY: promised by the caller.
    unsafe { change(options, set, error, error_size) }
}

/// # Safety
/// As for `webexrec_options_set_base_url`.
unsafe fn change(
    options: *mut webexrec_options,
    set: impl FnOnce(&mut webexrec_options) -> Result<()>,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let body = || {
        // SAFETY: promised by the caller.
        set(unsafe { options.as_mut() }.ok_or_else(|| null_pointer("options"))?)
    };
    // SAFETY: promised by the caller.
    unsafe { ffi_guard(error, error_size, body) }
}
