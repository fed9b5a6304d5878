//! Why the office could not do what was asked. Every one of these has a page with a way on.

use madoguchi_forms::{UnknownInput, field::attachment::FileKind};
use madoguchi_store::{StoreError, attachments::Scan};
use madoguchi_vocab::{PageKey, ReceiptNumber};
use madoguchi_workflow::{Refusal, wording::Fault};

use crate::{DayWrong, PaperTrouble};

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// Not there, or not for this person: the two look the same from outside.
    #[error("not found")]
    NotFound,
    /// It was there; its time is over.
    #[error("gone")]
    Gone,
    /// The procedure is not open online (any more, or yet).
    #[error("closed")]
    Closed,
    /// 定員に達した: every place is taken.
    #[error("full")]
    Full,
    /// The role does not allow it.
    #[error("not allowed")]
    NotAllowed,
    /// Somebody must say who they are first.
    #[error("sign in first")]
    SignIn,
    /// The password fits; the second factor is still to be shown, or to be enrolled.
    #[error("second factor")]
    FactorOwed,
    /// Too many tries.
    #[error("too many tries")]
    TooMany {
        /// When to try again.
        minutes: u32,
    },
    /// Somebody else changed it in the meantime.
    #[error("overtaken")]
    Overtaken,
    /// It has been submitted already; nothing in it can be changed here.
    #[error("already submitted")]
    AlreadySubmitted(ReceiptNumber),
    /// Answers are missing; the first page that misses some.
    #[error("incomplete")]
    Incomplete(PageKey),
    /// The day on which it reached the office on paper is not one that can be kept.
    #[error("day on paper: {0:?}")]
    PaperDay(DayWrong),
    /// A paper cannot be begun, changed or opened like this.
    #[error("paper: {0:?}")]
    Paper(PaperTrouble),
    /// The rules say no.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// A text cannot be used as it was worded.
    #[error("worded: {0:?}")]
    Worded(Vec<Fault>),
    /// A file could not be taken.
    #[error("file: {0}")]
    File(#[from] FileTrouble),
    /// A file that is there and is not to be opened.
    #[error("not to be opened: {0:?}")]
    Unopened(Scan),
    /// A name was posted that no question has.
    #[error("unknown input")]
    UnknownInput(#[from] UnknownInput),
    /// No font has this letter, so a paper was not printed.
    #[error("no font has {0}")]
    Unprintable(char),
    /// The press failed.
    #[error("press: {0}")]
    Press(String),
    /// Something that was typed cannot be taken; where, and what to do.
    #[error("{field}: {words}")]
    Amiss {
        /// The name of the input.
        field: &'static str,
        /// What to do.
        words: String,
    },
    /// Nobody could tend accounts any more.
    #[error("the last administrator")]
    LastAdministrator,
    /// The number of a document was given to another one meanwhile.
    #[error("the number was taken")]
    NumberTaken,
    /// The database failed.
    #[error("store: {0}")]
    Store(StoreError),
    /// A file could not be read or written, in the data folder or where attached files lie.
    #[error("files: {0}")]
    Disk(#[from] std::io::Error),
    /// Something that we keep could not be read back.
    #[error("kept data: {0}")]
    Kept(#[from] serde_json::Error),
}

/// Why a file could not be taken. The page names the file and says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileTrouble {
    /// It has no content.
    #[error("empty")]
    Empty,
    /// It is larger than the paper allows.
    #[error("too big")]
    TooBig {
        /// The limit.
        limit_mb: u32,
    },
    /// Its content is of a kind the paper does not take, whatever its name says.
    #[error("kind not taken")]
    Kind {
        /// What is taken.
        allowed: Vec<FileKind>,
    },
    /// A PDF that asks for a password.
    #[error("locked")]
    Locked,
    /// It is not whole: it cannot be opened.
    #[error("damaged")]
    Damaged,
    /// An image that claims more pixels than can be opened.
    #[error("too many pixels")]
    TooManyPixels,
    /// As many files as the question takes are there already.
    #[error("too many files")]
    TooMany {
        /// How many it takes.
        limit: usize,
    },
}

impl Trouble {
    /// Something that was typed cannot be taken.
    pub(crate) fn amiss(field: &'static str, words: impl Into<String>) -> Self {
        Trouble::Amiss { field, words: words.into() }
    }
}

impl From<StoreError> for Trouble {
    fn from(e: StoreError) -> Self {
        match e {
            StoreError::NotFound => Trouble::NotFound,
            StoreError::Overtaken => Trouble::Overtaken,
            e => Trouble::Store(e),
        }
    }
}

impl From<Refusal> for Trouble {
    fn from(r: Refusal) -> Self {
        match r {
            Refusal::NotYours => Trouble::NotFound,
            r => Trouble::Refused(r),
        }
    }
}
