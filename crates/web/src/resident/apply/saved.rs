//! Saved for later: the code that opens the draft again.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::App;

use super::{draft_of, path, where_to_go_on};
use crate::{
    chrome::Chrome,
    page::{Answer, go_to, show},
    who::Resident,
};

#[derive(Template)]
#[template(path = "resident/apply/saved.html")]
struct Page {
    chrome: Chrome,
    name: String,
    code: String,
    until: String,
    go_on: String,
}

/// Shows the code.
pub async fn get(resident: Resident, State(app): State<App>, Path(id): Path<String>) -> Answer {
    let draft = draft_of(&app, &resident, &id).await?;
    if draft.receipt.is_some() {
        return go_to(&resident.chrome.url(&where_to_go_on(&draft, &draft.read(app.today()))));
    }
    let chrome = resident.chrome.with_help_of(&app, &draft.paper.procedure.department);
    show(&Page {
        name: chrome.text(&draft.paper.procedure.title).to_owned(),
        code: app.resume_code(draft.id).reveal().to_owned(),
        until: chrome.day(&draft.expires_at.date()),
        go_on: chrome.url(&path(draft.id)),
        chrome,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_language() {
        in_every_language(|chrome| Page {
            chrome,
            name: "見本".into(),
            code: "7Q4M-KX2P-9D3T".into(),
            until: "令和8年12月23日".into(),
            go_on: "/apply/x".into(),
        });
    }
}
