//! What can be done to a submission: one file per action, one line each in the lists here.

mod accept;
mod approve;
mod ask_correction;
mod assign;
mod correct;
mod fee;
mod forward;
mod note;
mod opinion;
mod outcome;
mod propose;
mod redirect;
mod release;
mod reopen;
mod send_back;
mod settle;
mod take;
mod transfer;
mod withdraw;
mod write;

use std::collections::BTreeSet;

pub use ask_correction::MAX_DAYS as CORRECTION_MAX_DAYS;
use madoguchi_vocab::{Actor, Date, DepartmentId, StaffId, StepKey};
pub use outcome::Outcome;

use crate::{
    case::{Case, Decision, Flow, Moment},
    definition::{Goal, Level, Move, Need, Who},
    event::{Asked, Authority, Call, Change, CorrectionItem, Enclosure, Settled},
    facts::Fee,
    refusal::Refusal,
    remedy::Place,
    stage::{Ruling, Stage, StageName},
};

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

/// An action with what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// See [`ActionName::Accept`].
    Accept,
    /// See [`ActionName::Take`].
    Take,
    /// See [`ActionName::Assign`].
    Assign {
        /// To whom.
        to: StaffId,
        /// Their name.
        name: String,
    },
    /// See [`ActionName::Release`].
    Release {
        /// In whose hands it was.
        name: String,
        /// Why.
        reason: String,
    },
    /// See [`ActionName::Forward`].
    Forward,
    /// See [`ActionName::SendBack`].
    SendBack {
        /// Why.
        reason: String,
    },
    /// See [`ActionName::PullBack`].
    PullBack,
    /// See [`ActionName::Propose`].
    Propose {
        /// How to decide.
        outcome: Outcome,
    },
    /// See [`ActionName::Approve`].
    Approve,
    /// See [`ActionName::Draw`].
    Draw {
        /// The place in the order of the draw, from 1.
        rank: u32,
        /// How many were drawn from.
        of: u32,
        /// How many places there are.
        places: u32,
    },
    /// See [`ActionName::Redirect`].
    Redirect {
        /// To which authority.
        to: String,
        /// Why, and what the resident should do.
        reason: String,
    },
    /// See [`ActionName::Transfer`].
    Transfer {
        /// To which department.
        to: DepartmentId,
        /// Its name.
        name: String,
        /// Why.
        reason: String,
    },
    /// See [`ActionName::Note`].
    Note {
        /// The words.
        text: String,
    },
    /// See [`ActionName::Call`].
    Call {
        /// What came of it.
        outcome: Call,
        /// What was said.
        text: String,
    },
    /// See [`ActionName::Tick`].
    Tick {
        /// What is ticked now.
        done: BTreeSet<StepKey>,
    },
    /// See [`ActionName::AskOpinion`].
    AskOpinion {
        /// Whom.
        of: Asked,
        /// What.
        question: String,
        /// By when.
        due: Date,
    },
    /// See [`ActionName::GiveOpinion`].
    GiveOpinion {
        /// Which question is answered.
        number: u32,
        /// What they say.
        text: String,
    },
    /// See [`ActionName::ChargeFee`].
    ChargeFee {
        /// In yen.
        yen: u32,
        /// How to pay, for the resident.
        how: String,
    },
    /// See [`ActionName::SettleFee`].
    SettleFee {
        /// How.
        settled: Settled,
    },
    /// See [`ActionName::AskCorrection`].
    AskCorrection {
        /// What to mend and why; at least one.
        items: Vec<CorrectionItem>,
        /// The last day for it.
        due: madoguchi_vocab::Date,
    },
    /// See [`ActionName::Correct`].
    Correct {
        /// What changed.
        changes: Vec<Change>,
        /// The digest of the answers and files as they are then.
        answers: String,
    },
    /// See [`ActionName::Grant`], [`ActionName::GrantInPart`] and [`ActionName::Refuse`].
    Decide {
        /// How.
        outcome: Outcome,
    },
    /// See [`ActionName::Acknowledge`].
    Acknowledge {
        /// A word to the resident, may be empty.
        note: String,
    },
    /// See [`ActionName::Withdraw`].
    Withdraw {
        /// Why, may be empty.
        reason: String,
    },
    /// See [`ActionName::Reopen`].
    Reopen {
        /// Why.
        reason: String,
    },
    /// See [`ActionName::Write`].
    Write {
        /// The words.
        text: String,
        /// Files sent along.
        files: Vec<Enclosure>,
    },
    /// See [`ActionName::Ask`].
    Ask {
        /// The words.
        text: String,
        /// Files sent along.
        files: Vec<Enclosure>,
    },
}

impl Action {
    /// 認容
    pub fn grant(note: impl Into<String>) -> Self {
        Action::Decide { outcome: Outcome::Grant { note: note.into() } }
    }

    /// 拒否
    pub fn refuse(basis: impl Into<String>, facts: impl Into<String>) -> Self {
        Action::Decide { outcome: Outcome::Refuse { basis: basis.into(), facts: facts.into() } }
    }

    /// Its name.
    pub fn name(&self) -> ActionName {
        match self {
            Action::Accept => ActionName::Accept,
            Action::Take => ActionName::Take,
            Action::Assign { .. } => ActionName::Assign,
            Action::Release { .. } => ActionName::Release,
            Action::Forward => ActionName::Forward,
            Action::SendBack { .. } => ActionName::SendBack,
            Action::PullBack => ActionName::PullBack,
            Action::AskCorrection { .. } => ActionName::AskCorrection,
            Action::Correct { .. } => ActionName::Correct,
            Action::Propose { .. } => ActionName::Propose,
            Action::Approve => ActionName::Approve,
            Action::Decide { outcome: Outcome::Grant { .. } } => ActionName::Grant,
            Action::Decide { outcome: Outcome::GrantInPart { .. } } => ActionName::GrantInPart,
            Action::Decide { outcome: Outcome::Refuse { .. } } => ActionName::Refuse,
            Action::Acknowledge { .. } => ActionName::Acknowledge,
            Action::Draw { .. } => ActionName::Draw,
            Action::Redirect { .. } => ActionName::Redirect,
            Action::Transfer { .. } => ActionName::Transfer,
            Action::Withdraw { .. } => ActionName::Withdraw,
            Action::Reopen { .. } => ActionName::Reopen,
            Action::Write { .. } => ActionName::Write,
            Action::Ask { .. } => ActionName::Ask,
            Action::Note { .. } => ActionName::Note,
            Action::Call { .. } => ActionName::Call,
            Action::Tick { .. } => ActionName::Tick,
            Action::AskOpinion { .. } => ActionName::AskOpinion,
            Action::GiveOpinion { .. } => ActionName::GiveOpinion,
            Action::ChargeFee { .. } => ActionName::ChargeFee,
            Action::SettleFee { .. } => ActionName::SettleFee,
        }
    }
}

/// Decides whether an action may happen and what follows. Nothing is changed by asking.
///
/// # Errors
/// A [`Refusal`] that says why not.
pub fn decide(
    case: &Case,
    action: Action,
    by: &Actor,
    at: Moment<'_>,
    place: Place<'_>,
) -> Result<Decision, Refusal> {
    let made = may(case, action.name(), by)?;
    let step = |kind| goal_step(&made.to, kind);
    match action {
        Action::Accept => Ok(accept::decide()),
        Action::Take => Ok(take::decide(step(StageName::InReview))),
        Action::Assign { to, name } => Ok(assign::decide(to, name)),
        Action::Release { name, reason } => release::decide(name, &reason),
        Action::Forward => forward::decide(case, step(StageName::Accepted), at),
        Action::SendBack { reason } => send_back::decide(case, step(StageName::InReview), &reason),
        Action::PullBack => send_back::pull_back(case, step(StageName::InReview)),
        Action::AskCorrection { items, due } => ask_correction::decide(case, items, due, at),
        Action::Correct { changes, answers } => correct::decide(changes, answers),
        Action::Propose { outcome } => {
            propose::decide(case, outcome, step(StageName::AwaitingApproval), at, place)
        }
        Action::Approve => approve::decide(case, by, made.who, &made.to),
        Action::Decide { outcome } => {
            Ok(settle::decide(outcome.ruling(case, at, place)?, Authority::Delegated))
        }
        Action::Acknowledge { note } => Ok(settle::decide(Ruling::Acknowledged { note }, authority(by))),
        Action::Draw { rank, of, places } => {
            let ruling =
                if rank <= places { Ruling::Chosen { rank, of } } else { Ruling::NotChosen { rank, of } };
            Ok(settle::decide(ruling, Authority::Delegated))
        }
        Action::Redirect { to, reason } => {
            Ok(settle::decide(redirect::ruling(&to, &reason)?, Authority::Delegated))
        }
        Action::Transfer { to, name, reason } => transfer::decide(case, to, name, &reason),
        Action::Withdraw { reason } => Ok(withdraw::decide(reason)),
        Action::Reopen { reason } => reopen::decide(&reason),
        Action::Write { text, files } => write::from_office(&text, files),
        Action::Ask { text, files } => write::from_resident(&text, files),
        Action::Note { text } => note::note(&text),
        Action::Call { outcome, text } => note::call(outcome, &text),
        Action::Tick { done } => note::tick(case, &done),
        Action::AskOpinion { of, question, due } => opinion::ask(case, of, &question, due, at),
        Action::GiveOpinion { number, text } => opinion::give(case, by, number, &text),
        Action::ChargeFee { yen, how } => fee::charge(case, yen, &how),
        Action::SettleFee { settled } => fee::settle(case, settled, at),
    }
}

fn authority(by: &Actor) -> Authority {
    match by {
        Actor::System => Authority::ByItself,
        Actor::Staff { .. } | Actor::Resident => Authority::Delegated,
    }
}

fn goal_step(goal: &Goal, kind: StageName) -> Option<StepKey> {
    match goal {
        Goal::Step(step) => named(step, kind),
        Goal::Ruling | Goal::Stay => None,
    }
}

/// The name of a step, where it is not that of its kind.
fn named(step: &StepKey, kind: StageName) -> Option<StepKey> {
    (step.as_str() != kind.code()).then(|| step.clone())
}

/// Whether the definition allows an action by this person here, whatever would be said with it; the move it is.
///
/// # Errors
/// A [`Refusal`] that says why not.
pub fn may<'c>(case: &'c Case, action: ActionName, by: &Actor) -> Result<&'c Move, Refusal> {
    let Some(made) = case.definition.find(action, case.stage.step()) else {
        // Who is not of this house learns nothing, not even that it is too late.
        party(case, action, by)?;
        return Err(if case.definition.knows(action) {
            Refusal::NotNow { stage: case.stage.name(), action }
        } else {
            Refusal::NotInThisFlow { action }
        });
    };
    party(case, action, by)?;
    if let Actor::Staff { id, role, .. } = by {
        reaches(case, made.who, *id, Level::of(*role))?;
    }
    for need in &made.needs {
        met(case, *need)?;
    }
    has_object(case, action, by)?;
    Ok(made)
}

/// Whether it is theirs at all: residents and the department each have their own moves.
fn party(case: &Case, action: ActionName, by: &Actor) -> Result<(), Refusal> {
    let mut who = case.definition.moves.iter().filter(|m| m.action == action).map(|m| m.who);
    let of_residents = matches!(action, ActionName::Correct | ActionName::Withdraw | ActionName::Ask);
    match by {
        Actor::Resident if of_residents => Ok(()),
        Actor::Staff { department, .. } if !of_residents && *department == case.department => Ok(()),
        Actor::Staff { department, .. } if who.any(|w| w == Who::Asked) && was_asked(case, department) => {
            Ok(())
        }
        // Work is given out by rules, taken from who has left, and goes where its department goes.
        Actor::System
            if matches!(action, ActionName::Assign | ActionName::Release | ActionName::Transfer) =>
        {
            Ok(())
        }
        Actor::System
            if case.definition.moves.iter().any(|m| m.action == action && m.by_itself.is_some()) =>
        {
            Ok(())
        }
        Actor::Resident | Actor::Staff { .. } | Actor::System => Err(Refusal::NotYours),
    }
}

/// Whether a department was asked for an opinion and has not given it.
pub fn was_asked(case: &Case, department: &DepartmentId) -> bool {
    let asked = |of: &Asked| matches!(of, Asked::Department { id, .. } if id == department);
    case.facts.open_opinions().any(|o| asked(&o.of))
}

fn reaches(case: &Case, who: Who, id: StaffId, level: Option<Level>) -> Result<(), Refusal> {
    let level = level.ok_or(Refusal::NotYours)?;
    let stands_in = |needed| case.standing_in.iter().any(|d| Level::of(d.role).is_some_and(|l| l >= needed));
    match who {
        Who::Resident => Err(Refusal::NotYours),
        Who::Reception | Who::Asked => Ok(()),
        Who::Clerk if level >= Level::Clerk => Ok(()),
        Who::Clerk => Err(Refusal::ForClerks),
        Who::Holder if level == Level::Head => Ok(()),
        Who::Holder if level >= Level::Clerk && case.stage.holder() == Some(id) => Ok(()),
        Who::Holder if level >= Level::Clerk => Err(Refusal::HeldByAnother),
        Who::Holder => Err(Refusal::ForClerks),
        Who::Approver | Who::Head => {
            let needed = if who == Who::Head { Level::Head } else { Level::Approver };
            if level < needed && !stands_in(needed) {
                return Err(if who == Who::Head { Refusal::ForTheHead } else { Refusal::ForApprovers });
            }
            match &case.stage {
                Stage::AwaitingApproval { by, approved, .. } if *by == id || approved.contains(&id) => {
                    Err(Refusal::OwnProposal)
                }
                _ => Ok(()),
            }
        }
    }
}

/// Whether there is something to do it to: an opinion that is owed, a fee that can be settled.
fn has_object(case: &Case, action: ActionName, by: &Actor) -> Result<(), Refusal> {
    match (action, by) {
        (ActionName::GiveOpinion, Actor::Staff { department, .. }) => {
            let own = *department == case.department;
            let theirs = |of: &Asked| match of {
                Asked::Department { id, .. } => id == department,
                Asked::Expert { .. } => own,
            };
            let owed = case.facts.open_opinions().any(|o| theirs(&o.of));
            if owed { Ok(()) } else { Err(Refusal::NoSuchOpinion) }
        }
        (ActionName::Release, _) if case.stage.holder().is_none() => {
            Err(Refusal::NotNow { stage: case.stage.name(), action })
        }
        (ActionName::SettleFee, _) => match case.facts.fee {
            Fee::None if case.stage.name().is_final() => Err(Refusal::NoSuchFee),
            Fee::Waived { .. } | Fee::Refunded { .. } => Err(Refusal::NoSuchFee),
            Fee::None | Fee::Owed { .. } | Fee::Paid { .. } => Ok(()),
        },
        _ => Ok(()),
    }
}

fn met(case: &Case, need: Need) -> Result<(), Refusal> {
    match need {
        Need::Checklist if case.definition.checklist.iter().any(|i| !case.facts.ticked.contains(&i.key)) => {
            Err(Refusal::Unchecked)
        }
        Need::Fee if case.facts.fee.is_owed() => Err(Refusal::FeeOwed),
        Need::Checklist | Need::Fee => Ok(()),
    }
}
