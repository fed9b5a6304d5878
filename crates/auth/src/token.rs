//! Opaque tokens: who holds one is known by it. Only hashes of them are kept.

use std::fmt;

use madoguchi_vocab::{LookupKey, receipt::BadReceipt};
use sha2::{Digest, Sha256};

/// What is kept of a token.
pub type TokenHash = [u8; 32];

fn hash(text: &str) -> TokenHash {
    Sha256::digest(text.as_bytes()).into()
}

/// What is kept of a key that stands in a letter.
pub fn key_hash(key: &LookupKey) -> TokenHash {
    hash(key.reveal())
}

/// The value of a session cookie: 128 random bits in hexadecimal.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// The token that comes of these random bits.
    pub fn from_random(random: u128) -> Self {
        Self(format!("{random:032x}"))
    }

    /// Reads a cookie. Anything but 32 hexadecimal digits is no token of ours.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit())).then(|| Self(text.to_owned()))
    }

    /// The cookie's value.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn hash(&self) -> TokenHash {
        hash(&self.0)
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// 再開コード, e.g. `7Q4M-KX2P-9D3T`: opens a draft in another browser.
#[derive(Clone, PartialEq, Eq)]
pub struct ResumeCode(String);

/// Three groups of four: 60 bits.
const RESUME_LENGTH: usize = 14;

impl ResumeCode {
    /// The code that comes of 60 random bits.
    pub fn from_random(random: u128) -> Self {
        Self(LookupKey::from_random(random).reveal()[..RESUME_LENGTH].to_owned())
    }

    /// Reads what a person typed: any width, any case, with or without hyphens.
    ///
    /// # Errors
    /// [`BadReceipt`] if it is not of this form.
    pub fn parse(text: &str) -> Result<Self, BadReceipt> {
        // A lookup key is four groups; the fourth is filled up to read the three.
        let full = LookupKey::parse(&format!("{text}0000"))?;
        Ok(Self(full.reveal()[..RESUME_LENGTH].to_owned()))
    }

    /// The code itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn hash(&self) -> TokenHash {
        hash(&self.0)
    }
}

impl fmt::Debug for ResumeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResumeCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_in_any_dress() {
        let code = ResumeCode::from_random(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
        assert_eq!(code.reveal().len(), 14);
        assert_eq!(ResumeCode::parse(&code.reveal().to_lowercase().replace('-', " ")).unwrap(), code);
        assert!(ResumeCode::parse("short").is_err());
        assert!(ResumeCode::parse(&"7".repeat(40)).is_err());
    }

    #[test]
    fn a_cookie_is_hexadecimal_or_nothing() {
        let token = SessionToken::from_random(1);
        assert_eq!(SessionToken::parse(token.reveal()), Some(token.clone()));
        assert_eq!(SessionToken::parse("'; drop table"), None);
        assert!(!format!("{token:?}").contains(token.reveal()));
    }
}
