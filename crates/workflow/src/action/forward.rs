//! It goes on to the next desk. Nobody has it in hands until somebody there takes it.

use madoguchi_vocab::StepKey;

use crate::{case::Decision, event::Event};

pub(super) fn decide(step: Option<StepKey>) -> Decision {
    Decision::quiet(Event::Forwarded { step })
}
