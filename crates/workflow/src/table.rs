//! The whole life of a submission on one screen: what may happen where, and to whom it is open.

use crate::{
    action::ActionName::{self, *},
    case::Flow,
    stage::StageName::{self, *},
};

/// Who may do it at all. Which member of staff may, is for the policy (`auth`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The person who submitted.
    Resident,
    /// A member of staff of the department.
    Staff,
}

/// One row: in these stages, this action, by this party, in these flows, leads here.
pub struct Row {
    /// The stages in which it may happen.
    pub from: &'static [StageName],
    /// What.
    pub action: ActionName,
    /// By whom.
    pub party: Party,
    /// In which flows.
    pub flows: &'static [Flow],
    /// Where it leads; nowhere for words, which change nothing about where it stands.
    pub to: Option<StageName>,
    /// Which members of staff may.
    pub who: Who,
}

/// Which members of staff may do something to a submission of their department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody there; for what residents do, the resident.
    Anyone,
    /// The clerk in whose hands it is, or the head of the department.
    Holder,
    /// The head of the department.
    Head,
}

const BOTH: &[Flow] = &Flow::ALL;
const RULING: &[Flow] = &[Flow::Ruling];
const COMPLETION: &[Flow] = &[Flow::Completion];
const OPEN: &[StageName] = &[Received, Accepted, InReview, AwaitingCorrection, Corrected];
const CHECKING: &[StageName] = &[InReview, Corrected];
/// A correction whose day has passed ends nothing by itself, but the clerk may go on to decide.
const DECIDING: &[StageName] = &[InReview, Corrected, AwaitingCorrection];

const DECIDED: &[StageName] = &[Granted, Refused, Acknowledged];
const ANY: &[StageName] = &StageName::ALL;

/// The life of a submission.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    Row { from: &[Received],  action: Accept,        party: Party::Staff,    flows: BOTH,       to: Some(Accepted),           who: Who::Anyone },
    Row { from: &[Received, Accepted, InReview, Corrected],
                              action: Take,          party: Party::Staff,    flows: BOTH,       to: Some(InReview),           who: Who::Anyone },
    Row { from: CHECKING,     action: AskCorrection, party: Party::Staff,    flows: BOTH,       to: Some(AwaitingCorrection), who: Who::Holder },
    Row { from: &[AwaitingCorrection],
                              action: Correct,       party: Party::Resident, flows: BOTH,       to: Some(Corrected),          who: Who::Anyone },
    Row { from: CHECKING,     action: Grant,         party: Party::Staff,    flows: RULING,     to: Some(Granted),            who: Who::Holder },
    Row { from: DECIDING,     action: Refuse,        party: Party::Staff,    flows: RULING,     to: Some(Refused),            who: Who::Holder },
    Row { from: CHECKING,     action: Acknowledge,   party: Party::Staff,    flows: COMPLETION, to: Some(Acknowledged),       who: Who::Holder },
    Row { from: OPEN,         action: Withdraw,      party: Party::Resident, flows: BOTH,       to: Some(Withdrawn),          who: Who::Anyone },
    Row { from: DECIDED,      action: Reopen,        party: Party::Staff,    flows: BOTH,       to: Some(InReview),           who: Who::Head   },
    Row { from: ANY,          action: Write,         party: Party::Staff,    flows: BOTH,       to: None,                     who: Who::Anyone },
    Row { from: ANY,          action: Ask,           party: Party::Resident, flows: BOTH,       to: None,                     who: Who::Anyone },
];

/// The row of an action.
pub fn row(action: ActionName) -> &'static Row {
    TABLE.iter().find(|r| r.action == action).expect("every action has a row; a test holds it")
}

/// What may happen to a submission of this flow at this stage, for this party.
pub fn allowed(flow: Flow, stage: StageName, party: Party) -> impl Iterator<Item = ActionName> {
    TABLE
        .iter()
        .filter(move |r| r.party == party && r.flows.contains(&flow) && r.from.contains(&stage))
        .map(|r| r.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_one_row() {
        for action in ActionName::ALL {
            assert_eq!(TABLE.iter().filter(|r| r.action == *action).count(), 1, "{action:?}");
        }
    }

    #[test]
    fn every_open_stage_has_a_way_on_and_an_end_only_that_of_taking_it_up_again() {
        for flow in Flow::ALL {
            for stage in StageName::ALL {
                let ways: Vec<_> = allowed(flow, stage, Party::Staff)
                    .chain(allowed(flow, stage, Party::Resident))
                    .filter(|a| row(*a).to.is_some())
                    .collect();
                if stage.is_final() {
                    assert!(ways.iter().all(|a| *a == Reopen), "{flow:?} {stage:?}: {ways:?}");
                } else {
                    assert!(!ways.is_empty(), "{flow:?} {stage:?}");
                }
            }
        }
    }

    #[test]
    fn a_notification_can_never_be_refused_or_granted() {
        for stage in StageName::ALL {
            for action in allowed(Flow::Completion, stage, Party::Staff) {
                assert!(!matches!(action, Grant | Refuse), "{action:?} at {stage:?}");
            }
        }
    }

    #[test]
    fn withdrawing_is_open_until_the_decision() {
        for stage in StageName::ALL.into_iter().filter(|s| !s.is_final()) {
            assert!(allowed(Flow::Ruling, stage, Party::Resident).any(|a| a == Withdraw), "{stage:?}");
        }
    }
}
