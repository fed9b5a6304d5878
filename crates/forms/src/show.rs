//! Answers said back.

use madoguchi_vocab::{FieldKey, Lang, PageKey};

use crate::{Answers, FileRef, Paper};

/// The answers of one page, or of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Where they were asked.
    pub page: PageKey,
    /// The heading.
    pub title: String,
    /// The row, where the page repeats.
    pub row: Option<String>,
    /// One line per question.
    pub lines: Vec<Line>,
}

/// One question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The question.
    pub field: FieldKey,
    /// The row.
    pub row: Option<String>,
    /// What was asked.
    pub label: String,
    /// The answer; may hold line breaks; empty where an optional question was left.
    pub answer: String,
    /// The files, where the answer is files.
    pub files: Vec<FileRef>,
    /// Whether there is an answer.
    pub answered: bool,
}

impl Paper {
    /// The answers in the order of the paper, for the check page, the status page, staff and print.
    pub fn show(&self, _answers: &Answers, _lang: Lang) -> Vec<Section> {
        Vec::new()
    }
}
