//! 拒否: only with its reasons, both the criteria and the facts (行政手続法8条), and with the notice of remedies.

use crate::{
    case::{Case, Decision},
    event::Event,
    letter::Letter,
    refusal::{Missing, Refusal},
    remedy::Place,
    stage::Ruling,
};

pub(super) fn decide(case: &Case, basis: &str, facts: &str, place: Place<'_>) -> Result<Decision, Refusal> {
    let said = |text: &str, what| match text.trim() {
        "" => Err(Refusal::Missing(what)),
        text => Ok(text.to_owned()),
    };
    let ruling = Ruling::Refused {
        basis: said(basis, Missing::Basis)?,
        facts: said(facts, Missing::Facts)?,
        remedy: case.remedy.notice(place),
    };
    Ok(Decision { event: Event::Decided { ruling }, letters: vec![Letter::Refused] })
}
