//! Who somebody is and what they may do, as values.
//!
//! Passwords, secrets and tokens are made and compared here; the policy "may this role do this to that" is
//! one table. Nothing here reads a clock or a database: `now` and random bits are parameters.

pub mod api_token;
pub mod identity;
pub mod password;
pub mod policy;
pub mod roster;
mod roster_words;
pub mod secret;
pub mod token;
pub mod totp;

pub use identity::{Identity, IdentityKind};
pub use policy::{Deed, Reach, may};
pub use secret::Secret;
pub use token::{ResumeCode, SessionToken, TokenHash, key_hash};
