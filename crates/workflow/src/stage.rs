//! Where a submission stands. Each stage carries its own facts and no others.

use madoguchi_vocab::{Actor, Date, Instant, StaffId};
use serde::{Deserialize, Serialize};

use crate::event::{CorrectionItem, Event};

/// Where a submission stands and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// Recorded; nobody at city hall has taken it yet.
    Received {
        /// 到達
        at: Instant,
    },
    /// 受付済: the office has seen that it is there; nobody has begun the review.
    Accepted {
        /// 受付
        at: Instant,
    },
    /// A clerk is checking it.
    InReview {
        /// When this clerk took it.
        since: Instant,
        /// Who.
        by: StaffId,
    },
    /// 補正待ち: the resident has been asked to mend something.
    AwaitingCorrection {
        /// When.
        asked_at: Instant,
        /// Who asked and will go on checking.
        by: StaffId,
        /// The last day. Passing it decides nothing by itself: a person decides.
        due: Date,
        /// What to mend.
        items: Vec<CorrectionItem>,
    },
    /// 補正済: the resident has mended it; the clerk has not looked yet.
    Corrected {
        /// When it was sent.
        at: Instant,
        /// The clerk who asked.
        by: StaffId,
    },
    /// Decided.
    Decided {
        /// When.
        at: Instant,
        /// By whom.
        by: StaffId,
        /// How.
        ruling: Ruling,
    },
    /// 取下げ by the resident.
    Withdrawn {
        /// When.
        at: Instant,
    },
}

/// How a submission was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ruling", rename_all = "snake_case")]
pub enum Ruling {
    /// 認容: what was asked for is given.
    Granted {
        /// A word to the resident, may be empty.
        note: String,
    },
    /// 拒否 with its reasons (行政手続法8条) and the notice of remedies (行政不服審査法82条), kept verbatim.
    Refused {
        /// The criteria or articles applied.
        basis: String,
        /// The facts they were applied to.
        facts: String,
        /// 教示 as it was given; empty where no 処分 was made (要綱).
        remedy: String,
    },
    /// 受付済: a notification was complete.
    Acknowledged {
        /// A word to the resident, may be empty.
        note: String,
    },
}

/// The name of a stage without its facts: what columns, filters and words go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// 受付待ち
    Received,
    /// 受付済（審査待ち）
    Accepted,
    /// 審査中
    InReview,
    /// 補正待ち
    AwaitingCorrection,
    /// 補正済
    Corrected,
    /// 認容
    Granted,
    /// 拒否
    Refused,
    /// 受付済（完了）
    Acknowledged,
    /// 取下げ
    Withdrawn,
}

impl StageName {
    /// Every stage, in the order of a life.
    pub const ALL: [StageName; 9] = [
        StageName::Received,
        StageName::Accepted,
        StageName::InReview,
        StageName::AwaitingCorrection,
        StageName::Corrected,
        StageName::Granted,
        StageName::Refused,
        StageName::Acknowledged,
        StageName::Withdrawn,
    ];

    /// The name in columns, URLs and message keys.
    pub fn code(self) -> &'static str {
        match self {
            StageName::Received => "received",
            StageName::Accepted => "accepted",
            StageName::InReview => "in_review",
            StageName::AwaitingCorrection => "awaiting_correction",
            StageName::Corrected => "corrected",
            StageName::Granted => "granted",
            StageName::Refused => "refused",
            StageName::Acknowledged => "acknowledged",
            StageName::Withdrawn => "withdrawn",
        }
    }

    /// The stage of that code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Whether nothing more is expected of anybody.
    pub fn is_final(self) -> bool {
        match self {
            StageName::Received
            | StageName::Accepted
            | StageName::InReview
            | StageName::AwaitingCorrection
            | StageName::Corrected => false,
            StageName::Granted | StageName::Refused | StageName::Acknowledged | StageName::Withdrawn => true,
        }
    }
}

impl Stage {
    /// The stage without its facts.
    pub fn name(&self) -> StageName {
        match self {
            Stage::Received { .. } => StageName::Received,
            Stage::Accepted { .. } => StageName::Accepted,
            Stage::InReview { .. } => StageName::InReview,
            Stage::AwaitingCorrection { .. } => StageName::AwaitingCorrection,
            Stage::Corrected { .. } => StageName::Corrected,
            Stage::Decided { ruling: Ruling::Granted { .. }, .. } => StageName::Granted,
            Stage::Decided { ruling: Ruling::Refused { .. }, .. } => StageName::Refused,
            Stage::Decided { ruling: Ruling::Acknowledged { .. }, .. } => StageName::Acknowledged,
            Stage::Withdrawn { .. } => StageName::Withdrawn,
        }
    }

    /// The member of staff in whose hands it is.
    pub fn holder(&self) -> Option<StaffId> {
        match self {
            Stage::Received { .. } | Stage::Accepted { .. } | Stage::Withdrawn { .. } => None,
            Stage::InReview { by, .. }
            | Stage::AwaitingCorrection { by, .. }
            | Stage::Corrected { by, .. }
            | Stage::Decided { by, .. } => Some(*by),
        }
    }

    /// The stage after an event. The stage of a submission is what its events, replayed in order, give.
    ///
    /// An event that does not fit leaves the stage as it is; [`crate::decide`] never lets one be made.
    pub fn after(self, event: &Event, by: &Actor, at: Instant) -> Stage {
        let staff = match by {
            Actor::Staff { id, .. } => Some(*id),
            Actor::Resident | Actor::System => None,
        };
        match (event, staff) {
            (Event::Submitted { .. }, _) => Stage::Received { at },
            (Event::Accepted, Some(_)) => Stage::Accepted { at },
            (Event::Taken | Event::Reopened { .. }, Some(by)) => Stage::InReview { since: at, by },
            (Event::CorrectionAsked { due, items }, Some(by)) => {
                Stage::AwaitingCorrection { asked_at: at, by, due: *due, items: items.clone() }
            }
            (Event::CorrectionGiven { .. }, _) => match self.holder() {
                Some(by) => Stage::Corrected { at, by },
                None => self,
            },
            (Event::Decided { ruling }, Some(by)) => Stage::Decided { at, by, ruling: ruling.clone() },
            (Event::Withdrawn { .. }, _) => Stage::Withdrawn { at },
            // Words change nothing about where it stands.
            (Event::Wrote { .. } | Event::Disposed, _) => self,
            (
                Event::Accepted
                | Event::Taken
                | Event::Reopened { .. }
                | Event::CorrectionAsked { .. }
                | Event::Decided { .. },
                None,
            ) => self,
        }
    }
}
