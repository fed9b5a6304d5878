//! Who may do what where, whatever would be said with it.

use madoguchi_vocab::{Actor, DepartmentId, StaffId};

use super::ActionName;
use crate::{
    case::Case,
    definition::{Level, Move, Need, Who},
    event::Asked,
    facts::Fee,
    refusal::Refusal,
    stage::Stage,
};

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
