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

/// A password shorter than this is refused (NIST SP 800-63B asks for 8 and more, 15 where nothing else is asked; we ask
/// for 12).
pub const SHORTEST: usize = 12;
/// Nobody types more; and what is hashed has a bound.
const LONGEST: usize = 128;
/// What is guessed first, also with something behind it.
const GUESSED: [&str; 10] = [
    "password", "passw0rd", "qwerty", "asdfgh", "1qaz2wsx", "12345678", "abcdef", "letmein", "admin",
    "welcome",
];

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer than [`SHORTEST`] characters.
    Short,
    /// More than anybody types.
    Long,
    /// Nearly all of it is one of the words that are guessed first, or the same few letters.
    Guessed,
    /// It holds the name the person signs in with.
    OwnName,
}

/// Why a password would not be taken. What is long and the person's own is taken whatever letters it has: rules about
/// kinds of letters make passwords worse (NIST SP 800-63B, 3.1.1.2).
pub fn weakness(password: &str, login: &str) -> Option<Weakness> {
    let letters: Vec<char> = password.chars().collect();
    let lower = password.to_lowercase();
    let different: std::collections::BTreeSet<_> = letters.iter().collect();
    let rest =
        GUESSED.iter().filter(|word| lower.contains(**word)).map(|word| lower.len() - word.len()).min();
    if letters.len() < SHORTEST {
        Some(Weakness::Short)
    } else if letters.len() > LONGEST {
        Some(Weakness::Long)
    } else if login.chars().count() >= 3 && lower.contains(&login.to_lowercase()) {
        Some(Weakness::OwnName)
    } else if different.len() < 5 || rest.is_some_and(|rest| rest < 6) {
        Some(Weakness::Guessed)
    } else {
        None
    }
}

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
    fn what_is_guessed_first_is_not_taken() {
        for (password, login, why) in [
            ("みほん2026", "sato", Some(Weakness::Short)),
            ("password1234", "sato", Some(Weakness::Guessed)),
            ("aaaaaaaaaaaaaaaa", "sato", Some(Weakness::Guessed)),
            ("sato-kashihara-2026", "sato", Some(Weakness::OwnName)),
            ("正しい馬の電池ホチキスです", "sato", None),
            ("kumo to yama to umi", "sato", None),
        ] {
            assert_eq!(weakness(password, login), why, "{password}");
        }
        assert_eq!(weakness(&"あいうえおか".repeat(30), "sato"), Some(Weakness::Long));
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
