//! The retry policy: what is done about each response status.

/// What a status means for its request and for the job. The documentation quotes these sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The request was accepted.
    Success,
    /// The token is refused: sent again with a new token if there is a provider with one, otherwise
    /// the job ends. The request was not processed.
    Unauthorized,
    /// The rate limit: all calls with this token wait, then it is sent again. The request was not
    /// processed.
    Throttled,
    /// Temporarily unavailable: sent again after a wait, ten attempts at most. Other requests go on.
    Locked,
    /// A temporary failure: sent again after a random wait. The request may have been processed.
    Transient,
    /// Refused, and it would be again: a batch is divided to find the recordings that the service
    /// refuses.
    Rejected,
    /// Every other request would end the same way: the job ends. Only 405 and 415 say that the
    /// request was not processed.
    Fatal { processed: bool },
}

pub(crate) fn verdict(status: u16) -> Verdict {
    match status {
        200 | 204 => Verdict::Success,
        401 => Verdict::Unauthorized,
        429 => Verdict::Throttled,
        423 => Verdict::Locked,
        408 | 500..=599 => Verdict::Transient,
        405 | 415 => Verdict::Fatal { processed: false },
        400..=499 => Verdict::Rejected,
        _ => Verdict::Fatal { processed: true },
    }
}

/// Whether a response asks for fewer requests: a 503 does if it says for how long.
pub(crate) fn is_throttling(status: u16, retry_after_seconds: Option<u64>) -> bool {
    status == 429 || (status == 503 && retry_after_seconds.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_that_the_service_documents_has_its_verdict() {
        let rejected = [400, 403, 404, 409, 410, 428];
        assert!(rejected.iter().all(|&status| verdict(status) == Verdict::Rejected));
        let transient = [408, 500, 502, 503, 504];
        assert!(transient.iter().all(|&status| verdict(status) == Verdict::Transient));
        let not_ours = [101, 201, 202, 206, 302, 304, 600, 999];
        assert!(
            not_ours.iter().all(|&status| verdict(status) == Verdict::Fatal { processed: true })
        );
    }

    #[test]
    fn a_503_throttles_only_if_it_says_for_how_long() {
        assert!(is_throttling(429, None) && is_throttling(503, Some(1)));
        assert!(!is_throttling(503, None) && !is_throttling(500, Some(1)));
    }
}
