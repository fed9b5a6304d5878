//! What happened to a submission. Events are appended, never changed.

use madoguchi_vocab::{Date, FieldKey};
use serde::{Deserialize, Serialize};

use crate::stage::Ruling;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 到達: it was recorded.
    Submitted {
        /// The paper's content hash: what the resident was asked.
        paper: String,
    },
    /// A clerk took it (受付, and the start of the review).
    Taken,
    /// 補正を求めた (行政手続法7条).
    CorrectionAsked {
        /// The last day.
        due: Date,
        /// What to mend.
        items: Vec<CorrectionItem>,
    },
    /// The resident mended it.
    CorrectionGiven {
        /// What changed; the old values stay here.
        changes: Vec<Change>,
    },
    /// It was decided.
    Decided {
        /// How.
        ruling: Ruling,
    },
    /// 取下げ
    Withdrawn {
        /// Why, if the resident said.
        reason: String,
    },
}

impl Event {
    /// The name in columns and message keys.
    pub fn code(&self) -> &'static str {
        match self {
            Event::Submitted { .. } => "submitted",
            Event::Taken => "taken",
            Event::CorrectionAsked { .. } => "correction_asked",
            Event::CorrectionGiven { .. } => "correction_given",
            Event::Decided { ruling: Ruling::Granted { .. } } => "granted",
            Event::Decided { ruling: Ruling::Refused { .. } } => "refused",
            Event::Decided { ruling: Ruling::Acknowledged { .. } } => "acknowledged",
            Event::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// One question to mend, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionItem {
    /// The question.
    pub field: FieldKey,
    /// The clerk's words to the resident.
    pub reason: String,
}

/// One answer that changed, in words a person reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The question.
    pub field: FieldKey,
    /// Its label at that time.
    pub label: String,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
}
