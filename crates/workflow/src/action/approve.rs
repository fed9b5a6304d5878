//! 決裁: somebody else than who proposed approves. The last approval is the decision; who stands in for a colleague
//! decides as such (代決).

use madoguchi_vocab::Actor;

use crate::{
    action::settle,
    case::{Case, Decision},
    definition::{Goal, Level, Who},
    event::{Authority, Event},
    refusal::Refusal,
    stage::Stage,
};

pub(super) fn decide(case: &Case, by: &Actor, who: Who, goal: &Goal) -> Result<Decision, Refusal> {
    let Stage::AwaitingApproval { ruling, .. } = &case.stage else {
        return Err(Refusal::NotYours);
    };
    let authority = authority(case, by, who);
    Ok(match goal {
        Goal::Step(step) => {
            let step = super::named(step, crate::StageName::AwaitingApproval);
            Decision::quiet(Event::Approved { authority, step })
        }
        Goal::Ruling | Goal::Stay => settle::decide(ruling.clone(), authority),
    })
}

/// In their own right where their role reaches, otherwise for whom they stand in.
fn authority(case: &Case, by: &Actor, who: Who) -> Authority {
    let needed = if who == Who::Head { Level::Head } else { Level::Approver };
    let reaches = |role| Level::of(role).is_some_and(|l| l >= needed);
    match by {
        Actor::Staff { role, .. } if !reaches(*role) => {
            let absent = case.standing_in.iter().find(|d| reaches(d.role));
            absent.map_or(Authority::Approved, |d| Authority::Deputy(d.clone()))
        }
        Actor::Staff { .. } | Actor::Resident | Actor::System => Authority::Approved,
    }
}
