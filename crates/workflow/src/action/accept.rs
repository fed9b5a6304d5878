//! 受付: somebody at the desk has seen that it is there. The review begins when a clerk takes it; the law wants it
//! begun without delay (行政手続法7条), and the three moments are kept apart.

use crate::{case::Decision, event::Event};

pub(super) fn decide() -> Decision {
    Decision::quiet(Event::Accepted)
}
