//! It goes on to the next desk. Nobody has it in hands until somebody there takes it.

use madoguchi_vocab::StepKey;

use super::outcome::correction_is_over;
use crate::{
    case::{Case, Decision, Moment},
    event::Event,
    refusal::Refusal,
};

pub(super) fn decide(case: &Case, step: Option<StepKey>, at: Moment<'_>) -> Result<Decision, Refusal> {
    correction_is_over(case, at)?;
    Ok(Decision::quiet(Event::Forwarded { step }))
}
