//! A clerk takes a submission into review. No letter: the resident sees it on the status page.

use madoguchi_vocab::StepKey;

use crate::{case::Decision, event::Event};

pub(super) fn decide(step: Option<StepKey>) -> Decision {
    Decision::quiet(Event::Taken { step })
}
