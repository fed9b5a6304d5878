//! A decided matter is taken up again, by the head of the department and with a reason. The earlier decision, its
//! reasons and its notice stay in the history.

use crate::{
    case::Decision,
    event::Event,
    letter::Letter,
    refusal::{Missing, Refusal},
};

pub(super) fn decide(reason: &str) -> Result<Decision, Refusal> {
    match reason.trim() {
        "" => Err(Refusal::Missing(Missing::Reason)),
        reason => Ok(Decision {
            event: Event::Reopened { reason: reason.to_owned() },
            letters: vec![Letter::Reopened],
        }),
    }
}
