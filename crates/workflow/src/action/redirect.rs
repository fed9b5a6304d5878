//! 移送・案内: another authority is in charge. The resident is told which and why; nothing is sent back in silence.

use crate::{
    refusal::{Missing, Refusal},
    stage::Ruling,
};

pub(super) fn ruling(to: &str, reason: &str) -> Result<Ruling, Refusal> {
    match (to.trim(), reason.trim()) {
        ("", _) => Err(Refusal::Missing(Missing::Authority)),
        (_, "") => Err(Refusal::Missing(Missing::Reason)),
        (to, reason) => Ok(Ruling::Redirected { to: to.to_owned(), reason: reason.to_owned() }),
    }
}
