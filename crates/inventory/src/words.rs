//! Enumerations whose variants have a word for files and one for screens.

macro_rules! words { ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $label:literal);* $(;)? })*) => { $(
    $(#[$doc])*
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
    pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),* }

    impl $name {
        /// Every one.
        pub const ALL: &'static [$name] = &[$($name::$variant),*];
        /// The word in files and URLs.
        pub fn code(self) -> &'static str { match self { $($name::$variant => $code),* } }
        /// The word on screens.
        pub fn label(self) -> &'static str { match self { $($name::$variant => $label),* } }
        /// The one of that word.
        pub fn parse(word: &str) -> Option<Self> { Self::ALL.iter().copied().find(|v| v.code() == word) }
    }
)* } }

pub(crate) use words;
