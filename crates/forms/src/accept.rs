//! What of a POST is kept.

use madoguchi_vocab::FieldKey;

use crate::{
    answers::Typed,
    paper::{Page, Paper},
};

/// A POST that no page of ours sends.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("input {name:?} refused: {why:?}")]
pub struct UnknownInput {
    /// The name of the input.
    pub name: String,
    /// What about it.
    pub why: Why,
}

/// Why an input was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No question here has this name.
    Name,
    /// No such row, or a row where nothing repeats.
    Row,
    /// Longer than [`crate::TYPED_LIMIT`] characters.
    TooLong,
    /// More values or rows than any page sends.
    TooMany,
}

impl Paper {
    /// Merges what was posted for a page into what was typed before.
    pub fn accept(&self, _page: &Page, current: &Typed, _posted: Typed) -> Result<Typed, UnknownInput> {
        Ok(current.clone())
    }

    /// Merges what was posted for some questions into what was typed before: corrections.
    pub fn accept_fields(
        &self,
        _fields: &[FieldKey],
        current: &Typed,
        _posted: Typed,
    ) -> Result<Typed, UnknownInput> {
        Ok(current.clone())
    }

    /// What somebody would have typed to give these answers: `read(typed_from(a)).answers == a`.
    pub fn typed_from(&self, _answers: &crate::Answers) -> Typed {
        Typed::default()
    }
}
