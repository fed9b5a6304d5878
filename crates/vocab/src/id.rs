//! Names of things. A number that names a submission cannot be mistaken for one that names a draft.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_ids { ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
    $(#[$doc])*
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(transparent)]
    pub struct $name(pub Uuid);

    impl fmt::Display for $name {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.simple().fmt(f) }
    }
    impl FromStr for $name {
        type Err = uuid::Error;
        fn from_str(s: &str) -> Result<Self, Self::Err> { Uuid::from_str(s).map(Self) }
    }
)* } }

uuid_ids! {
    /// One application, notification or request that has arrived.
    SubmissionId,
    /// Answers on the way to becoming a submission. Unguessable: it stands in URLs.
    DraftId,
    /// A person who works for the city.
    StaffId,
    /// One attached file.
    FileId,
    /// One letter in the out-tray.
    LetterId,
    /// One document the city has issued.
    DocumentId,
    /// One saved filter of a list.
    ViewId,
    /// One list that somebody has written into a file.
    ExportId,
    /// One sentence that is written again and again (文例).
    PhraseId,
    /// One plan of what goes online when.
    PlanId,
    /// What one resident said of a procedure.
    FeedbackId,
    /// One resident's account.
    AccountId,
    /// One try of a resident to sign in by a letter.
    SignInId,
    /// One wish to be told when a procedure can be done online.
    SubscriptionId,
}

/// What was wrong with a key that names something in a paper or an inventory.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("「{0}」は名前に使えません（文字か _ で始まり、文字・数字・_・- だけ、64 文字まで）")]
pub struct BadKey(pub String);

macro_rules! keys { ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
    $(#[$doc])*
    /// Letters of any script, digits, `_` and `-`; begins with a letter or `_`; at most 64 characters.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(try_from = "String", into = "String")]
    pub struct $name(String);

    impl $name {
        /// Reads a key, refusing anything that could not stand in a URL, an input name or a condition.
        pub fn parse(text: &str) -> Result<Self, BadKey> {
            if well_formed(text) { Ok(Self(text.to_owned())) } else { Err(BadKey(text.to_owned())) }
        }
        /// The key as written.
        pub fn as_str(&self) -> &str { &self.0 }
    }
    impl fmt::Display for $name {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
    }
    impl FromStr for $name {
        type Err = BadKey;
        fn from_str(s: &str) -> Result<Self, BadKey> { Self::parse(s) }
    }
    impl TryFrom<String> for $name {
        type Error = BadKey;
        fn try_from(s: String) -> Result<Self, BadKey> { if well_formed(&s) { Ok(Self(s)) } else { Err(BadKey(s)) } }
    }
    impl From<$name> for String { fn from(k: $name) -> String { k.0 } }
    impl std::borrow::Borrow<str> for $name { fn borrow(&self) -> &str { &self.0 } }
)* } }

keys! {
    /// Names a paper: its folder in `forms/` and its place in URLs.
    Slug,
    /// Names a page of a paper.
    PageKey,
    /// Names a question of a paper (or a repeating group).
    FieldKey,
    /// Names a step in the life of a submission.
    StepKey,
}

fn well_formed(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
        && text.chars().count() <= 64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_may_be_japanese_but_not_a_path() {
        assert!(FieldKey::parse("氏名").is_ok());
        assert!(Slug::parse("juminhyo-yubin").is_ok());
        for bad in ["", "1st", "a.b", "../etc", "a b", "a/b", "-a"] {
            assert!(Slug::parse(bad).is_err(), "{bad:?} was taken");
        }
    }
}
