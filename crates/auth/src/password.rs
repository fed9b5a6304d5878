//! Passwords of staff: argon2id, as OWASP and RFC 9106 advise.

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};

/// Why a password could not be hashed or a stored hash could not be read.
#[derive(Debug, thiserror::Error)]
#[error("password hash: {0}")]
pub struct PasswordError(String);

/// Hashes a password with a fresh salt. Slow on purpose (tens of milliseconds): call it off the async threads.
///
/// # Errors
/// If the machine has no randomness to offer.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|h| h.to_string())
        .map_err(|e| PasswordError(e.to_string()))
}

/// Whether a password fits a stored hash. An unreadable hash fits nothing.
pub fn fits(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored)
        .is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok())
}

/// A hash nobody's password fits, so that an unknown name costs as much time as a wrong password.
pub const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bWFkb2d1Y2hpbm9ib2R5$hYm7bIg8ckIHNgNJrVTGtLHvUzDpXaGJ4pcXyWnSLUI";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let stored = hash("正しい馬の電池ホチキス").unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(fits("正しい馬の電池ホチキス", &stored));
        assert!(!fits("正しい馬の電池", &stored));
        assert!(!fits("", &stored));
        assert!(!fits("x", "not a hash"));
    }

    #[test]
    fn nobody_can_be_compared_against() {
        assert!(
            PasswordHash::new(NOBODY).is_ok(),
            "an unreadable hash would answer faster and tell names apart"
        );
        assert!(!fits("", NOBODY));
    }
}
