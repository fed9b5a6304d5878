//! The way through a paper, found anew from what was typed at every request.

use std::collections::BTreeSet;

use madoguchi_vocab::{FieldKey, PageKey, Text};

use crate::{
    answers::{Answers, Facts, Typed},
    applicant::Applicant,
    paper::{Page, Paper, Repeat},
};

/// What is not right about an answer yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Where it was asked.
    pub page: PageKey,
    /// The question.
    pub field: FieldKey,
    /// The row.
    pub row: Option<String>,
    /// The name of the first wrong control, e.g. `birthday.month`.
    pub input: String,
    /// Names the question and says what to do.
    pub say: Text,
    /// What kind of thing is not right: `empty`, `too_long` …
    pub code: &'static str,
}

/// What came of reading what was typed.
#[derive(Clone, Debug)]
pub struct Reading<'p> {
    /// The paper it was read by.
    pub paper: &'p Paper,
    /// What counts: reached, visible, well formed.
    pub answers: Answers,
    /// In the order of the paper.
    pub complaints: Vec<Complaint>,
    /// The pages reached, in order; an exit is the last.
    pub journey: Vec<&'p Page>,
    pub(crate) visible: BTreeSet<(FieldKey, Option<String>)>,
}

impl Paper {
    /// Reads what was typed: which pages are reached, what the answers mean, what is not right yet.
    pub fn read<'p>(&'p self, _typed: &Typed, _facts: &Facts<'_>) -> Reading<'p> {
        Reading {
            paper: self,
            answers: Answers::default(),
            complaints: vec![],
            journey: vec![],
            visible: BTreeSet::new(),
        }
    }
}

impl Repeat {
    /// The ids of the rows to show: those typed, or as many blank ones as there must be.
    pub fn row_ids(&self, typed: &Typed) -> Vec<String> {
        typed.all(self.key.as_str()).to_vec()
    }

    /// The id for one more row; `None` when there are as many as there may be.
    pub fn next_row_id(&self, typed: &Typed) -> Option<String> {
        let _ = typed;
        None
    }
}

impl<'p> Reading<'p> {
    /// What is not right on one page.
    pub fn complaints_on(&self, page: &PageKey) -> impl Iterator<Item = &Complaint> {
        self.complaints.iter().filter(move |c| c.page == *page)
    }

    /// The first page of the journey with a complaint.
    pub fn first_incomplete(&self) -> Option<&'p Page> {
        self.journey.iter().copied().find(|p| self.complaints.iter().any(|c| c.page == p.key))
    }

    /// The exit the journey ends at, if it does.
    pub fn exit(&self) -> Option<&'p Page> {
        self.journey.last().copied().filter(|p| p.exit.is_some())
    }

    /// No complaint anywhere and no exit on the way.
    pub fn is_complete(&self) -> bool {
        self.complaints.is_empty() && self.exit().is_none()
    }

    /// The page behind this one on the journey.
    pub fn next_after(&self, page: &PageKey) -> Option<&'p Page> {
        let at = self.journey.iter().position(|p| p.key == *page)?;
        self.journey.get(at + 1).copied()
    }

    /// The page before this one on the journey.
    pub fn before(&self, page: &PageKey) -> Option<&'p Page> {
        let at = self.journey.iter().position(|p| p.key == *page)?;
        self.journey.get(at.checked_sub(1)?).copied()
    }

    /// Which page of how many, from 1.
    pub fn position(&self, page: &PageKey) -> Option<(usize, usize)> {
        let at = self.journey.iter().position(|p| p.key == *page)?;
        Some((at + 1, self.journey.len()))
    }

    /// Whether a question is asked at all, given the answers.
    pub fn field_visible(&self, key: &FieldKey, row: Option<&str>) -> bool {
        self.visible.contains(&(key.clone(), row.map(str::to_owned)))
    }

    /// Who applies.
    pub fn applicant(&self) -> Applicant {
        self.paper.applicant(&self.answers)
    }
}
