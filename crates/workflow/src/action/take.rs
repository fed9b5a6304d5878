//! A clerk takes a submission into review. No letter: the resident sees it on the status page.

use crate::{case::Decision, event::Event};

pub(super) fn decide() -> Decision {
    Decision { event: Event::Taken, letters: vec![] }
}
