//! All pages of a paper on one screen: those that the answers so far lead to, and, for browsers with scripts, the
//! others out of sight until an answer leads there.

use madoguchi_app::Draft;
use madoguchi_forms::{Complaint, Page, Paper, Reading};
use madoguchi_vocab::Date;

use super::path;
use crate::{
    chrome::Chrome,
    problem::Problem,
    questions::{Desk, Sheet, Source},
    ruby::Html,
};

/// One page of the paper as a section of the screen.
pub struct Part {
    /// Its name.
    pub key: String,
    /// The question.
    pub title: String,
    /// More about it.
    pub hint: Option<Html>,
    /// Its condition, for the browser.
    pub when: Option<String>,
    /// Whether the answers so far do not lead here.
    pub hidden: bool,
    /// What is said in place of questions, where the paper ends here (対象外).
    pub exit: Option<Html>,
    /// The name of its group, where it repeats.
    pub group: Option<String>,
    /// Its questions.
    pub sheet: Sheet,
    /// Whether an answer here decides about what comes behind.
    pub decides: bool,
    /// How many of its questions are not right yet.
    pub wrong: usize,
}

/// Draws them all.
pub fn parts(
    chrome: &Chrome,
    draft: &Draft,
    reading: &Reading<'_>,
    today: Date,
    complaints: Vec<Complaint>,
) -> Result<Vec<Part>, Problem> {
    let Some(desk) = &draft.desk else { return Err(Problem::Missing) };
    let source = Source {
        chrome,
        paper: &draft.paper,
        typed: &draft.typed,
        files: &draft.files,
        today: draft.read_on(today),
        complaints,
        file_path: Some(format!("{}/files", path(draft.id))),
        buttons: true,
        desk: Some(Desk { way: desk.facts.way, originals: &desk.facts.originals }),
    };
    let part = |(at, page): (usize, &Page)| -> Result<Part, Problem> {
        let sheet = source.sheet(page)?;
        Ok(Part {
            key: page.key.to_string(),
            title: chrome.text(&page.title).to_owned(),
            hint: page.hint.as_ref().map(|h| chrome.tell(h)),
            when: page.when.as_ref().map(|w| w.wire().to_string()),
            hidden: !reading.journey.iter().any(|p| p.key == page.key),
            exit: page.exit.as_ref().map(|text| chrome.tell(text)),
            group: page.repeat.as_ref().map(|r| r.key.to_string()),
            decides: decides(&draft.paper, at, page),
            wrong: sheet.wrong.len(),
            sheet,
        })
    };
    draft.paper.pages.iter().enumerate().map(part).collect()
}

/// Whether a condition behind a page reads what is asked on it.
fn decides(paper: &Paper, at: usize, page: &Page) -> bool {
    let behind = paper.pages[at + 1..].iter();
    behind
        .flat_map(|later| later.when.iter().chain(later.fields.iter().filter_map(|f| f.when.as_ref())))
        .any(|when| paper.reads_any(when, &page.fields))
}
