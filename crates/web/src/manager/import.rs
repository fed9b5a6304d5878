//! The inventory comes in as a file: shown first, saved when told to.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, ImportPreview, StaffPerson, Trouble};
use madoguchi_auth::Deed;
use madoguchi_inventory::ChangeKind;
use madoguchi_vocab::Instant;

use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Manager,
};

/// How many changes are shown; the numbers of all of them stand above.
const SHOWN: usize = 300;

#[derive(Template)]
#[template(path = "manager/import.html")]
struct Import {
    chrome: Chrome,
    preview: Option<ImportPreview>,
    /// How many are added, changed, and not in the file.
    counts: [usize; 3],
    /// Which of the files that were laid aside is shown.
    seen: String,
    wrong: Vec<Wrong>,
}

impl Import {
    fn new(chrome: Chrome, preview: Option<ImportPreview>, seen: String, wrong: Vec<Wrong>) -> Self {
        let mut counts = [0; 3];
        for change in preview.iter().flat_map(|p| &p.changes) {
            counts[match change.kind {
                ChangeKind::Added => 0,
                ChangeKind::Changed(_) => 1,
                ChangeKind::Missing => 2,
            }] += 1;
        }
        Self { chrome, preview, counts, seen, wrong }
    }
}

pub async fn get(Manager(person): Manager, chrome: Chrome) -> Answer {
    if !person.may_at_home(Deed::EditInventory) {
        return Err(Problem::NotAllowed);
    }
    show(&Import::new(chrome, None, String::new(), vec![]))
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
        return save(&app, &person, chrome, fields.first("seen")).await;
    }
    let Some(file) = fields.files.first() else {
        return again(chrome, "CSV ファイルを選んでください");
    };
    let sheet = file.file.bytes().map_err(Trouble::from)?;
    // What was read without a problem is laid aside; nothing has to be uploaded twice.
    let (preview, at) = app.lay_aside(&person, &sheet).await?;
    let seen = at.utc().to_rfc3339();
    show(&Import::new(chrome, Some(preview), seen, vec![]))
}

async fn save(app: &App, person: &StaffPerson, chrome: Chrome, seen: &str) -> Answer {
    let Some(at) = Instant::parse(seen) else { return Err(Problem::Unreadable) };
    match app.import_laid_aside(person, at).await {
        Ok(done) if done.problems.is_empty() => go_to("/manage/inventory?done=inventory"),
        Ok(done) => show_again(&Import::new(chrome.with_errors(), Some(done), String::new(), vec![])),
        Err(Trouble::Overtaken) => again(
            chrome,
            "見せた内容はもう保存したか、別のファイルに変わりました。もう一度ファイルを選んでください",
        ),
        Err(other) => Err(other.into()),
    }
}

fn again(chrome: Chrome, wrong: &str) -> Answer {
    show_again(&Import::new(chrome.with_errors(), None, String::new(), vec![Wrong::at("file", wrong)]))
}

#[cfg(test)]
mod tests {
    use madoguchi_inventory::{Change, Format, Problem as SheetProblem};

    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_at_every_step() {
        let change = |kind| Change { id: "a".into(), name: "手続き".into(), kind };
        let problem = SheetProblem {
            line: 3,
            name: "<手続き>".into(),
            column: "volume".into(),
            message: "数ではありません".into(),
        };
        let good = ImportPreview {
            format: Format::National,
            changes: vec![
                change(ChangeKind::Added),
                change(ChangeKind::Missing),
                change(ChangeKind::Changed(vec![("volume", String::new(), "7".into())])),
            ],
            problems: vec![],
            warnings: vec![problem.clone()],
            rows: 2,
        };
        let bad =
            ImportPreview { changes: vec![], problems: vec![problem], warnings: vec![], ..good.clone() };
        let wrong = vec![Wrong::at("file", "CSV ファイルを選んでください")];
        for preview in [None, Some(good), Some(bad)] {
            for_staff(|chrome| Import::new(chrome, preview.clone(), "x".into(), wrong.clone()));
        }
    }
}
