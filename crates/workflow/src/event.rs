//! What happened to a submission. Events are appended, never changed.

use madoguchi_vocab::{Date, DepartmentId, FieldKey, FileId, StaffId, StepKey};
use serde::{Deserialize, Serialize};

use crate::{case::Deputy, stage::Ruling};

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
    Taken {
        /// Which review; none for the first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepKey>,
    },
    /// 担当割当: it was given to somebody.
    Assigned {
        /// To whom.
        to: StaffId,
        /// Their name at that time.
        name: String,
    },
    /// 担当解除: it is in nobody's hands any more, and stands where it stood.
    Released {
        /// In whose hands it was.
        name: String,
        /// Why.
        reason: String,
    },
    /// It goes on to the next desk.
    Forwarded {
        /// Where to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepKey>,
    },
    /// 差戻し: back to a colleague's desk. Residents do not see it.
    SentBack {
        /// Into whose hands.
        to: StaffId,
        /// To which review; none for the first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepKey>,
        /// Why; empty where who proposed took it back.
        reason: String,
    },
    /// 起案: somebody proposes how to decide.
    Proposed {
        /// How.
        ruling: Ruling,
        /// Which approval it waits for; none for the first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepKey>,
    },
    /// One of several approved; others are still to.
    Approved {
        /// On what ground.
        authority: Authority,
        /// Which approval comes next.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepKey>,
    },
    /// 所管替え: another department answers for it from now on.
    Transferred {
        /// Which.
        to: DepartmentId,
        /// Its name at that time.
        name: String,
        /// Why.
        reason: String,
    },
    /// A note of the office to itself.
    Noted {
        /// The words.
        text: String,
    },
    /// A telephone call with the resident.
    Called {
        /// What came of it.
        outcome: Call,
        /// What was said.
        text: String,
    },
    /// 確認リスト: these items are ticked now, and no others.
    Ticked {
        /// Which.
        done: Vec<StepKey>,
    },
    /// 意見照会: somebody outside of the department was asked for an opinion.
    OpinionAsked {
        /// 1, 2, 3 … in this submission.
        number: u32,
        /// Who.
        of: Asked,
        /// What.
        question: String,
        /// By when.
        due: Date,
    },
    /// The opinion came.
    OpinionGiven {
        /// Which question it answers.
        number: u32,
        /// Who gave it, as they are called.
        name: String,
        /// What they say.
        text: String,
    },
    /// 手数料の請求
    FeeCharged {
        /// In yen.
        yen: u32,
        /// How to pay, for the resident.
        how: String,
    },
    /// The fee was paid, waived or given back.
    FeeSettled {
        /// Which.
        settled: Settled,
    },
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
        /// On what ground the person decided. Events from before it was kept have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authority: Option<Authority>,
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
            Event::Taken { .. } => "taken",
            Event::Assigned { .. } => "assigned",
            Event::Released { .. } => "released",
            Event::Forwarded { .. } => "forwarded",
            Event::SentBack { .. } => "sent_back",
            Event::Proposed { .. } => "proposed",
            Event::Approved { .. } => "approved",
            Event::Transferred { .. } => "transferred",
            Event::Noted { .. } => "noted",
            Event::Called { .. } => "called",
            Event::Ticked { .. } => "ticked",
            Event::OpinionAsked { .. } => "opinion_asked",
            Event::OpinionGiven { .. } => "opinion_given",
            Event::FeeCharged { .. } => "fee_charged",
            Event::FeeSettled { .. } => "fee_settled",
            Event::CorrectionAsked { .. } => "correction_asked",
            Event::CorrectionGiven { .. } => "correction_given",
            Event::Decided { ruling, .. } => ruling.stage().code(),
            Event::Reopened { .. } => "reopened",
            Event::Wrote { .. } => "wrote",
            Event::Disposed => "disposed",
            Event::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// On what ground somebody decides for the mayor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "authority", rename_all = "snake_case")]
pub enum Authority {
    /// 専決: by the city's rules the matter is theirs to decide.
    Delegated,
    /// 決裁: they approved what a colleague proposed.
    Approved,
    /// 代決: they approved in place of somebody who is away.
    Deputy(Deputy),
    /// Nobody: it happened by itself, as the paper says.
    ByItself,
}

/// What came of a telephone call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// The office called and spoke with the resident.
    Reached,
    /// The office called and nobody answered.
    NotReached,
    /// The resident called.
    Incoming,
}

impl Call {
    /// Every outcome.
    pub const ALL: [Call; 3] = [Call::Reached, Call::NotReached, Call::Incoming];

    /// The word in forms.
    pub fn code(self) -> &'static str {
        match self {
            Call::Reached => "reached",
            Call::NotReached => "not_reached",
            Call::Incoming => "incoming",
        }
    }
}

/// Who is asked for an opinion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "asked", rename_all = "snake_case")]
pub enum Asked {
    /// Another department; its people may look at the submission from then on.
    Department {
        /// Which.
        id: DepartmentId,
        /// Its name at that time.
        name: String,
    },
    /// Somebody outside of city hall. They see the question and nothing else; what they answer is written down by the
    /// office.
    Expert {
        /// Who.
        name: String,
    },
}

impl Asked {
    /// What they are called.
    pub fn name(&self) -> &str {
        match self {
            Asked::Department { name, .. } | Asked::Expert { name } => name,
        }
    }
}

/// How a fee was settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "settled", rename_all = "snake_case")]
pub enum Settled {
    /// 納付済
    Paid {
        /// The day the money was paid.
        on: Date,
    },
    /// 減免
    Waived {
        /// Why.
        reason: String,
    },
    /// 還付
    Refunded {
        /// Why.
        reason: String,
    },
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
