//! The `Link` header, which names the next page of a list.

use ureq::http::HeaderMap;
use ureq::http::header::LINK;

/// The target of `<...>; rel="next"`. Links come in headers of their own or as one list.
pub(super) fn next(headers: &HeaderMap) -> Option<String> {
    headers.get_all(LINK).iter().find_map(|value| {
        // Invalid UTF-8 is replaced: a link that is left out would look like the end of the list.
        let value = String::from_utf8_lossy(value.as_bytes());
        links(&value).find(|(_, rels)| has_next(rels)).map(|(target, _)| target.to_owned())
    })
}

/// Pairs of target and relations. A target may contain commas and semicolons.
fn links(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header.split('<').skip(1).filter_map(|link| {
        let (target, parameters) = link.split_once('>')?;
        let rels = parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.trim().split_once('=')?;
            name.trim().eq_ignore_ascii_case("rel").then_some(value)
        })?;
        Some((target, rels.trim().trim_end_matches(',').trim().trim_matches('"')))
    })
}

fn has_next(rels: &str) -> bool {
    rels.split_whitespace().any(|rel| rel.eq_ignore_ascii_case("next"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next_of(values: &[&'static str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(LINK, value.parse().expect("a header value"));
        }
        next(&headers)
    }

    #[test]
    fn the_next_link_is_found_among_others_and_in_any_notation() {
        for values in [
            &["<https://a/b,c;d>; rel=\"next\""][..],
            &["<x>; rel=\"prev\", <https://a/b,c;d>; title=\"t\"; rel=next"],
            &["<https://a/b,c;d>; rel=\"last next\""],
            &["<x>; rel=first", "<https://a/b,c;d>;rel = NEXT , <y>; rel=last"],
        ] {
            assert_eq!(next_of(values).as_deref(), Some("https://a/b,c;d"), "{values:?}");
        }
    }

    #[test]
    fn other_relations_and_malformed_links_are_not_the_next_page() {
        for values in
            [&[][..], &["<x>; rel=\"prev\""], &["<x>"], &["x; rel=next"], &["<x; rel=next"]]
        {
            assert_eq!(next_of(values), None, "{values:?}");
        }
    }
}
