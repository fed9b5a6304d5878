//! Where a submission stands. Each stage carries its own facts and no others.

use madoguchi_vocab::{Actor, Date, Instant, StaffId, StepKey};
use serde::{Deserialize, Serialize};

use crate::event::{CorrectionItem, Event};

/// Where a submission stands and since when. Where a life has several steps of one kind, `step` says which; it is
/// none for the one that is called as its stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// Recorded; nobody at city hall has taken it yet.
    Received {
        /// 到達
        at: Instant,
    },
    /// 受付済: the office has seen that it is there; nobody has begun the review (or the next one).
    Accepted {
        /// 受付
        at: Instant,
        /// Whose work it will be, if that was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<StaffId>,
        /// Which step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepKey>,
    },
    /// A clerk is checking it.
    InReview {
        /// When this clerk took it.
        since: Instant,
        /// Who; nobody where it was taken out of their hands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<StaffId>,
        /// Which step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepKey>,
    },
    /// 補正待ち: the resident has been asked to mend something.
    AwaitingCorrection {
        /// When.
        asked_at: Instant,
        /// Who asked and will go on checking; nobody where it was taken out of their hands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<StaffId>,
        /// The last day. Passing it decides nothing by itself: a person decides.
        due: Date,
        /// What to mend.
        items: Vec<CorrectionItem>,
    },
    /// 補正済: the resident has mended it; the clerk has not looked yet.
    Corrected {
        /// When it was sent.
        at: Instant,
        /// The clerk who asked; nobody where it was taken out of their hands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<StaffId>,
    },
    /// 決裁待ち: somebody has proposed how to decide, and others approve. Nothing is decided yet.
    AwaitingApproval {
        /// Since when it waits for this approval.
        since: Instant,
        /// 起案者
        by: StaffId,
        /// What is proposed.
        ruling: Ruling,
        /// Who has approved so far.
        approved: Vec<StaffId>,
        /// Which step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepKey>,
    },
    /// Decided.
    Decided {
        /// When.
        at: Instant,
        /// By whom; nobody where it happened by itself.
        by: Option<StaffId>,
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
    /// 一部認容: a part is given, or under conditions. For the rest it is a refusal, with all that belongs to one.
    GrantedInPart {
        /// What is given, and under which conditions.
        part: String,
        /// The criteria or articles applied to what is not.
        basis: String,
        /// The facts they were applied to.
        facts: String,
        /// 教示 as it was given; empty where no 処分 was made (要綱).
        remedy: String,
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
    /// 移送・案内: another authority is in charge, and the resident was told which.
    Redirected {
        /// Which.
        to: String,
        /// Why, and what the resident should do.
        reason: String,
    },
    /// 当選
    Chosen {
        /// The place in the order of the draw, from 1.
        rank: u32,
        /// How many were drawn from.
        of: u32,
    },
    /// 落選, with the place in the order of the draw: who withdraws makes room for the next.
    NotChosen {
        /// The place in the order of the draw, from 1.
        rank: u32,
        /// How many were drawn from.
        of: u32,
    },
}

impl Ruling {
    /// The stage it leads to.
    pub fn stage(&self) -> StageName {
        match self {
            Ruling::Granted { .. } => StageName::Granted,
            Ruling::GrantedInPart { .. } => StageName::GrantedInPart,
            Ruling::Refused { .. } => StageName::Refused,
            Ruling::Acknowledged { .. } => StageName::Acknowledged,
            Ruling::Redirected { .. } => StageName::Redirected,
            Ruling::Chosen { .. } => StageName::Chosen,
            Ruling::NotChosen { .. } => StageName::NotChosen,
        }
    }

    /// 教示 as it was given; none where nothing is refused.
    pub fn remedy(&self) -> Option<&str> {
        match self {
            Ruling::GrantedInPart { remedy, .. } | Ruling::Refused { remedy, .. } => Some(remedy),
            Ruling::Granted { .. }
            | Ruling::Acknowledged { .. }
            | Ruling::Redirected { .. }
            | Ruling::Chosen { .. }
            | Ruling::NotChosen { .. } => None,
        }
    }
}

macro_rules! stages { ($($(#[$doc:meta])* $name:ident = $code:literal),* $(,)?) => {
    /// The name of a stage without its facts: what columns, filters and words go by.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum StageName { $($(#[$doc])* $name),* }

    impl StageName {
        /// Every stage, in the order of a life.
        pub const ALL: [StageName; [$($code),*].len()] = [$(StageName::$name),*];

        /// The name in columns, URLs and message keys.
        pub fn code(self) -> &'static str {
            match self { $(StageName::$name => $code),* }
        }
    }
} }

stages! {
    /// 受付待ち
    Received = "received",
    /// 受付済（審査待ち）
    Accepted = "accepted",
    /// 審査中
    InReview = "in_review",
    /// 補正待ち
    AwaitingCorrection = "awaiting_correction",
    /// 補正済
    Corrected = "corrected",
    /// 決裁待ち
    AwaitingApproval = "awaiting_approval",
    /// 認容
    Granted = "granted",
    /// 一部認容
    GrantedInPart = "granted_in_part",
    /// 拒否
    Refused = "refused",
    /// 受付済（完了）
    Acknowledged = "acknowledged",
    /// 当選
    Chosen = "chosen",
    /// 落選
    NotChosen = "not_chosen",
    /// 移送・案内
    Redirected = "redirected",
    /// 取下げ
    Withdrawn = "withdrawn",
}

impl StageName {
    /// The stage of that code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// In the words of the office.
    pub fn words(self) -> &'static str {
        match self {
            StageName::Received => "受付待ち",
            StageName::Accepted => "受付済（審査待ち）",
            StageName::InReview => "審査中",
            StageName::AwaitingCorrection => "補正待ち",
            StageName::Corrected => "補正済（要確認）",
            StageName::AwaitingApproval => "決裁待ち",
            StageName::Granted => "認容",
            StageName::GrantedInPart => "一部認容",
            StageName::Chosen => "当選",
            StageName::NotChosen => "落選",
            StageName::Redirected => "移送・案内",
            StageName::Refused => "拒否",
            StageName::Acknowledged => "受付済（完了）",
            StageName::Withdrawn => "取下げ",
        }
    }

    /// Whether nothing more is expected of anybody.
    pub fn is_final(self) -> bool {
        match self {
            StageName::Received
            | StageName::Accepted
            | StageName::InReview
            | StageName::AwaitingCorrection
            | StageName::Corrected
            | StageName::AwaitingApproval => false,
            StageName::Granted
            | StageName::GrantedInPart
            | StageName::Refused
            | StageName::Acknowledged
            | StageName::Chosen
            | StageName::NotChosen
            | StageName::Redirected
            | StageName::Withdrawn => true,
        }
    }

    /// Whether the office brought it to this end.
    pub fn is_decision(self) -> bool {
        self.is_final() && self != StageName::Withdrawn
    }

    /// Whether somebody at city hall has it in hands there.
    pub fn has_holder(self) -> bool {
        matches!(
            self,
            StageName::InReview
                | StageName::AwaitingCorrection
                | StageName::Corrected
                | StageName::AwaitingApproval
        )
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
            Stage::AwaitingApproval { .. } => StageName::AwaitingApproval,
            Stage::Decided { ruling, .. } => ruling.stage(),
            Stage::Withdrawn { .. } => StageName::Withdrawn,
        }
    }

    /// The name of the step in the definition.
    pub fn step(&self) -> &str {
        match self {
            Stage::Accepted { step: Some(step), .. }
            | Stage::InReview { step: Some(step), .. }
            | Stage::AwaitingApproval { step: Some(step), .. } => step.as_str(),
            Stage::Received { .. }
            | Stage::Accepted { .. }
            | Stage::InReview { .. }
            | Stage::AwaitingCorrection { .. }
            | Stage::Corrected { .. }
            | Stage::AwaitingApproval { .. }
            | Stage::Decided { .. }
            | Stage::Withdrawn { .. } => self.name().code(),
        }
    }

    /// The member of staff in whose hands it is.
    pub fn holder(&self) -> Option<StaffId> {
        match self {
            Stage::Received { .. } | Stage::Withdrawn { .. } => None,
            Stage::Accepted { by, .. }
            | Stage::InReview { by, .. }
            | Stage::AwaitingCorrection { by, .. }
            | Stage::Corrected { by, .. }
            | Stage::Decided { by, .. } => *by,
            Stage::AwaitingApproval { by, .. } => Some(*by),
        }
    }

    /// The last day for mending, while somebody may.
    pub fn mending_until(&self) -> Option<Date> {
        match self {
            Stage::AwaitingCorrection { due, .. } => Some(*due),
            _ => None,
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
            (Event::Accepted, _) => Stage::Accepted { at, by: None, step: None },
            (Event::Taken { step }, Some(_)) => Stage::InReview { since: at, by: staff, step: step.clone() },
            (Event::Reopened { .. }, Some(_)) => Stage::InReview { since: at, by: staff, step: None },
            (Event::Assigned { to, .. }, _) => self.in_hands_of(Some(*to), at),
            (Event::Released { .. }, _) => self.in_hands_of(None, at),
            (Event::Forwarded { step }, _) => Stage::Accepted { at, by: None, step: step.clone() },
            (Event::Transferred { .. }, _) => Stage::Accepted { at, by: None, step: None },
            (Event::SentBack { to, step, .. }, _) => {
                Stage::InReview { since: at, by: Some(*to), step: step.clone() }
            }
            (Event::CorrectionAsked { due, items }, Some(_)) => {
                Stage::AwaitingCorrection { asked_at: at, by: staff, due: *due, items: items.clone() }
            }
            (Event::CorrectionGiven { .. }, _) => match self {
                Stage::AwaitingCorrection { by, .. } => Stage::Corrected { at, by },
                stage => match stage.holder() {
                    Some(by) => Stage::Corrected { at, by: Some(by) },
                    None => stage,
                },
            },
            (Event::Proposed { ruling, step }, Some(by)) => Stage::AwaitingApproval {
                since: at,
                by,
                ruling: ruling.clone(),
                approved: vec![],
                step: step.clone(),
            },
            (Event::Approved { step, .. }, Some(approver)) => self.approved_by(approver, step.clone(), at),
            (Event::Decided { ruling, .. }, by) => Stage::Decided { at, by, ruling: ruling.clone() },
            (Event::Withdrawn { .. }, _) => Stage::Withdrawn { at },
            // Words change nothing about where it stands.
            (
                Event::Wrote { .. }
                | Event::Noted { .. }
                | Event::Called { .. }
                | Event::Ticked { .. }
                | Event::OpinionAsked { .. }
                | Event::OpinionGiven { .. }
                | Event::FeeCharged { .. }
                | Event::FeeSettled { .. }
                | Event::Disposed,
                _,
            ) => self,
            (
                Event::Taken { .. }
                | Event::Reopened { .. }
                | Event::CorrectionAsked { .. }
                | Event::Proposed { .. }
                | Event::Approved { .. },
                None,
            ) => self,
        }
    }

    /// In somebody's hands, or in nobody's.
    fn in_hands_of(self, to: Option<StaffId>, at: Instant) -> Stage {
        match self {
            Stage::Received { .. } => Stage::Accepted { at, by: to, step: None },
            Stage::Accepted { at, step, .. } => Stage::Accepted { at, by: to, step },
            Stage::InReview { step, .. } => Stage::InReview { since: at, by: to, step },
            Stage::AwaitingCorrection { asked_at, due, items, .. } => {
                Stage::AwaitingCorrection { asked_at, by: to, due, items }
            }
            Stage::Corrected { at, .. } => Stage::Corrected { at, by: to },
            stage @ (Stage::AwaitingApproval { .. } | Stage::Decided { .. } | Stage::Withdrawn { .. }) => {
                stage
            }
        }
    }

    fn approved_by(self, approver: StaffId, step: Option<StepKey>, at: Instant) -> Stage {
        match self {
            Stage::AwaitingApproval { by, ruling, mut approved, .. } => {
                approved.push(approver);
                Stage::AwaitingApproval { since: at, by, ruling, approved, step }
            }
            stage => stage,
        }
    }
}
