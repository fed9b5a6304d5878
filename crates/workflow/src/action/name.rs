//! What actions are called, and where each may lead.

use crate::{case::Flow, stage::StageName};

macro_rules! actions { ($($(#[$doc:meta])* $name:ident = $code:literal),* $(,)?) => {
    /// The name of an action, without what was said with it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum ActionName { $($(#[$doc])* $name),* }

    impl ActionName {
        /// Every action.
        pub const ALL: &'static [ActionName] = &[$(ActionName::$name),*];

        /// The name in URLs, columns and message keys.
        pub fn code(self) -> &'static str {
            match self { $(ActionName::$name => $code),* }
        }
    }
} }

actions! {
    /// 受付, before anybody begins the review.
    Accept = "accept",
    /// A clerk takes it (or takes it over) and begins the review.
    Take = "take",
    /// 担当割当
    Assign = "assign",
    /// 担当解除: it is in nobody's hands any more.
    Release = "release",
    /// It goes on to the next desk.
    Forward = "forward",
    /// 差戻し, inside the office.
    SendBack = "send_back",
    /// Who proposed takes the proposal back.
    PullBack = "pull_back",
    /// 補正を求める
    AskCorrection = "ask_correction",
    /// The resident mends what was asked.
    Correct = "correct",
    /// 起案
    Propose = "propose",
    /// 決裁
    Approve = "approve",
    /// 認容
    Grant = "grant",
    /// 一部認容
    GrantInPart = "grant_in_part",
    /// 拒否
    Refuse = "refuse",
    /// 届出の受付済
    Acknowledge = "acknowledge",
    /// 抽選
    Draw = "draw",
    /// 他機関への移送・案内
    Redirect = "redirect",
    /// 所管替え
    Transfer = "transfer",
    /// 取下げ
    Withdraw = "withdraw",
    /// A decided matter is taken up again.
    Reopen = "reopen",
    /// The office writes to the resident.
    Write = "write",
    /// The resident writes to the office.
    Ask = "ask",
    /// A note inside the office.
    Note = "note",
    /// A telephone call is written down.
    Call = "call",
    /// The checklist is ticked.
    Tick = "tick",
    /// 意見照会
    AskOpinion = "ask_opinion",
    /// The opinion is given.
    GiveOpinion = "give_opinion",
    /// 手数料の請求
    ChargeFee = "charge_fee",
    /// 納付・減免・還付
    SettleFee = "settle_fee",
}

impl ActionName {
    /// The action of that code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|a| a.code() == code)
    }

    /// Whether the last word of this action can be an end of that kind.
    pub fn may_end_in(self, flow: Flow, end: StageName) -> bool {
        match self {
            ActionName::Approve => {
                flow == Flow::Ruling
                    && matches!(end, StageName::Granted | StageName::GrantedInPart | StageName::Refused)
            }
            ActionName::Draw => flow == Flow::Draw && matches!(end, StageName::Chosen | StageName::NotChosen),
            _ => false,
        }
    }

    /// The kinds of step this action may lead to; none for those that move nothing.
    pub fn leads_to(self) -> &'static [StageName] {
        use StageName::*;
        match self {
            ActionName::Accept => &[Accepted],
            ActionName::Assign | ActionName::Transfer | ActionName::Forward => &[Accepted],
            ActionName::Take | ActionName::SendBack | ActionName::PullBack | ActionName::Reopen => {
                &[InReview]
            }
            ActionName::AskCorrection => &[AwaitingCorrection],
            ActionName::Correct => &[Corrected],
            ActionName::Propose | ActionName::Approve => &[AwaitingApproval],
            ActionName::Grant => &[Granted],
            ActionName::GrantInPart => &[GrantedInPart],
            ActionName::Refuse => &[Refused],
            ActionName::Acknowledge => &[Acknowledged],
            ActionName::Redirect => &[Redirected],
            ActionName::Withdraw => &[Withdrawn],
            ActionName::Draw
            | ActionName::Release
            | ActionName::Write
            | ActionName::Ask
            | ActionName::Note
            | ActionName::Call
            | ActionName::Tick
            | ActionName::AskOpinion
            | ActionName::GiveOpinion
            | ActionName::ChargeFee
            | ActionName::SettleFee => &[],
        }
    }
}
