//! A process that has freed its client has nothing of the token left in its memory. It reads all of its own
//! memory, so the service runs in another process, and this program has the token in masked form only.

use crate::certificate_authority::Authority;
use crate::secret_token;
use std::ffi::{CString, c_char, c_int, c_void};
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::ptr;
use webexrec::*;
use webexrec_test_support::*;
use zeroize::Zeroizing;

/// The number of bytes read at a time.
const STEP: usize = 1 << 16;

/// The places in the memory of this process that have a part of the token, one line for each.
fn copies() -> Vec<String> {
    let memory = File::open("/proc/self/mem").expect("Linux");
    let maps = fs::read_to_string("/proc/self/maps").expect("Linux");
    // A part may cross the border of two reads.
    let mut buffer = Zeroizing::new(vec![0; STEP + secret_token::LENGTH]);
    let own = buffer.as_ptr_range();
    let is_own = |address: u64| (own.start as u64..own.end as u64).contains(&address);
    let mut found = Vec::new();
    for line in maps.lines() {
        let (range, rights) = line.split_once(' ').expect("a range");
        let (start, end) = range.split_once('-').expect("two addresses");
        let [start, end] =
            [start, end].map(|text| u64::from_str_radix(text, 16).expect("an address"));
        // The kernel's own pages can't be read in this way, and have no data of the program.
        let is_readable = rights.starts_with('r') && !line.contains("[v");
        for at in (start..end).step_by(STEP).filter(|_| is_readable) {
            let wanted = buffer.len().min((end - at) as usize);
            let read = memory.read_at(&mut buffer[..wanted], at).unwrap_or(0);
            for offset in (0..read).filter(|offset| !is_own(at + *offset as u64)) {
                let rest = &buffer[offset..read];
                let parts = secret_token::parts(secret_token::LENGTH);
                let here = parts.filter(|part| secret_token::is_at_start_of(rest, part.clone()));
                found.extend(here.map(|part| format!("bytes {part:?} in {line}")));
            }
        }
    }
    found
}

unsafe extern "C" fn provide(_: *mut c_void, buffer: *mut c_char, size: usize) -> c_int {
    let token = secret_token::terminated_token();
    assert!(token.len() <= size);
    // SAFETY: the buffer has this size.
    unsafe { ptr::copy_nonoverlapping(token.as_ptr(), buffer.cast(), token.len()) };
    0
}

/// Creates a client, moves and lists with it, and frees it. Before that the search must find the token.
fn use_client(options: &ClientOptions, token: Option<&Zeroizing<Vec<u8>>>) {
    let token = token.map_or(ptr::null(), |token| token.as_ptr().cast());
    let mut client = ptr::null_mut();
    // SAFETY: the token is terminated; the options and the place for the client are alive.
    let code =
        unsafe { webexrec_client_new(token, options.pointer, &mut client, ptr::null_mut(), 0) };
    assert_eq!(code, WEBEXREC_OK);
    for json in [c"[\"a\",\"b\"]", c"[{\"id\":\"c\",\"siteUrl\":\"example.webex.com\"}]"] {
        let (none, monitor, report) = (ptr::null(), ptr::null_mut(), ptr::null_mut());
        // SAFETY: the strings are terminated, the client is alive, the others may be NULL.
        let code = unsafe {
            MOVE(client, json.as_ptr(), none, none, 0, monitor, report, ptr::null_mut(), 0)
        };
        assert_eq!(code, WEBEXREC_OK);
    }
    let mut list = ptr::null_mut();
    // SAFETY: as above.
    let code = unsafe {
        webexrec_client_list_recordings(
            client,
            ptr::null(),
            0,
            ptr::null_mut(),
            &mut list,
            ptr::null_mut(),
            0,
        )
    };
    assert_eq!(code, WEBEXREC_OK);
    // SAFETY: it came from the library.
    unsafe { webexrec_string_free(list) };
    assert!(!copies().is_empty(), "the search does not find the token while the client has it");
    // SAFETY: its calls are over.
    unsafe { webexrec_client_free(client) };
}

#[track_caller]
fn assert_nothing_left(what: &str) {
    assert_eq!(copies(), [""; 0], "{what}");
}

#[test]
fn a_freed_client_leaves_nothing_of_its_token_in_memory() {
    const NAME: &str = "memory::a_freed_client_leaves_nothing_of_its_token_in_memory";
    let Some(services) = child_input() else {
        let authority = Authority::new();
        let services = [Server::http(success), Server::https(authority.good_server(), success)];
        let urls = services.each_ref().map(Server::base_url).join(" ");
        let ca_file = authority.file().to_str().expect("UTF-8");
        run_in_child(NAME, &urls, &[("WEBEXREC_CA_FILE", ca_file)]);
        assert!(services.iter().all(|service| service.requests().len() == 9), "nothing was sent");
        return;
    };
    assert_nothing_left("before");
    for url in services.split(' ') {
        let options = ClientOptions::at(url);
        let token = secret_token::terminated_token();
        use_client(&options, Some(&token));
        drop(token);
        assert_nothing_left(&format!("a client at {url}"));

        let set = |function| {
            // SAFETY: the options are alive, and the function needs no data.
            unsafe {
                webexrec_options_set_token_provider(
                    options.pointer,
                    function,
                    ptr::null_mut(),
                    ptr::null_mut(),
                    0,
                )
            }
        };
        assert_eq!(set(Some(provide)), WEBEXREC_OK);
        use_client(&options, None);
        assert_nothing_left(&format!("a provider at {url}"));
        set(None);

        simple_calls(url);
        assert_nothing_left(&format!("the Simple API at {url}"));
    }
}

/// Three calls, which share a connection.
fn simple_calls(url: &str) {
    let token = secret_token::terminated_token();
    // SAFETY: no other thread of this process reads or writes the environment.
    unsafe { std::env::set_var("WEBEXREC_BASE_URL", url) };
    for json in ["[\"a\"]", "[\"b\"]", "[\"c\"]"] {
        let json = CString::new(json).expect("no NUL");
        let (token, none) = (token.as_ptr().cast(), ptr::null());
        // SAFETY: the strings are terminated, the others may be NULL.
        let code = unsafe {
            webexrec_move_to_recycle_bin(token, json.as_ptr(), none, none, 0, ptr::null_mut(), 0)
        };
        assert_eq!(code, WEBEXREC_OK);
    }
}
