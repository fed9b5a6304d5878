//! What the office writes down for itself: notes, calls and ticks. Residents do not see it.

use std::collections::BTreeSet;

use madoguchi_vocab::StepKey;

use crate::{
    case::{Case, Decision},
    event::{Call, Event},
    refusal::{Missing, Refusal},
};

pub(super) fn note(text: &str) -> Result<Decision, Refusal> {
    Ok(Decision::quiet(Event::Noted { text: words(text)? }))
}

/// That nobody answered says enough by itself.
pub(super) fn call(outcome: Call, text: &str) -> Result<Decision, Refusal> {
    let text = match outcome {
        Call::NotReached => text.trim().to_owned(),
        Call::Reached | Call::Incoming => words(text)?,
    };
    Ok(Decision::quiet(Event::Called { outcome, text }))
}

/// What the paper does not list is left out.
pub(super) fn tick(case: &Case, done: &BTreeSet<StepKey>) -> Result<Decision, Refusal> {
    let listed = case.definition.checklist.iter().map(|i| &i.key);
    let done: Vec<StepKey> = listed.filter(|k| done.contains(*k)).cloned().collect();
    if done.iter().eq(&case.facts.ticked) {
        return Err(Refusal::NothingChanged);
    }
    Ok(Decision::quiet(Event::Ticked { done }))
}

fn words(text: &str) -> Result<String, Refusal> {
    match text.trim() {
        "" => Err(Refusal::Missing(Missing::Words)),
        text => Ok(text.to_owned()),
    }
}
