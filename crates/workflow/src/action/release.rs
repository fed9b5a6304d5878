//! 担当解除: who had it has left, or the head takes it out of their hands. It stands where it stood, in nobody's hands.

use crate::{
    case::Decision,
    event::Event,
    refusal::{Missing, Refusal},
};

pub(super) fn decide(name: String, reason: &str) -> Result<Decision, Refusal> {
    match reason.trim() {
        "" => Err(Refusal::Missing(Missing::Reason)),
        reason => Ok(Decision::quiet(Event::Released { name, reason: reason.to_owned() })),
    }
}
