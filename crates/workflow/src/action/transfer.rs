//! 所管替え: it came to the wrong department of the city. Its arrival stays what it was (行政手続法7条), and the resident
//! is told whom to ask from now on.

use madoguchi_vocab::DepartmentId;

use crate::{
    case::{Case, Decision},
    event::Event,
    letter::Letter,
    refusal::{Missing, Refusal},
};

pub(super) fn decide(case: &Case, to: DepartmentId, name: String, reason: &str) -> Result<Decision, Refusal> {
    if to == case.department {
        return Err(Refusal::NothingChanged);
    }
    match reason.trim() {
        "" => Err(Refusal::Missing(Missing::Reason)),
        reason => Ok(Decision {
            event: Event::Transferred { to, name, reason: reason.to_owned() },
            letters: vec![Letter::Transferred],
        }),
    }
}
