//! The questions of a long paper in one list: which are answered, where it goes on, and what is still to come.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, Draft};
use madoguchi_forms::Reading;

use super::{draft_of, path, where_to_go_on};
use crate::{
    chrome::Chrome,
    page::{Answer, go_to, show},
    who::Resident,
};

/// From so many pages on, the list is offered.
const LONG: usize = 6;

/// A page of questions in the list.
struct Task {
    title: String,
    /// Where it is answered; none as long as something before it is open.
    url: Option<String>,
    /// `done`, `open` or `later`.
    state: &'static str,
}

#[derive(Template)]
#[template(path = "resident/apply/tasks.html")]
struct Page {
    chrome: Chrome,
    name: String,
    tasks: Vec<Task>,
    done: usize,
    go_on: String,
    /// Whether an answer may still bring other questions.
    may_change: bool,
}

impl Page {
    fn new(chrome: Chrome, draft: &Draft, reading: &Reading<'_>) -> Self {
        let mut ahead = false;
        let mut tasks = Vec::new();
        for page in reading.journey.iter().filter(|p| p.exit.is_none()) {
            let answered =
                reading.complaints_on(&page.key).next().is_none() && draft.typed.was_sent(&page.key);
            let state = match (ahead, answered) {
                (true, _) => "later",
                (false, true) => "done",
                (false, false) => "open",
            };
            ahead |= !answered;
            let url = (state != "later").then(|| chrome.url(&format!("{}/{}", path(draft.id), page.key)));
            tasks.push(Task { title: chrome.text(&page.title).to_owned(), url, state });
        }
        Self {
            name: chrome.text(&draft.paper.procedure.title).to_owned(),
            done: tasks.iter().filter(|t| t.state == "done").count(),
            go_on: chrome.url(&where_to_go_on(draft, reading)),
            may_change: ahead && draft.paper.pages.iter().any(|p| p.when.is_some()),
            tasks,
            chrome,
        }
    }

    /// How many of how many are answered, in words.
    fn progress(&self) -> String {
        self.chrome.put2("tasks.progress", self.done, self.tasks.len())
    }
}

/// The address of the list, for papers that are long.
pub fn of(draft: &Draft, reading: &Reading<'_>) -> Option<String> {
    (reading.journey.len() >= LONG).then(|| format!("{}/tasks", path(draft.id)))
}

/// Shows the list.
pub async fn get(resident: Resident, State(app): State<App>, Path(id): Path<String>) -> Answer {
    let draft = draft_of(&app, &resident, &id).await?;
    let reading = draft.read(app.today());
    if draft.receipt.is_some() {
        return go_to(&resident.chrome.url(&where_to_go_on(&draft, &reading)));
    }
    let chrome = resident.chrome.with_help_of(&app, &draft.paper.procedure.department);
    show(&Page::new(chrome, &draft, &reading))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_list_is_drawn_in_every_language() {
        let task = |state, url: Option<&str>| Task {
            title: "だれが請求しますか".into(),
            url: url.map(str::to_owned),
            state,
        };
        in_every_language(|chrome| Page {
            chrome,
            name: "見本の手続き".into(),
            tasks: vec![
                task("done", Some("/apply/x/a")),
                task("open", Some("/apply/x/b")),
                task("later", None),
            ],
            done: 1,
            go_on: "/apply/x/b".into(),
            may_change: true,
        });
    }
}
