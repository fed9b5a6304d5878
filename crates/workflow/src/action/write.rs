//! Messages between the resident and the office. They change nothing about where a submission stands.

use crate::{
    case::Decision,
    event::{Enclosure, Event},
    letter::Letter,
    refusal::{Missing, Refusal},
};

pub(super) fn from_office(text: &str, files: Vec<Enclosure>) -> Result<Decision, Refusal> {
    Ok(Decision { event: wrote(text, files)?, letters: vec![Letter::Written] })
}

pub(super) fn from_resident(text: &str, files: Vec<Enclosure>) -> Result<Decision, Refusal> {
    Ok(Decision { event: wrote(text, files)?, letters: vec![] })
}

fn wrote(text: &str, files: Vec<Enclosure>) -> Result<Event, Refusal> {
    match text.trim() {
        "" => Err(Refusal::Missing(Missing::Words)),
        text => Ok(Event::Wrote { text: text.to_owned(), files }),
    }
}
