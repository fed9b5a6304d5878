//! Why something may not happen. Every "no" has a reason and a way on.

use madoguchi_vocab::FieldKey;

use crate::{action::ActionName, stage::StageName};

/// Why an action was not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The submission stands where this cannot happen (any more, or yet).
    NotNow {
        /// Where it stands.
        stage: StageName,
        /// What was tried.
        action: ActionName,
    },
    /// The law knows no such thing for this kind: a notification cannot be refused (行政手続法37条).
    NotInThisFlow {
        /// What was tried.
        action: ActionName,
    },
    /// Not for this person.
    NotYours,
    /// It is in a colleague's hands.
    HeldByAnother,
    /// Only the head of the department may.
    ForTheHead,
    /// Something that must be said was left empty.
    Missing(Missing),
    /// A correction points at a question this submission does not have.
    NoSuchQuestion(FieldKey),
    /// The last day of a correction is not in the future, or is unreasonably far.
    DueOutOfReach,
    /// Nothing was changed.
    NothingChanged,
}

/// What was left empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A correction without any question to mend.
    Items,
    /// A question to mend without a reason.
    ItemReason,
    /// A refusal without the criteria or articles applied (行政手続法8条).
    Basis,
    /// A refusal without the facts (行政手続法8条).
    Facts,
    /// Taking a decided matter up again without saying why.
    Reason,
    /// A message without words.
    Words,
}
