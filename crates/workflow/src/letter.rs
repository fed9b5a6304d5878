//! Letters a rule wants written. The rule does not know that post exists.

use madoguchi_vocab::Date;
use serde::{Deserialize, Serialize};

use crate::event::CorrectionItem;

/// A letter to a resident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum Letter {
    /// It has arrived.
    Received,
    /// Please mend these.
    CorrectionAsked {
        /// The last day.
        due: Date,
        /// What and why.
        items: Vec<CorrectionItem>,
    },
    /// What you mended has arrived.
    CorrectionReceived,
    /// It was granted.
    Granted,
    /// It was refused. The reasons stand on the status page, not in the mail.
    Refused,
    /// It was decided otherwise (in part, or by lot). How stands on the status page, not in the mail.
    Decided,
    /// Another authority is in charge. Which stands on the status page.
    Redirected,
    /// Another department answers for it from now on.
    Transferred,
    /// There is a fee to pay. How much and how stands on the status page.
    FeeAsked,
    /// The notification is complete.
    Acknowledged,
    /// The office takes the matter up again.
    Reopened,
    /// The office has written. The words stand on the status page, not in the mail.
    Written,
    /// You have withdrawn it.
    Withdrawn,
    /// The code that opens a draft again.
    DraftSaved,
    /// A draft will be removed soon.
    DraftEnding,
}

impl Letter {
    /// One letter of every kind, for tests that every letter can be written.
    pub fn samples() -> Vec<Letter> {
        let due = Date::from_ymd_opt(2026, 12, 7).unwrap_or_default();
        vec![
            Letter::Received,
            Letter::CorrectionAsked { due, items: vec![] },
            Letter::CorrectionReceived,
            Letter::Granted,
            Letter::Refused,
            Letter::Decided,
            Letter::Redirected,
            Letter::Transferred,
            Letter::FeeAsked,
            Letter::Acknowledged,
            Letter::Reopened,
            Letter::Written,
            Letter::Withdrawn,
            Letter::DraftSaved,
            Letter::DraftEnding,
        ]
    }

    /// Whether somebody who follows the matter on a page of their own may do without it. What has a day to keep, what
    /// decides, and what the office has written comes in any case.
    pub fn may_be_left_out(&self) -> bool {
        match self {
            Letter::Received | Letter::CorrectionReceived | Letter::Transferred | Letter::Withdrawn => true,
            Letter::CorrectionAsked { .. }
            | Letter::Granted
            | Letter::Refused
            | Letter::Decided
            | Letter::Redirected
            | Letter::FeeAsked
            | Letter::Acknowledged
            | Letter::Reopened
            | Letter::Written
            | Letter::DraftSaved
            | Letter::DraftEnding => false,
        }
    }

    /// The name in columns and of the template folder.
    pub fn code(&self) -> &'static str {
        match self {
            Letter::Received => "received",
            Letter::CorrectionAsked { .. } => "correction-asked",
            Letter::CorrectionReceived => "correction-received",
            Letter::Granted => "granted",
            Letter::Refused => "refused",
            Letter::Decided => "decided",
            Letter::Redirected => "redirected",
            Letter::Transferred => "transferred",
            Letter::FeeAsked => "fee-asked",
            Letter::Acknowledged => "acknowledged",
            Letter::Reopened => "reopened",
            Letter::Written => "written",
            Letter::Withdrawn => "withdrawn",
            Letter::DraftSaved => "draft-saved",
            Letter::DraftEnding => "draft-ending",
        }
    }
}
