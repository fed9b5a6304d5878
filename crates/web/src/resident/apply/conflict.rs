//! Two tabs with the same questions: neither overwrites what it has not shown.

use std::hash::{DefaultHasher, Hash, Hasher};

use madoguchi_app::{App, Draft};
use madoguchi_forms::{Line, Page, Typed};

use super::save::file_inputs;
use crate::{chrome::Chrome, form_state::Fields};

/// Names the answers of a page as they stand in the draft: every page is drawn with it and posts it back. Files are left
/// out: each is sent and removed by itself, and no page posts those it has shown.
pub fn digest(draft: &Draft, page: &Page) -> String {
    let mut sum = DefaultHasher::new();
    let mut answers = draft.paper.typed_on(page, &draft.typed).0;
    for (_, _, input) in file_inputs(page, &draft.typed) {
        answers.remove(&input);
    }
    answers.hash(&mut sum);
    format!("{:016x}", sum.finish())
}

/// What somebody has to look at before it is saved: the answers another tab gave on this page since it was drawn,
/// in one line. `None` if nobody did, or gave the same.
pub fn found(
    app: &App,
    chrome: &Chrome,
    draft: &Draft,
    page: &Page,
    typed: &Typed,
    fields: &Fields,
) -> Option<String> {
    let on = |typed| draft.paper.typed_on(page, typed);
    if fields.seen.is_empty() || fields.seen == digest(draft, page) || on(typed) == on(&draft.typed) {
        return None;
    }
    let shown = |typed: &Typed| -> Vec<Line> {
        let reading = draft.read_as(typed, app.today());
        let sections = draft.paper.show(&reading.answers, chrome.lang);
        sections.into_iter().filter(|s| s.page == page.key).flat_map(|s| s.lines).collect()
    };
    let mine = shown(typed);
    let theirs = shown(&draft.typed).into_iter().filter(|line| line.answered && !mine.contains(line));
    let said = |l: Line| format!("{}{}{}", l.label, chrome.say("colon"), l.answer.replace('\n', " "));
    let told: Vec<_> = theirs.map(said).collect();
    Some(chrome.put("question.conflict", told.join("／")))
}
