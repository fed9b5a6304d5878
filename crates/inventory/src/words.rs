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

    impl $crate::words::Word for $name {
        const ALL: &'static [$name] = $name::ALL;
        fn code(self) -> &'static str { $name::code(self) }
        fn label(self) -> &'static str { $name::label(self) }
    }
)* } }

pub(crate) use words;

/// What all of these have in common.
pub(crate) trait Word: Copy + Ord + 'static {
    /// Every one.
    const ALL: &'static [Self];
    /// The word in files.
    fn code(self) -> &'static str;
    /// The word on screens.
    fn label(self) -> &'static str;

    /// The one a person means: by the word of files in any width and case, or by the word of screens.
    fn meant(text: &str) -> Option<Self> {
        let find = |is: &dyn Fn(Self) -> bool| Self::ALL.iter().copied().find(|v| is(*v));
        find(&|v| v.code() == text || v.label() == text).or_else(|| {
            let folded = madoguchi_vocab::normalise::code(text).to_lowercase();
            find(&|v| v.code() == folded)
        })
    }
}
