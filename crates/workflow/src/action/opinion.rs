//! 意見照会: another department or an expert is asked. The office goes on deciding; nobody else decides for it.

use madoguchi_vocab::{Actor, Date};

use crate::{
    case::{Case, Decision, Moment},
    event::{Asked, Event},
    refusal::{Missing, Refusal},
};

pub(super) fn ask(
    case: &Case,
    of: Asked,
    question: &str,
    due: Date,
    at: Moment<'_>,
) -> Result<Decision, Refusal> {
    if of.name().trim().is_empty() {
        return Err(Refusal::Missing(Missing::Name));
    }
    if matches!(&of, Asked::Department { id, .. } if *id == case.department) {
        return Err(Refusal::NobodyThere);
    }
    if due < at.now.date() {
        return Err(Refusal::DayOutOfReach);
    }
    let number = u32::try_from(case.facts.opinions.len()).unwrap_or(u32::MAX).saturating_add(1);
    match question.trim() {
        "" => Err(Refusal::Missing(Missing::Words)),
        question => {
            Ok(Decision::quiet(Event::OpinionAsked { number, of, question: question.to_owned(), due }))
        }
    }
}

/// The department that was asked answers; what an expert says is written down by those who asked.
pub(super) fn give(case: &Case, by: &Actor, number: u32, text: &str) -> Result<Decision, Refusal> {
    let opinion = case.facts.open_opinions().find(|o| o.number == number).ok_or(Refusal::NoSuchOpinion)?;
    let Actor::Staff { department, name, .. } = by else { return Err(Refusal::NotYours) };
    let name = match &opinion.of {
        Asked::Department { id, .. } if id == department => name.clone(),
        Asked::Expert { name } if *department == case.department => name.clone(),
        Asked::Department { .. } | Asked::Expert { .. } => return Err(Refusal::NotYours),
    };
    match text.trim() {
        "" => Err(Refusal::Missing(Missing::Words)),
        text => Ok(Decision::quiet(Event::OpinionGiven { number, name, text: text.to_owned() })),
    }
}
