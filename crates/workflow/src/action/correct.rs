//! The resident sends what was mended. A day past the last one is taken too: nobody has decided yet.

use crate::{
    case::Decision,
    event::{Change, Event},
    letter::Letter,
    refusal::Refusal,
};

pub(super) fn decide(changes: Vec<Change>, answers: String) -> Result<Decision, Refusal> {
    if changes.is_empty() {
        return Err(Refusal::NothingChanged);
    }
    Ok(Decision {
        event: Event::CorrectionGiven { changes, answers: Some(answers) },
        letters: vec![Letter::CorrectionReceived],
    })
}
