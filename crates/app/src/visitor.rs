//! A browser that has come to the counter. It has no name; it has a cookie, and perhaps somebody has signed in with it.

use madoguchi_auth::{SessionToken, TokenHash};
use madoguchi_vocab::AccountId;

/// The browser of a resident: what binds a draft to the one who began it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    token: SessionToken,
    account: Option<AccountId>,
}

impl Visitor {
    /// A browser that has no cookie yet gets these bits.
    pub fn new(random: u128) -> Self {
        Self { token: SessionToken::from_random(random), account: None }
    }

    /// Reads a cookie.
    pub fn parse(cookie: &str) -> Option<Self> {
        Some(Self { token: SessionToken::parse(cookie)?, account: None })
    }

    /// The same browser with somebody signed in.
    #[must_use]
    pub fn signed_in(self, account: AccountId) -> Self {
        Self { account: Some(account), ..self }
    }

    /// The cookie's value.
    pub fn reveal(&self) -> &str {
        self.token.reveal()
    }

    /// Whose account is open in it.
    pub fn account(&self) -> Option<AccountId> {
        self.account
    }

    pub(crate) fn hash(&self) -> TokenHash {
        self.token.hash()
    }
}

/// What the tokens of forms are bound to: not the cookie, but what the cabinet keeps of it, so that a form can be told
/// to be the owner's when the cookie is gone.
pub(crate) fn mark(hash: &TokenHash) -> String {
    hash.iter().map(|b| format!("{b:02x}")).collect()
}
