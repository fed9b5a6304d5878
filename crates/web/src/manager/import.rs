//! The inventory comes in as a file: shown first, saved when told to.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, ImportPreview, Trouble};
use madoguchi_auth::Deed;
use madoguchi_inventory::ChangeKind;

use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Manager,
};

#[derive(Template)]
#[template(path = "manager/import.html")]
struct Import {
    chrome: Chrome,
    preview: Option<ImportPreview>,
    /// The file itself, carried to the press that saves it.
    content: String,
    wrong: Vec<Wrong>,
}

pub async fn get(Manager(person): Manager, chrome: Chrome) -> Answer {
    if !person.may_at_home(Deed::EditInventory) {
        return Err(Problem::NotAllowed);
    }
    show(&Import { chrome, preview: None, content: String::new(), wrong: vec![] })
}

pub async fn post(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    fields: Fields,
) -> Answer {
    if !person.may_at_home(Deed::EditInventory) {
        return Err(Problem::NotAllowed);
    }
    if fields.action == "save" {
        let done = app.import(&person, fields.first("content").as_bytes()).await?;
        if done.problems.is_empty() {
            return go_to("/manage/inventory");
        }
        let page = Import {
            chrome: chrome.with_errors(),
            preview: Some(done),
            content: String::new(),
            wrong: vec![],
        };
        return show_again(&page);
    }
    let Some(file) = fields.files.first() else {
        let wrong = vec![Wrong::at("file", "CSV ファイルを選んでください")];
        return show_again(&Import {
            chrome: chrome.with_errors(),
            preview: None,
            content: String::new(),
            wrong,
        });
    };
    let sheet = file.file.bytes().map_err(Trouble::from)?;
    let preview = app.preview_import(&sheet).await?;
    // What was read without a problem is carried on in our own spelling; nothing has to be uploaded twice.
    let content = if preview.problems.is_empty() { app.respell(&sheet).await? } else { String::new() };
    show(&Import { chrome, preview: Some(preview), content, wrong: vec![] })
}

#[cfg(test)]
mod tests {
    use madoguchi_inventory::{Change, Problem as SheetProblem};

    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_at_every_step() {
        let change = |kind| Change { id: "a".into(), name: "手続き".into(), kind };
        let good = ImportPreview {
            changes: vec![
                change(ChangeKind::Added),
                change(ChangeKind::Missing),
                change(ChangeKind::Changed(vec![("volume", String::new(), "7".into())])),
            ],
            problems: vec![],
            rows: 2,
        };
        let problem =
            SheetProblem { line: 3, column: "volume".into(), message: "数ではありません".into() };
        let bad = ImportPreview { changes: vec![], problems: vec![problem], rows: 0 };
        let wrong = vec![Wrong::at("file", "CSV ファイルを選んでください")];
        for preview in [None, Some(good), Some(bad)] {
            for_staff(|chrome| Import {
                chrome,
                preview: preview.clone(),
                content: "x".into(),
                wrong: wrong.clone(),
            });
        }
    }
}
