//! The whole life of a submission on one screen: the templates a paper chooses from.

use madoguchi_vocab::StepKey;

use crate::{
    action::ActionName::{self, *},
    case::Flow,
    definition::{Definition, Goal, Move, Need, Step, Who},
    stage::StageName,
};

/// A life to begin from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Template {
    /// 届出: complete on arrival, looked at and acknowledged.
    Notification,
    /// 申請と処分: one clerk reviews and decides (専決).
    Permit,
    /// 審査と決裁: a clerk reviews and proposes, another person approves.
    Approval,
    /// 審査2段と決裁: two reviews by different desks, then the approval.
    TwoReviews,
    /// 先着・抽選の申込: gathered until the last day, then drawn.
    Draw,
}

impl Template {
    /// Every template.
    pub const ALL: [Template; 5] =
        [Template::Notification, Template::Permit, Template::Approval, Template::TwoReviews, Template::Draw];

    /// The word in a paper.
    pub fn code(self) -> &'static str {
        match self {
            Template::Notification => "notification",
            Template::Permit => "permit",
            Template::Approval => "approval",
            Template::TwoReviews => "two_reviews",
            Template::Draw => "draw",
        }
    }

    /// The one of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.code() == word)
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Template::Notification => "届出",
            Template::Permit => "申請と処分",
            Template::Approval => "審査と決裁",
            Template::TwoReviews => "審査2段と決裁",
            Template::Draw => "先着・抽選の申込",
        }
    }

    /// The shape of its life in law.
    pub fn flow(self) -> Flow {
        match self {
            Template::Notification => Flow::Completion,
            Template::Permit | Template::Approval | Template::TwoReviews => Flow::Ruling,
            Template::Draw => Flow::Draw,
        }
    }

    fn rows(self) -> [&'static [Row]; 2] {
        let own: &[Row] = match self {
            Template::Notification => NOTIFICATION,
            Template::Permit => PERMIT,
            Template::Approval => APPROVAL,
            Template::TwoReviews => TWO_REVIEWS,
            Template::Draw => DRAW,
        };
        [COMMON, own]
    }

    /// Steps beside those that the stages give.
    fn more_steps(self) -> &'static [(&'static str, StageName, &'static str)] {
        match self {
            Template::Notification | Template::Permit | Template::Approval => &[],
            Template::TwoReviews => &[
                ("second_waiting", StageName::Accepted, "二次審査待ち"),
                ("second_review", StageName::InReview, "二次審査"),
            ],
            Template::Draw => &[],
        }
    }

    /// The life as the template has it.
    pub fn definition(self) -> Definition {
        let step = |key: &str, stage, title: Option<&str>| {
            Some(Step { key: StepKey::parse(key).ok()?, stage, title: title.map(str::to_owned), days: None })
        };
        let title = |stage| match (self, stage) {
            (Template::Draw, StageName::Accepted) => Some("抽選待ち"),
            (Template::TwoReviews, StageName::InReview) => Some("一次審査"),
            _ => None,
        };
        let own = self.more_steps().iter().filter_map(|(key, stage, title)| step(key, *stage, Some(title)));
        let stages = StageName::ALL.into_iter().filter(|s| self.has(*s));
        let steps: Vec<_> = stages.filter_map(|s| step(s.code(), s, title(s))).chain(own).collect();
        let moves = self.rows().into_iter().flatten().map(|r| r.made(&steps)).collect();
        Definition { template: self, steps, moves, checklist: vec![] }
    }

    fn has(self, stage: StageName) -> bool {
        use StageName::*;
        match stage {
            Received | Accepted | InReview | AwaitingCorrection | Corrected | Redirected | Withdrawn => true,
            AwaitingApproval => matches!(self, Template::Approval | Template::TwoReviews),
            Granted | GrantedInPart | Refused => self.flow() == Flow::Ruling,
            Acknowledged => self.flow() == Flow::Completion,
            Chosen | NotChosen => self.flow() == Flow::Draw,
        }
    }
}

/// One row: at these steps, this action, by them, leads there.
struct Row {
    from: From,
    action: ActionName,
    who: Who,
    to: To,
    needs: &'static [Need],
}

/// At which steps.
enum From {
    /// These.
    At(&'static [&'static str]),
    /// Every step that is not an end.
    Open,
    /// Every end that was a decision.
    Decided,
    /// Anywhere.
    Any,
}

/// Where it leads.
enum To {
    Step(&'static str),
    Ruling,
    Stay,
}

impl Row {
    fn made(&self, steps: &[Step]) -> Move {
        let key = |s: &Step| s.key.clone();
        let from = match self.from {
            From::At(at) => steps.iter().filter(|s| at.contains(&s.key.as_str())).map(key).collect(),
            From::Open => steps.iter().filter(|s| !s.stage.is_final()).map(key).collect(),
            From::Decided => steps.iter().filter(|s| s.stage.is_decision()).map(key).collect(),
            From::Any => steps.iter().map(key).collect(),
        };
        let to = match self.to {
            To::Step(to) => {
                steps.iter().find(|s| s.key.as_str() == to).map_or(Goal::Stay, |s| Goal::Step(key(s)))
            }
            To::Ruling => Goal::Ruling,
            To::Stay => Goal::Stay,
        };
        Move { action: self.action, from, to, who: self.who, needs: self.needs.to_vec(), by_itself: None }
    }
}

const BEFORE: &[&str] = &["received", "accepted"];
const HANDS: &[&str] =
    &["accepted", "in_review", "second_waiting", "second_review", "corrected", "awaiting_correction"];
const REVIEW: &[&str] = &["received", "accepted", "in_review", "corrected"];
const CHECKING: &[&str] = &["in_review", "corrected"];
const CHECKING_ANYWHERE: &[&str] = &["in_review", "second_review", "corrected"];
/// A correction whose last day has passed ends nothing by itself, but the clerk may go on to decide.
const DECIDING: &[&str] = &["in_review", "corrected", "awaiting_correction"];

const NEED: &[Need] = &[Need::Checklist];
const NONE: &[Need] = &[];

/// What every life has.
#[rustfmt::skip]
const COMMON: &[Row] = &[
    Row { from: From::At(&["received"]),      action: Accept,        who: Who::Reception, to: To::Step("accepted"),            needs: NONE },
    Row { from: From::At(REVIEW),             action: Take,          who: Who::Clerk,     to: To::Step("in_review"),           needs: NONE },
    Row { from: From::At(&["received"]),      action: Assign,        who: Who::Clerk,     to: To::Step("accepted"),            needs: NONE },
    Row { from: From::At(HANDS),              action: Assign,        who: Who::Clerk,     to: To::Stay,                        needs: NONE },
    Row { from: From::At(HANDS),              action: Release,       who: Who::Head,      to: To::Stay,                        needs: NONE },
    Row { from: From::At(CHECKING_ANYWHERE),  action: AskCorrection, who: Who::Holder,    to: To::Step("awaiting_correction"), needs: NONE },
    Row { from: From::At(&["awaiting_correction"]),
                                              action: Correct,       who: Who::Resident,  to: To::Step("corrected"),           needs: NONE },
    Row { from: From::Open,                   action: Withdraw,      who: Who::Resident,  to: To::Step("withdrawn"),           needs: NONE },
    Row { from: From::Open,                   action: Transfer,      who: Who::Clerk,     to: To::Step("accepted"),            needs: NONE },
    Row { from: From::At(CHECKING),           action: Redirect,      who: Who::Holder,    to: To::Step("redirected"),          needs: NONE },
    Row { from: From::Decided,                action: Reopen,        who: Who::Head,      to: To::Step("in_review"),           needs: NONE },
    Row { from: From::Any,                    action: Write,         who: Who::Reception, to: To::Stay,                        needs: NONE },
    Row { from: From::Any,                    action: Ask,           who: Who::Resident,  to: To::Stay,                        needs: NONE },
    Row { from: From::Any,                    action: Note,          who: Who::Reception, to: To::Stay,                        needs: NONE },
    Row { from: From::Any,                    action: Call,          who: Who::Reception, to: To::Stay,                        needs: NONE },
    Row { from: From::Open,                   action: Tick,          who: Who::Clerk,     to: To::Stay,                        needs: NONE },
    Row { from: From::Open,                   action: AskOpinion,    who: Who::Clerk,     to: To::Stay,                        needs: NONE },
    Row { from: From::Any,                    action: GiveOpinion,   who: Who::Asked,     to: To::Stay,                        needs: NONE },
    Row { from: From::Open,                   action: ChargeFee,     who: Who::Clerk,     to: To::Stay,                        needs: NONE },
    Row { from: From::Any,                    action: SettleFee,     who: Who::Reception, to: To::Stay,                        needs: NONE },
];

/// 届出 (行政手続法37条): there is no move that refuses.
#[rustfmt::skip]
const NOTIFICATION: &[Row] = &[
    Row { from: From::At(CHECKING), action: Acknowledge, who: Who::Holder, to: To::Step("acknowledged"), needs: NEED },
];

#[rustfmt::skip]
const PERMIT: &[Row] = &[
    Row { from: From::At(CHECKING), action: Grant,       who: Who::Holder, to: To::Step("granted"),         needs: NEED },
    Row { from: From::At(CHECKING), action: GrantInPart, who: Who::Holder, to: To::Step("granted_in_part"), needs: NEED },
    Row { from: From::At(DECIDING), action: Refuse,      who: Who::Holder, to: To::Step("refused"),         needs: NONE },
];

#[rustfmt::skip]
const APPROVAL: &[Row] = &[
    Row { from: From::At(DECIDING),              action: Propose,  who: Who::Holder,   to: To::Step("awaiting_approval"), needs: NEED },
    Row { from: From::At(&["awaiting_approval"]), action: Approve,  who: Who::Approver, to: To::Ruling,                    needs: NONE },
    Row { from: From::At(&["awaiting_approval"]), action: SendBack, who: Who::Approver, to: To::Step("in_review"),         needs: NONE },
    Row { from: From::At(&["awaiting_approval"]), action: PullBack, who: Who::Holder,   to: To::Step("in_review"),         needs: NONE },
];

#[rustfmt::skip]
const TWO_REVIEWS: &[Row] = &[
    Row { from: From::At(DECIDING),               action: Forward,  who: Who::Holder,   to: To::Step("second_waiting"),    needs: NEED },
    Row { from: From::At(&["second_waiting", "second_review"]),
                                                  action: Take,     who: Who::Clerk,    to: To::Step("second_review"),     needs: NONE },
    Row { from: From::At(&["second_review"]),     action: SendBack, who: Who::Holder,   to: To::Step("in_review"),         needs: NONE },
    // Whoever asked for a correction that never came goes on by way of the second review: nothing goes round it.
    Row { from: From::At(&["second_review"]),     action: Propose,  who: Who::Holder,   to: To::Step("awaiting_approval"), needs: NEED },
    Row { from: From::At(&["awaiting_approval"]), action: Approve,  who: Who::Approver, to: To::Ruling,                    needs: NONE },
    Row { from: From::At(&["awaiting_approval"]), action: SendBack, who: Who::Approver, to: To::Step("in_review"),         needs: NONE },
    Row { from: From::At(&["awaiting_approval"]), action: PullBack, who: Who::Holder,   to: To::Step("in_review"),         needs: NONE },
];

#[rustfmt::skip]
const DRAW: &[Row] = &[
    Row { from: From::At(BEFORE), action: Draw, who: Who::Head, to: To::Ruling, needs: NONE },
    Row { from: From::At(CHECKING), action: Draw, who: Who::Head, to: To::Ruling, needs: NONE },
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Where two desks review, nothing is proposed that only one of them has seen.
    #[test]
    fn nothing_goes_round_the_second_review() {
        let life = Template::TwoReviews.definition();
        let leads = |m: &&Move| life.goals(m).iter().any(|step| step.stage == StageName::AwaitingApproval);
        let proposes = life.moves.iter().filter(leads);
        let from: Vec<_> = proposes.flat_map(|m| &m.from).map(StepKey::as_str).collect();
        assert_eq!(from, ["second_review"]);
    }
}
