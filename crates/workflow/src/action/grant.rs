//! 認容: what was asked for is given. No notice of remedies is owed.

use crate::{case::Decision, event::Event, letter::Letter, stage::Ruling};

pub(super) fn decide(note: String) -> Decision {
    Decision { event: Event::Decided { ruling: Ruling::Granted { note } }, letters: vec![Letter::Granted] }
}
