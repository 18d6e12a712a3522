//! A token that can be told from all else, and the search for it in every form.

use zeroize::Zeroizing;

/// What the token is hidden under in this program, whose own memory is searched.
const MASK: u8 = 0x55;

/// Has what percent-encoding changes, and letters of both cases.
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

/// Its bytes.
pub const LENGTH: usize = HIDDEN.len();

/// With a NUL, in one piece of memory that is wiped in the end.
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

/// Whether it is there, written as it is, percent-encoded, in other case, or with white space in it. A part of
/// it counts.
pub fn is_in(text: &str) -> bool {
    let text = percent_encoding::percent_decode_str(text).decode_utf8_lossy().to_lowercase();
    // What JSON and Rust's `Debug` put in the place of a line end is a gap too.
    let text = text.replace("\\r", " ").replace("\\n", " ").replace("\\t", " ");
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let token = token().to_lowercase();
    parts(token.len()).any(|part| text.contains(&token[part]))
}

/// Three parts, so that one that is cut off or partly overwritten is found.
pub fn parts(length: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let third = length / 3;
    (0..3).map(move |index| index * third..(index + 1) * third)
}

/// Without showing it, of course.
#[track_caller]
pub fn assert_absent(text: &str, what: &str) {
    assert!(!is_in(text), "the token is shown: {what}");
}

/// For the search in memory, which must not find what it searches for in itself.
pub fn is_at_start_of(bytes: &[u8], part: std::ops::Range<usize>) -> bool {
    let wanted = &HIDDEN[part];
    bytes.len() >= wanted.len()
        && bytes.iter().zip(wanted).all(|(byte, hidden)| byte ^ MASK == *hidden)
}

#[test]
fn the_search_finds_the_token_in_every_form_that_a_service_is_made_to_send() {
    for echo in echoes() {
        assert!(is_in(&format!("x{echo}x")), "a form is overlooked");
    }
    assert!(is_in(&token()[..20]) && is_in(&token()[30..]));
    assert!(!is_in("no token at all"));
}
