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
    /// Only those who review may (審査).
    ForClerks,
    /// Only those who approve may (決裁).
    ForApprovers,
    /// Nobody approves what they proposed, nor approves it twice.
    OwnProposal,
    /// The last day of the correction has not passed: the resident may still mend it (行政手続法7条).
    CorrectionOpen {
        /// That day.
        due: madoguchi_vocab::Date,
    },
    /// Not every item of the checklist is ticked.
    Unchecked,
    /// A fee is owed.
    FeeOwed,
    /// No such question for an opinion is open.
    NoSuchOpinion,
    /// No fee is there to be settled like this.
    NoSuchFee,
    /// A day that is not the right side of today.
    DayOutOfReach,
    /// Nobody is there to give it to.
    NobodyThere,
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
    /// A part granted without saying which.
    Part,
    /// Another authority without its name.
    Authority,
    /// A fee of nothing.
    Yen,
    /// Nobody was named.
    Name,
}
