//! What can be done to a submission: one file per action, one line each in the lists here.

mod accept;
mod acknowledge;
mod ask_correction;
mod correct;
mod grant;
mod refuse;
mod reopen;
mod take;
mod withdraw;
mod write;

pub use ask_correction::MAX_DAYS as CORRECTION_MAX_DAYS;
use madoguchi_vocab::{Actor, Role};

use crate::{
    case::{Case, Decision, Moment},
    event::{Change, CorrectionItem, Enclosure},
    refusal::Refusal,
    remedy::Place,
    table::{self, Party, Who},
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
    /// 補正を求める
    AskCorrection = "ask_correction",
    /// The resident mends what was asked.
    Correct = "correct",
    /// 認容
    Grant = "grant",
    /// 拒否
    Refuse = "refuse",
    /// 届出の受付済
    Acknowledge = "acknowledge",
    /// 取下げ
    Withdraw = "withdraw",
    /// A decided matter is taken up again.
    Reopen = "reopen",
    /// The office writes to the resident.
    Write = "write",
    /// The resident writes to the office.
    Ask = "ask",
}

/// An action with what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// See [`ActionName::Accept`].
    Accept,
    /// See [`ActionName::Take`].
    Take,
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
    /// See [`ActionName::Grant`].
    Grant {
        /// A word to the resident, may be empty.
        note: String,
    },
    /// See [`ActionName::Refuse`].
    Refuse {
        /// The criteria or articles applied.
        basis: String,
        /// The facts they were applied to.
        facts: String,
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
    /// Its name.
    pub fn name(&self) -> ActionName {
        match self {
            Action::Accept => ActionName::Accept,
            Action::Take => ActionName::Take,
            Action::AskCorrection { .. } => ActionName::AskCorrection,
            Action::Correct { .. } => ActionName::Correct,
            Action::Grant { .. } => ActionName::Grant,
            Action::Refuse { .. } => ActionName::Refuse,
            Action::Acknowledge { .. } => ActionName::Acknowledge,
            Action::Withdraw { .. } => ActionName::Withdraw,
            Action::Reopen { .. } => ActionName::Reopen,
            Action::Write { .. } => ActionName::Write,
            Action::Ask { .. } => ActionName::Ask,
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
    may(case, action.name(), by)?;
    match action {
        Action::Accept => Ok(accept::decide()),
        Action::Take => Ok(take::decide()),
        Action::AskCorrection { items, due } => ask_correction::decide(case, items, due, at),
        Action::Correct { changes, answers } => correct::decide(changes, answers),
        Action::Grant { note } => Ok(grant::decide(note)),
        Action::Refuse { basis, facts } => refuse::decide(case, &basis, &facts, place),
        Action::Acknowledge { note } => Ok(acknowledge::decide(note)),
        Action::Withdraw { reason } => Ok(withdraw::decide(reason)),
        Action::Reopen { reason } => reopen::decide(&reason),
        Action::Write { text, files } => write::from_office(&text, files),
        Action::Ask { text, files } => write::from_resident(&text, files),
    }
}

/// Whether the table allows an action by this person here, whatever would be said with it.
///
/// # Errors
/// A [`Refusal`] that says why not.
pub fn may(case: &Case, action: ActionName, by: &Actor) -> Result<(), Refusal> {
    let row = table::row(action);
    match (by, row.party) {
        (Actor::Resident, Party::Resident) => {}
        (Actor::Staff { department, .. }, Party::Staff) if *department == case.department => {}
        _ => return Err(Refusal::NotYours),
    }
    if !row.flows.contains(&case.flow) {
        return Err(Refusal::NotInThisFlow { action });
    }
    let stage = case.stage.name();
    if !row.from.contains(&stage) {
        return Err(Refusal::NotNow { stage, action });
    }
    match by {
        Actor::Staff { id, role, .. } if *role != Role::DepartmentHead => match row.who {
            Who::Anyone => Ok(()),
            Who::Holder if case.stage.holder() == Some(*id) => Ok(()),
            Who::Holder => Err(Refusal::HeldByAnother),
            Who::Head => Err(Refusal::ForTheHead),
        },
        _ => Ok(()),
    }
}
