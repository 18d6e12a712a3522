//! What outlives a call: connections, the token in use, the rate limiter. And one call's view of it.

mod shared;
mod token_cache;
mod workers;

pub(crate) use token_cache::Provider;
pub(crate) use workers::WorkerPool;

use crate::engine::{RateLimiter, TokenRefresh};
use crate::error::{Error, Result};
use crate::http::{Connection, Pool};
use crate::input::base_url::BaseUrl;
use crate::input::settings::{Limits, Settings};
use crate::input::token::Token;
use crate::util::fork_local::ForkLocal;
use std::cell::RefCell;
use std::sync::{Arc, OnceLock};
use token_cache::TokenCache;

/// Shared by any number of threads. A forked child starts with fresh connections and the token that
/// was given at first.
pub(crate) struct Client {
    limits: Limits,
    token: Option<Arc<Token>>,
    /// The pool of the process in which the client was made.
    pool: Arc<Pool>,
    own: ForkLocal<Own>,
}

/// What each process has its own of.
struct Own {
    pool: Arc<Pool>,
    tokens: TokenCache,
    rate_limiter: OnceLock<Arc<RateLimiter>>,
}

/// One call of a client.
pub(crate) struct Session<'c> {
    client: &'c Client,
    own: &'c Own,
    provider: RefCell<Option<Provider<'c>>>,
}

impl Client {
    /// With connections of its own. Without a token its calls need a provider.
    pub fn new(settings: Settings, limits: Limits, token: Option<Token>) -> Result<Self> {
        let pool = Pool::new(settings).map_err(|error| match &token {
            Some(token) => token.redact_error(error),
            None => error,
        })?;
        Ok(Client::with_pool(Arc::new(pool), limits, token))
    }

    /// For one call, with the connections that all such calls of the process share.
    pub fn for_one_call(settings: Settings, token: Token) -> Result<Self> {
        let pool = shared::current().pool(settings).map_err(|error| token.redact_error(error))?;
        Ok(Client::with_pool(pool, Limits::default(), Some(token)))
    }

    fn with_pool(pool: Arc<Pool>, limits: Limits, token: Option<Token>) -> Self {
        let client = Client { limits, token: token.map(Arc::new), pool, own: ForkLocal::new() };
        client.own.get(|| Own::new(client.pool.clone(), client.token.clone()));
        client
    }

    pub fn session<'c>(&'c self, provider: Option<Provider<'c>>) -> Session<'c> {
        // Made already, unless this is a child of the process that made the client.
        let own = self.own.get(|| Own::new(Arc::new(self.pool.fresh()), self.token.clone()));
        Session { client: self, own, provider: RefCell::new(provider) }
    }
}

impl Own {
    fn new(pool: Arc<Pool>, token: Option<Arc<Token>>) -> Self {
        Own { pool, tokens: TokenCache::new(token), rate_limiter: OnceLock::new() }
    }
}

impl Session<'_> {
    pub fn limits(&self) -> &Limits {
        &self.client.limits
    }

    pub fn base_url(&self) -> &BaseUrl {
        &self.client.pool.settings().base_url
    }

    fn connection(&self) -> Result<Connection> {
        self.own.pool.take()
    }

    /// The caller must be the last one to have the connection, or it is closed.
    fn give_back(&self, connection: Arc<Connection>) {
        self.own.pool.give_back(Arc::into_inner(connection));
    }

    /// The token in use.
    fn token(&self) -> Arc<Token> {
        self.own.tokens.token().expect("requests are sent with a token")
    }

    fn token_number(&self) -> u64 {
        self.own.tokens.number()
    }

    fn refresh_token(&self, refused: u64) -> Result<TokenRefresh> {
        self.own.tokens.refresh(refused, self.provider.borrow_mut().as_mut())
    }

    /// The rate limiter of the token that came first: a refreshed one is the same user's.
    fn rate_limiter(&self) -> Arc<RateLimiter> {
        let limiter = || shared::current().rate_limiter(&self.token(), self.base_url());
        self.own.rate_limiter.get_or_init(limiter).clone()
    }

    /// The index of the first text that contains a token.
    pub fn find_token<'t>(&self, mut texts: impl Iterator<Item = &'t str>) -> Option<usize> {
        let tokens = self.tokens();
        texts.position(|text| tokens.iter().any(|token| token.is_in(text)))
    }

    /// `error` without a token, if one has got into the message.
    pub fn redact(&self, error: Error) -> Error {
        self.tokens().iter().fold(error, |error, token| token.redact_error(error))
    }

    /// The token given and the one in use, which mostly is the same.
    fn tokens(&self) -> Vec<Arc<Token>> {
        let mut tokens: Vec<_> = self.client.token.iter().cloned().collect();
        let in_use = self.own.tokens.token();
        tokens.extend(in_use.filter(|token| !tokens.iter().any(|known| known.is_same(token))));
        tokens
    }
}
