//! 補正: the clerk points at questions, says why and by when (行政手続法7条: a reasonable period).

use madoguchi_vocab::Date;

use crate::{
    case::{Case, Decision, Moment},
    event::{CorrectionItem, Event},
    letter::Letter,
    refusal::{Missing, Refusal},
};

/// The longest period that may be set, in calendar days. A correction is not a way to hold an application.
pub const MAX_DAYS: i64 = 92;

pub(super) fn decide(
    case: &Case,
    items: Vec<CorrectionItem>,
    due: Date,
    at: Moment<'_>,
) -> Result<Decision, Refusal> {
    if items.is_empty() {
        return Err(Refusal::Missing(Missing::Items));
    }
    if items.iter().any(|i| i.reason.trim().is_empty()) {
        return Err(Refusal::Missing(Missing::ItemReason));
    }
    if let Some(unknown) = items.iter().find(|i| !case.correctable.contains(&i.field)) {
        return Err(Refusal::NoSuchQuestion(unknown.field.clone()));
    }
    let days = (due - at.now.date()).num_days();
    if !(1..=MAX_DAYS).contains(&days) {
        return Err(Refusal::DueOutOfReach);
    }
    // A last day on which the counter and the telephone are closed helps nobody.
    let due = at.calendar.open_from(due);
    let letters = vec![Letter::CorrectionAsked { due, items: items.clone() }];
    Ok(Decision { event: Event::CorrectionAsked { due, items }, letters })
}
