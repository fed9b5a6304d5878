//! 起案: who reviewed proposes how to decide, with everything the decision must have.

use madoguchi_vocab::StepKey;

use crate::{
    action::Outcome,
    case::{Case, Decision, Moment},
    event::Event,
    refusal::Refusal,
    remedy::Place,
};

pub(super) fn decide(
    case: &Case,
    outcome: Outcome,
    step: Option<StepKey>,
    at: Moment<'_>,
    place: Place<'_>,
) -> Result<Decision, Refusal> {
    let ruling = outcome.ruling(case, at, place)?;
    Ok(Decision::quiet(Event::Proposed { ruling, step }))
}
