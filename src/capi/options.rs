//! The settings of a client.

use super::ffi::{ffi_guard, null_pointer, optional};
use crate::codes::WEBEXREC_E_TOKEN_PROVIDER;
use crate::error::{Error, Result};
use crate::input::settings::Options;
use crate::input::token::Token;
use std::ffi::{CStr, c_char, c_int, c_void};
use zeroize::Zeroizing;

/// Room for a token that a provider gives, in bytes.
const TOKEN_SIZE: usize = 16 * 1024;

/// Settings for `webexrec_client_new`, which copies them.
///
/// One thread at a time may use an object of this type; after `webexrec_client_new` it may be
/// changed and used for another client, or freed.
#[allow(non_camel_case_types)]
pub struct webexrec_options {
    pub(super) options: Options,
    pub(super) provider: Option<TokenProvider>,
}

/// Fetches an access token.
///
/// @param user_data what was given to `webexrec_options_set_token_provider`.
/// @param token buffer to write the token into, terminated, without "Bearer". It is wiped afterwards.
/// @param token_size the size of the buffer: 16384 bytes.
///
/// @return 0, or anything else to end the call with `WEBEXREC_E_TOKEN_PROVIDER`.
///
/// It is called on the thread of a call of the client's, and by one of them at a time: before the
/// client's first request, and each time the service answers 401, which ends the call if the token
/// is still the same, or after ten new ones without a success. Other calls of the client wait for it.
/// It must not unwind (throw, longjmp), and must not call or free the client.
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
        // SAFETY: whoever set the provider promised that it may be called like this.
        let result =
            unsafe { (self.function)(self.user_data, buffer.as_mut_ptr().cast(), buffer.len()) };
        if result != 0 {
            return Err(failed(&format!("returned {result} instead of a token")));
        }
        let text = CStr::from_bytes_until_nul(&buffer).ok().and_then(|text| text.to_str().ok());
        let text = text.ok_or_else(|| failed("gave what is not a terminated UTF-8 string"))?;
        Token::new(text).map_err(|error| failed(&format!("gave no access token: {error}")))
    }
}

fn failed(fault: &str) -> Error {
    Error::new(WEBEXREC_E_TOKEN_PROVIDER, format!("the token provider {fault}"))
}

/// Makes an object with the default settings. May be called from any thread.
///
/// @return the object, never NULL; to be freed with `webexrec_options_free`.
#[unsafe(no_mangle)]
pub extern "C" fn webexrec_options_new() -> *mut webexrec_options {
    Box::into_raw(Box::new(webexrec_options { options: Options::default(), provider: None }))
}

/// Where the service is.
///
/// @param options the object to change. Required.
/// @param value URL such as "https://api-usgov.webex.com/v1"; https, or plain http to this machine
///     alone. Copied. NULL: the environment's `WEBEXREC_BASE_URL`, or "https://webexapis.com/v1".
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`, `WEBEXREC_E_NOT_UTF8`;
/// `WEBEXREC_E_INVALID_OPTION` if it is no such URL; `WEBEXREC_E_INSECURE_URL` for plain http to
/// another machine. After a failure the object is unchanged.
///
/// # Safety
/// `options` is NULL or an object of `webexrec_options_new` that is not freed; `value` is NULL or a
/// NUL-terminated string; `error` can be written to for `error_size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_base_url(
    options: *mut webexrec_options,
    value: *const c_char,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: the caller keeps this function's promises.
    unsafe { set_text(options, value, Options::set_base_url, error, error_size) }
}

/// Certificates to trust beside the system's.
///
/// @param options the object to change. Required.
/// @param value path of a PEM file, read by `webexrec_client_new`. NULL: the environment's
///     `WEBEXREC_CA_FILE`, or none.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
/// @return as for `webexrec_options_set_base_url`, but for its last code.
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
    // SAFETY: the caller keeps this function's promises.
    unsafe { set_text(options, value, Options::set_ca_file, error, error_size) }
}

/// A proxy on the way to the service; never used for this machine.
///
/// @param options the object to change. Required.
/// @param value URL such as "http://user:password@proxy.example.com:3128", with the scheme http, https,
///     socks4, socks4a, socks5 or socks5h. NULL: the environment's `ALL_PROXY`, `HTTPS_PROXY`,
///     `HTTP_PROXY` and `NO_PROXY`.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
/// @return as for `webexrec_options_set_base_url`, but for its last code.
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
    // SAFETY: the caller keeps this function's promises.
    unsafe { set_text(options, value, Options::set_proxy, error, error_size) }
}

/// What the program calls itself in the header `User-Agent`.
///
/// @param options the object to change. Required.
/// @param value visible ASCII such as "example-tool/1.0". NULL: "webexrec/" and the library's version.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
/// @return as for `webexrec_options_set_base_url`, but for its last code.
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
    // SAFETY: the caller keeps this function's promises.
    unsafe { set_text(options, value, Options::set_user_agent, error, error_size) }
}

/// Requests of one call that are under way at the same time.
///
/// @param options the object to change. Required.
/// @param value 1 to 32; default 4.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return `WEBEXREC_OK`, `WEBEXREC_E_NULL_POINTER`, or `WEBEXREC_E_INVALID_OPTION` if the number is
/// out of range; then the object is unchanged.
///
/// # Safety
/// As for `webexrec_options_set_base_url`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_concurrency(
    options: *mut webexrec_options,
    value: u32,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: the caller keeps this function's promises.
    unsafe { set_number(options, value, Options::set_concurrency, error, error_size) }
}

/// How long connecting may take: the way through a proxy and the TLS handshake included, looking up
/// the name not.
///
/// @param options the object to change. Required.
/// @param value milliseconds, 1 to 86400000; default 10000.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
/// @return as for `webexrec_options_set_concurrency`.
///
/// # Safety
/// As for `webexrec_options_set_base_url`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_connect_timeout_ms(
    options: *mut webexrec_options,
    value: u32,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: the caller keeps this function's promises.
    unsafe { set_number(options, value, Options::set_connect_timeout_ms, error, error_size) }
}

/// How long one request may take, from looking up the name to the last byte of the answer.
///
/// @param options the object to change. Required.
/// @param value milliseconds, 1 to 86400000; default 60000.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
/// @return as for `webexrec_options_set_concurrency`.
///
/// # Safety
/// As for `webexrec_options_set_base_url`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_request_timeout_ms(
    options: *mut webexrec_options,
    value: u32,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: the caller keeps this function's promises.
    unsafe { set_number(options, value, Options::set_request_timeout_ms, error, error_size) }
}

/// How long a whole call may take. What is not done by then isn't sent any more
/// (`WEBEXREC_E_DEADLINE`). A call that would have to wait for the rate limit beyond it ends at once
/// (`WEBEXREC_E_RATE_LIMITED`).
///
/// @param options the object to change. Required.
/// @param value milliseconds; 0, the default, is no deadline.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
/// @return as for `webexrec_options_set_concurrency`.
///
/// # Safety
/// As for `webexrec_options_set_base_url`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_deadline_ms(
    options: *mut webexrec_options,
    value: u32,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: the caller keeps this function's promises.
    unsafe { set_number(options, value, Options::set_deadline_ms, error, error_size) }
}

/// How often one request is tried that fails by chance: with 408, a status of 500 or more, no
/// connection, or an answer that gets lost. The waits between are random, at first of up to half a
/// second, a limit that doubles up to 20 seconds. A job in which more fails than succeeds ends sooner.
///
/// @param options the object to change. Required.
/// @param value 1 (no retry) to 100; default 6.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
/// @return as for `webexrec_options_set_concurrency`.
///
/// # Safety
/// As for `webexrec_options_set_base_url`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_max_attempts(
    options: *mut webexrec_options,
    value: u32,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: the caller keeps this function's promises.
    unsafe { set_number(options, value, Options::set_max_attempts, error, error_size) }
}

/// How long a call waits for the service's rate limit without one success between. When that is
/// over, or the service asks for a longer wait, the call ends with `WEBEXREC_E_RATE_LIMITED`, and
/// says how long to wait. Something locked (423) is waited for no longer either. The pace that a call
/// keeps after a rate limit, so as not to meet it again, is no such wait.
///
/// @param options the object to change. Required.
/// @param value seconds, 0 (don't wait) to 604800 (a week); default 900.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
/// @return as for `webexrec_options_set_concurrency`.
///
/// # Safety
/// As for `webexrec_options_set_base_url`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_options_set_max_wait_seconds(
    options: *mut webexrec_options,
    value: u32,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    // SAFETY: the caller keeps this function's promises.
    unsafe { set_number(options, value, Options::set_max_wait_seconds, error, error_size) }
}

/// Sets a function that fetches the access token: for calls that may outlive a token.
///
/// @param options the object to change. Required.
/// @param function see `webexrec_token_fn`. NULL: none, the token given to `webexrec_client_new` is used.
/// @param user_data given to the function; may be NULL. It has to be usable as long as the client is,
///     from every thread that calls the client.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return `WEBEXREC_OK` or `WEBEXREC_E_NULL_POINTER`.
///
/// # Safety
/// As for `webexrec_options_set_base_url`; `function` keeps to what `webexrec_token_fn` says.
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
    // SAFETY: the caller keeps this function's promises.
    unsafe { change(options, set, error, error_size) }
}

/// Frees an object of `webexrec_options_new`.
///
/// @param options the object. NULL is fine.
///
/// # Safety
/// `options` is such an object, not used any more, or NULL.
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
        // SAFETY: the caller keeps this function's promises.
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
    // SAFETY: the caller keeps this function's promises.
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
        // SAFETY: the caller promises an object that nobody else uses at the moment, or NULL.
        set(unsafe { options.as_mut() }.ok_or_else(|| null_pointer("options"))?)
    };
    // SAFETY: the caller keeps this function's promises.
    unsafe { ffi_guard(error, error_size, body) }
}
