//! A token that occurs nowhere else, and the search for it in every form.

use zeroize::Zeroizing;

/// Masks the token in this program, whose own memory is searched for it.
const MASK: u8 = 0x55;

/// It has characters that percent-encoding changes, and letters of both cases.
const HIDDEN: [u8; 48] = hidden(*b"Kan4ri/9f+3Qz=7_x.B~w8Lm-T&k6Vp0Ry4Hd1Jc5Ns2GuXe");

const fn hidden(mut text: [u8; 48]) -> [u8; 48] {
    let mut index = 0;
    while index < text.len() {
        text[index] ^= MASK;
        index += 1;
    }
    text
}

pub fn token() -> String {
    HIDDEN.iter().map(|byte| char::from(byte ^ MASK)).collect()
}

/// Its length in bytes.
pub const LENGTH: usize = HIDDEN.len();

/// The token with a NUL, in a single allocation that is wiped when dropped.
pub fn terminated_token() -> Zeroizing<Vec<u8>> {
    let mut token = Zeroizing::new(Vec::with_capacity(LENGTH + 1));
    token.extend(HIDDEN.iter().map(|byte| byte ^ MASK));
    token.push(0);
    token
}

/// The token as a service might repeat it.
pub fn echoes() -> [String; 6] {
    let token = token();
    let percent = |upper: bool| -> String {
        let coded = |c: char| match (c.is_ascii_alphanumeric(), upper) {
            (true, _) => c.to_string(),
            (_, true) => format!("%{:02X}", u32::from(c)),
            (_, false) => format!("%{:02x}", u32::from(c)),
        };
        token.chars().map(coded).collect()
    };
    let (start, end) = token.split_at(20);
    [
        token.clone(),
        token.to_uppercase(),
        token.to_lowercase(),
        percent(true),
        percent(false),
        format!("{start} \t{end}"),
    ]
}

/// Whether the text has the token or a part of it: as it is, percent-encoded, in other case, or with white
/// space in it.
pub fn is_in(text: &str) -> bool {
    let text = percent_encoding::percent_decode_str(text).decode_utf8_lossy().to_lowercase();
    // JSON and Rust's `Debug` write line breaks as escapes.
    let text = text.replace("\\r", " ").replace("\\n", " ").replace("\\t", " ");
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let token = token().to_lowercase();
    parts(token.len()).any(|part| text.contains(&token[part]))
}

/// Three parts, so that a token that is cut off or partly overwritten is found.
pub fn parts(length: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let third = length / 3;
    (0..3).map(move |index| index * third..(index + 1) * third)
}

/// Does not show the text.
#[track_caller]
pub fn assert_absent(text: &str, what: &str) {
    assert!(!is_in(text), "the token is shown: {what}");
}

/// For the search in memory, which must not find its own search term.
pub fn is_at_start_of(bytes: &[u8], part: std::ops::Range<usize>) -> bool {
    let wanted = &HIDDEN[part];
    bytes.len() >= wanted.len()
        && bytes.iter().zip(wanted).all(|(byte, hidden)| byte ^ MASK == *hidden)
}

#[test]
fn the_search_finds_the_token_in_every_form_that_the_service_sends() {
    for echo in echoes() {
        assert!(is_in(&format!("x{echo}x")), "a form is not found");
    }
    assert!(is_in(&token()[..20]) && is_in(&token()[30..]));
    assert!(!is_in("no token at all"));
}
