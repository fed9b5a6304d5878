//! What can be done to a submission: one file per action, one line each in the lists here.

mod accept;
mod approve;
mod ask_correction;
mod assign;
mod correct;
mod fee;
mod forward;
mod may;
mod name;
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
pub use may::{may, was_asked};
pub use name::ActionName;
pub use outcome::Outcome;

use crate::{
    case::{Case, Decision, Moment},
    definition::Goal,
    event::{Asked, Authority, Call, Change, CorrectionItem, Enclosure, Settled},
    refusal::Refusal,
    remedy::Place,
    stage::{Ruling, StageName},
};

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
