//! By what a resident's account is known.
//!
//! An account has one identity or several, each a kind of proof and a subject that the kind gives. Another kind (a passkey,
//! デジタル認証アプリ, GビズID) is another variant here and another way to prove it in the office; accounts, sessions and
//! pages do not change.

use sha2::{Digest, Sha256};

/// A kind of proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdentityKind {
    /// A letter reached the address and what stood in it came back.
    Mail,
}

impl IdentityKind {
    /// The name in columns.
    pub fn code(self) -> &'static str {
        match self {
            IdentityKind::Mail => "mail",
        }
    }
}

/// What somebody is known by.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The kind of proof.
    pub kind: IdentityKind,
    /// What is compared: the same for the same person, however it was typed.
    pub subject: String,
    /// As it was typed, for people and for letters.
    pub label: String,
}

impl Identity {
    /// Who reads the letters of an address. No provider tells capitals apart, so neither do we (RFC 5321, 2.4 would allow
    /// it, and warns against it).
    pub fn mail(address: &str) -> Self {
        let label = address.trim().to_owned();
        Self { kind: IdentityKind::Mail, subject: label.to_lowercase(), label }
    }

    /// A name for counting tries that does not tell who it is.
    pub fn mark(&self) -> String {
        let digest = Sha256::digest(format!("{}:{}", self.kind.code(), self.subject).as_bytes());
        digest[..16].iter().map(|b| format!("{b:02x}")).collect()
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identity({}, …)", self.kind.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_person_in_any_dress_and_is_not_printed() {
        let (one, other) = (Identity::mail("Hanako@Example.jp"), Identity::mail(" hanako@example.jp "));
        assert_eq!((&one.subject, one.mark()), (&other.subject, other.mark()));
        assert_eq!(one.label, "Hanako@Example.jp");
        assert!(!format!("{one:?}").to_lowercase().contains("hanako") && !one.mark().contains("hanako"));
    }
}
