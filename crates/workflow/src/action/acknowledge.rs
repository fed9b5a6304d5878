//! 受付済: a notification was complete. It was so from its arrival (行政手続法37条); this says that it was seen.

use crate::{case::Decision, event::Event, letter::Letter, stage::Ruling};

pub(super) fn decide(note: String) -> Decision {
    Decision {
        event: Event::Decided { ruling: Ruling::Acknowledged { note } },
        letters: vec![Letter::Acknowledged],
    }
}
