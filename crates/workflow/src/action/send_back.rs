//! 差戻し: who reviews after or approves gives it back to who reviewed before, with a reason; who proposed may take the
//! proposal back. It stays inside the office: the resident is asked nothing.

use madoguchi_vocab::StepKey;

use crate::{
    case::{Case, Decision},
    event::Event,
    refusal::{Missing, Refusal},
    stage::StageName,
};

pub(super) fn decide(case: &Case, step: Option<StepKey>, reason: &str) -> Result<Decision, Refusal> {
    match reason.trim() {
        "" => Err(Refusal::Missing(Missing::Reason)),
        reason => back(case, step, reason.to_owned()),
    }
}

pub(super) fn pull_back(case: &Case, step: Option<StepKey>) -> Result<Decision, Refusal> {
    back(case, step, String::new())
}

fn back(case: &Case, step: Option<StepKey>, reason: String) -> Result<Decision, Refusal> {
    let at = step.as_ref().map_or(StageName::InReview.code(), StepKey::as_str);
    let to = case.facts.reviewers.get(at).copied().or(case.stage.holder()).ok_or(Refusal::NobodyThere)?;
    Ok(Decision::quiet(Event::SentBack { to, step, reason }))
}
