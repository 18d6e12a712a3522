//! The access token in use, and its refresh by one thread at a time.

use crate::codes::WEBEXREC_E_TOKEN_PROVIDER;
use crate::engine::TokenRefresh;
use crate::error::{Error, Result};
use crate::input::token::Token;
use crate::util::lock::lock;
use std::sync::{Arc, Mutex};

/// Fetches a token, on the thread of the call.
pub(crate) type Provider<'c> = &'c mut dyn FnMut() -> Result<Token>;

pub(super) struct TokenCache(Mutex<State>);

struct State {
    /// Counts the tokens; 0 before the first.
    number: u64,
    token: Option<Arc<Token>>,
    is_fetching: bool,
}

impl TokenCache {
    pub fn new(token: Option<Arc<Token>>) -> Self {
        let number = u64::from(token.is_some());
        TokenCache(Mutex::new(State { number, token, is_fetching: false }))
    }

    pub fn token(&self) -> Option<Arc<Token>> {
        lock(&self.0).token.clone()
    }

    pub fn number(&self) -> u64 {
        lock(&self.0).number
    }

    /// Makes sure that there is a token newer than the one with that number: from another thread that
    /// has fetched it, or from the provider.
    pub fn refresh(&self, refused: u64, provider: Option<&mut Provider>) -> Result<TokenRefresh> {
        {
            let mut state = lock(&self.0);
            if state.number > refused {
                return Ok(TokenRefresh::Ready);
            }
            if state.is_fetching {
                return Ok(TokenRefresh::InProgress);
            }
            state.is_fetching = provider.is_some();
        }
        let Some(provider) = provider else { return Ok(TokenRefresh::Unavailable) };
        // The provider may take its time: no lock is held.
        let fetched = provider();
        let mut state = lock(&self.0);
        state.is_fetching = false;
        let token = fetched.map_err(|error| Error { code: WEBEXREC_E_TOKEN_PROVIDER, ..error })?;
        if state.token.as_ref().is_some_and(|known| known.is_same(&token)) {
            return Ok(TokenRefresh::Unavailable);
        }
        (state.number, state.token) = (state.number + 1, Some(Arc::new(token)));
        Ok(TokenRefresh::Ready)
    }
}
