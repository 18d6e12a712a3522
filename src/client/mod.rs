//! What is kept from call to call: connections, the token in use, the gate. And one call's view of it.

pub(crate) mod shared;
pub(crate) mod workers;

use crate::codes::WEBEXREC_E_TOKEN_PROVIDER;
use crate::error::{Error, Result};
use crate::input::base_url::BaseUrl;
use crate::util::fork_local::PerProcess;

use crate::engine::{Gate, Renewal};
use crate::http::{Line, Pool};
use crate::input::settings::{Limits, Settings};
use crate::input::token::Token;
use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Fetches a token. It is called on the thread of the call alone.
pub(crate) type Provider<'c> = &'c mut dyn FnMut() -> Result<Token>;

/// Shared by any number of threads. A forked child starts with fresh connections and the token that
/// was given at first.
pub(crate) struct Client {
    limits: Limits,
    token: Option<Arc<Token>>,
    /// That of the process in which it was made.
    pool: Arc<Pool>,
    own: PerProcess<Own>,
}

struct Own {
    pool: Arc<Pool>,
    tokens: Tokens,
    gate: OnceLock<Arc<Gate>>,
}

/// One call at the service.
pub(crate) struct Session<'c> {
    client: &'c Client,
    own: &'c Own,
    provider: RefCell<Option<Provider<'c>>>,
}

impl Client {
    /// With connections of its own. Without a token its calls need a provider.
    pub fn new(settings: Settings, limits: Limits, token: Option<Token>) -> Result<Self> {
        let pool = Pool::new(settings).map_err(|error| match &token {
            Some(token) => token.conceal(error),
            None => error,
        })?;
        Ok(Client::with_pool(Arc::new(pool), limits, token))
    }

    /// For one call, with the connections of all such calls of the process.
    pub fn for_one_call(settings: Settings, token: Token) -> Result<Self> {
        let pool = shared::current().pool(settings).map_err(|error| token.conceal(error))?;
        Ok(Client::with_pool(pool, Limits::default(), Some(token)))
    }

    fn with_pool(pool: Arc<Pool>, limits: Limits, token: Option<Token>) -> Self {
        let client = Client { limits, token: token.map(Arc::new), pool, own: PerProcess::new() };
        client.own.get(|| Own::new(client.pool.clone(), client.token.clone()));
        client
    }

    pub fn session<'c>(&'c self, provider: Option<Provider<'c>>) -> Session<'c> {
        // Made already, unless this is a child of the process that made the client.
        let own = self.own.get(|| Own::new(Arc::new(self.pool.anew()), self.token.clone()));
        Session { client: self, own, provider: RefCell::new(provider) }
    }
}

impl Own {
    fn new(pool: Arc<Pool>, token: Option<Arc<Token>>) -> Self {
        Own { pool, tokens: Tokens::new(token), gate: OnceLock::new() }
    }
}

impl Session<'_> {
    pub fn limits(&self) -> &Limits {
        &self.client.limits
    }

    pub fn base_url(&self) -> &BaseUrl {
        &self.client.pool.settings().base_url
    }

    pub fn line(&self) -> Result<Line> {
        self.own.pool.take()
    }

    pub fn give_back(&self, line: Arc<Line>) {
        // All others that had it are gone.
        self.own.pool.give_back(Arc::into_inner(line));
    }

    /// The token in use.
    pub fn token(&self) -> Arc<Token> {
        self.own.tokens.state().token.clone().expect("a number above 0 says that there is one")
    }

    /// 0 as long as there is none.
    pub fn token_number(&self) -> u64 {
        self.own.tokens.state().number
    }

    /// Gets a token newer than that number's, from another thread that did already or the provider.
    pub fn renew_token(&self, refused: u64) -> Result<Renewal> {
        self.own.tokens.renew(refused, self.provider.borrow_mut().as_mut())
    }

    /// The gate for the token that came first: a refreshed one is the same user's.
    pub fn gate(&self) -> Arc<Gate> {
        self.own.gate.get_or_init(|| shared::current().gate(&self.token(), self.base_url())).clone()
    }

    /// The place of the first text that has a token in it.
    pub fn find_token<'t>(&self, mut texts: impl Iterator<Item = &'t str>) -> Option<usize> {
        let tokens = self.tokens();
        texts.position(|text| tokens.iter().any(|token| token.is_in(text)))
    }

    /// `error` without a token, should one have got into the message.
    pub fn conceal(&self, error: Error) -> Error {
        self.tokens().iter().fold(error, |error, token| token.conceal(error))
    }

    /// The one given and the one in use, which most often is the same.
    fn tokens(&self) -> Vec<Arc<Token>> {
        let mut tokens: Vec<_> = self.client.token.iter().cloned().collect();
        let in_use = self.own.tokens.state().token.clone();
        tokens.extend(in_use.filter(|token| !tokens.iter().any(|known| known.is_same(token))));
        tokens
    }
}

/// The token in use, and who is fetching the next.
struct Tokens(Mutex<State>);

struct State {
    number: u64,
    token: Option<Arc<Token>>,
    is_fetching: bool,
}

impl Tokens {
    fn new(token: Option<Arc<Token>>) -> Self {
        Tokens(Mutex::new(State { number: u64::from(token.is_some()), token, is_fetching: false }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn renew(&self, refused: u64, provider: Option<&mut Provider>) -> Result<Renewal> {
        {
            let mut state = self.state();
            if state.number > refused {
                return Ok(Renewal::Ready);
            }
            if state.is_fetching {
                return Ok(Renewal::Busy);
            }
            state.is_fetching = provider.is_some();
        }
        let Some(provider) = provider else { return Ok(Renewal::Exhausted) };
        // The provider may take its time: no lock is held.
        let fetched = provider();
        let mut state = self.state();
        state.is_fetching = false;
        let token = fetched.map_err(|error| Error { code: WEBEXREC_E_TOKEN_PROVIDER, ..error })?;
        if state.token.as_ref().is_some_and(|known| known.is_same(&token)) {
            return Ok(Renewal::Exhausted);
        }
        (state.number, state.token) = (state.number + 1, Some(Arc::new(token)));
        Ok(Renewal::Ready)
    }
}
