//! 取下げ: the resident's right until the decision.

use crate::{case::Decision, event::Event, letter::Letter};

pub(super) fn decide(reason: String) -> Decision {
    Decision {
        event: Event::Withdrawn { reason: reason.trim().to_owned() },
        letters: vec![Letter::Withdrawn],
    }
}
