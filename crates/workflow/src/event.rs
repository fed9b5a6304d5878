//! What happened to a submission. Events are appended, never changed.

use madoguchi_vocab::{Date, FieldKey, FileId};
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
        /// The digest of the answers and files as they arrived. Events from before it was kept have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answers: Option<String>,
    },
    /// 受付: the office has seen that it is there. The review has not begun.
    Accepted,
    /// A clerk took it: the start of the review, and 受付 if nobody accepted it before.
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
        /// The digest of the answers and files as they are now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answers: Option<String>,
    },
    /// It was decided.
    Decided {
        /// How.
        ruling: Ruling,
    },
    /// The office takes the matter up again (職権による取消しなど). The earlier decision stays in the history.
    Reopened {
        /// Why.
        reason: String,
    },
    /// Somebody wrote a message: the office to the resident, or the resident to the office.
    Wrote {
        /// The words.
        text: String,
        /// Files sent along, by id.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<Enclosure>,
    },
    /// 廃棄: its time was over; answers, files and the words of its history are gone.
    Disposed,
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
            Event::Accepted => "accepted",
            Event::Taken => "taken",
            Event::CorrectionAsked { .. } => "correction_asked",
            Event::CorrectionGiven { .. } => "correction_given",
            Event::Decided { ruling: Ruling::Granted { .. } } => "granted",
            Event::Decided { ruling: Ruling::Refused { .. } } => "refused",
            Event::Decided { ruling: Ruling::Acknowledged { .. } } => "acknowledged",
            Event::Reopened { .. } => "reopened",
            Event::Wrote { .. } => "wrote",
            Event::Disposed => "disposed",
            Event::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// A file sent along with a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosure {
    /// Which.
    pub id: FileId,
    /// Its name as given.
    pub name: String,
    /// The SHA-256 of what is in it, in hexadecimal: under the chain like the words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
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
