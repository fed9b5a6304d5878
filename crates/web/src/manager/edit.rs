//! A procedure of the inventory is changed on a page, by the rules of the sheet.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::{App, Edited, ProcedurePage, Trouble};
use madoguchi_auth::Deed;
use madoguchi_inventory::{COLUMNS, cells, column_label};

use super::procedure::choices;
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Manager,
};

/// Columns of which several words can be chosen, or none.
const SEVERAL: [&str; 5] = ["channels", "blockers", "priority31", "dashboard26", "partly_by_design"];
/// Columns with room for sentences.
const LONG: [&str; 7] = ["reason", "ground", "fee_note", "source", "note", "minutes_source", "public_note"];

/// One control.
struct Control {
    column: &'static str,
    label: &'static str,
    value: String,
    choices: Vec<(String, String)>,
    several: bool,
    long: bool,
}

impl Control {
    fn is(&self, code: &str) -> bool {
        self.value.split(';').any(|v| v == code)
    }

    /// Whether what stands there is none of the words: it is offered too, so that nothing changes by being shown.
    fn is_other(&self) -> bool {
        !self.value.is_empty() && !self.choices.iter().any(|(code, _)| *code == self.value)
    }
}

#[derive(Template)]
#[template(path = "manager/edit.html")]
struct Page {
    chrome: Chrome,
    id: String,
    name: String,
    version: i64,
    controls: Vec<Control>,
    wrong: Vec<Wrong>,
    /// Somebody else was quicker.
    overtaken: bool,
}

impl Page {
    fn wrong_at(&self, column: &str) -> Option<&str> {
        complaint::at(&self.wrong, column)
    }
}

pub async fn get(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Answer {
    if !person.may_at_home(Deed::EditInventory) {
        return Err(Problem::NotAllowed);
    }
    let page = app.procedure(&id, app.today()).await?;
    show(&drawn(chrome, &page, &BTreeMap::new(), &departments(&app), vec![]))
}

pub async fn post(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer {
    if !person.may_at_home(Deed::EditInventory) {
        return Err(Problem::NotAllowed);
    }
    let written = written(&fields);
    let version = fields.revision.unwrap_or_default();
    match app.edit_procedure(&person, &id, version, &written).await {
        Ok(Edited::Saved) => go_to(&format!("/manage/inventory/p/{id}?done=inventory")),
        Ok(Edited::Unchanged) => go_to(&format!("/manage/inventory/p/{id}")),
        Ok(Edited::Wrong(problems)) => {
            let wrong = problems
                .iter()
                .map(|p| Wrong::at(p.column.clone(), format!("{}：{}", column_label(&p.column), p.message)));
            let wrong = wrong.collect();
            let page = app.procedure(&id, app.today()).await?;
            let page = drawn(chrome.with_errors(), &page, &written, &departments(&app), wrong);
            show_again(&Page { version, ..page })
        }
        Err(Trouble::Overtaken) => {
            let page = app.procedure(&id, app.today()).await?;
            let page = drawn(chrome, &page, &written, &departments(&app), vec![]);
            Ok((StatusCode::CONFLICT, show(&Page { overtaken: true, ..page })?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn departments(app: &App) -> Vec<(String, String)> {
    app.departments().iter().map(|d| (d.id.0.clone(), d.name.clone())).collect()
}

/// What the form sent. A box that is not ticked sends nothing, and that is what it says.
fn written(fields: &Fields) -> BTreeMap<String, String> {
    let shown = |column: &&&str| fields.pairs().any(|(name, _)| name == **column) || SEVERAL.contains(column);
    let value = |column: &&str| fields.all(column).collect::<Vec<_>>().join(";");
    COLUMNS.iter().filter(|c| **c != "id").filter(shown).map(|c| ((*c).to_owned(), value(c))).collect()
}

fn drawn(
    chrome: Chrome,
    page: &ProcedurePage,
    written: &BTreeMap<String, String>,
    departments: &[(String, String)],
    wrong: Vec<Wrong>,
) -> Page {
    let stood = cells(&page.procedure);
    let controls = COLUMNS.iter().zip(stood).filter(|(c, _)| **c != "id").map(|(column, stands)| {
        let words = choices(column).into_iter().map(|(c, l)| (c.to_owned(), l.to_owned()));
        let choices = if *column == "department" { departments.to_vec() } else { words.collect() };
        Control {
            column,
            label: column_label(column),
            value: written.get(*column).cloned().unwrap_or(stands),
            several: SEVERAL.contains(column),
            long: LONG.contains(column),
            choices,
        }
    });
    Page {
        id: page.procedure.id.clone(),
        name: page.procedure.name.clone(),
        version: page.version,
        controls: controls.collect(),
        wrong,
        overtaken: false,
        chrome,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::procedure::tests::sample, *};
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_with_what_was_typed() {
        let typed = BTreeMap::from([("volume".to_owned(), "<たくさん>".to_owned())]);
        let departments = [("shimin".to_owned(), "市民課".to_owned())];
        for overtaken in [false, true] {
            for_staff(|chrome| {
                let wrong = vec![Wrong::at("volume", "年間件数：数ではありません")];
                Page { overtaken, ..drawn(chrome, &sample(), &typed, &departments, wrong) }
            });
        }
    }
}
