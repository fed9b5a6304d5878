//! A browser that has come to the counter. It has no name; it has a cookie.

use madoguchi_auth::{SessionToken, TokenHash};

/// The browser of a resident: what binds a draft to the one who began it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor(SessionToken);

impl Visitor {
    /// A browser that has no cookie yet gets these bits.
    pub fn new(random: u128) -> Self {
        Self(SessionToken::from_random(random))
    }

    /// Reads a cookie.
    pub fn parse(cookie: &str) -> Option<Self> {
        SessionToken::parse(cookie).map(Self)
    }

    /// The cookie's value.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    pub(crate) fn hash(&self) -> TokenHash {
        self.0.hash()
    }
}

/// What the tokens of forms are bound to: not the cookie, but what the cabinet keeps of it, so that a form can be told
/// to be the owner's when the cookie is gone.
pub(crate) fn mark(hash: &TokenHash) -> String {
    hash.iter().map(|b| format!("{b:02x}")).collect()
}
