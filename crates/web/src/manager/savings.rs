//! Measures that save time of staff: what 業務時間削減数 is summed up from.

use askama::Template;
use axum::{extract::State, http::header, response::IntoResponse};
use madoguchi_app::{App, Trouble};
use madoguchi_auth::Deed;
use madoguchi_inventory::{
    Problem as SheetProblem,
    kpi::{Saved, SavedTotal},
};
use madoguchi_vocab::number::thousands;

use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::Fields,
    page::{Answer, attachment, go_to, show, show_again},
    problem::Problem,
    who::Manager,
};

struct Row {
    name: String,
    id: String,
    here: bool,
    count: String,
    minutes: String,
    gross: String,
    setup: String,
    net: String,
    measured: String,
    source: String,
}

#[derive(Template)]
#[template(path = "manager/savings.html")]
struct Savings {
    chrome: Chrome,
    rows: Vec<Row>,
    all: String,
    here: String,
    may_edit: bool,
    problems: Vec<SheetProblem>,
    wrong: Vec<Wrong>,
}

pub async fn get(State(app): State<App>, Manager(person): Manager, chrome: Chrome) -> Answer {
    let found = app.savings().await?;
    show(&drawn(chrome, &found, person.may_at_home(Deed::KeepPlans), vec![], vec![]))
}

pub async fn post(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    fields: Fields,
) -> Answer {
    if !person.may_at_home(Deed::KeepPlans) {
        return Err(Problem::NotAllowed);
    }
    let (problems, wrong) = match fields.files.first() {
        None => (vec![], vec![Wrong::at("file", "CSV ファイルを選んでください")]),
        Some(file) => {
            let bytes = file.file.bytes().map_err(Trouble::from)?;
            match app.import_savings(&person, &bytes).await? {
                Ok(_) => return go_to("/manage/savings?done=save_savings"),
                Err(problems) => (problems, vec![]),
            }
        }
    };
    show_again(&drawn(chrome.with_errors(), &app.savings().await?, true, problems, wrong))
}

pub async fn csv(State(app): State<App>, Manager(_): Manager) -> Answer {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, attachment("savings.csv", "savings.csv")),
    ];
    Ok((headers, app.savings_csv().await?).into_response())
}

fn drawn(
    chrome: Chrome,
    (saved, total): &(Vec<Saved>, SavedTotal),
    may_edit: bool,
    problems: Vec<SheetProblem>,
    wrong: Vec<Wrong>,
) -> Savings {
    let rows = saved.iter().map(|s| Row {
        name: s.saving.name.clone(),
        id: s.saving.id.clone(),
        here: !s.saving.paper.is_empty(),
        count: thousands(s.count),
        minutes: format!("{} → {} 分", s.saving.minutes_before, s.saving.minutes_after),
        gross: thousands(s.gross.hours()),
        setup: thousands(s.saving.setup_hours),
        net: thousands(s.net.hours()),
        measured: format!("{}　{}　{} 件", s.saving.measured_on, s.saving.how.label(), s.saving.sample),
        source: s.saving.source.clone(),
    });
    Savings {
        rows: rows.collect(),
        all: thousands(total.all.hours()),
        here: thousands(total.here.hours()),
        may_edit,
        problems,
        wrong,
        chrome,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use madoguchi_inventory::kpi::{SAVING_COLUMNS, read_savings, savings};

    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_empty_and_full() {
        let file = format!(
            "{}\na,<受付>,juminhyo-yubin,,8,11,2,2026-04-01,2026-03-01,20,timed,見本,\n",
            SAVING_COLUMNS.join(",")
        );
        let (measures, problems) =
            read_savings(file.as_bytes(), &std::collections::BTreeSet::from(["juminhyo-yubin".to_owned()]));
        assert_eq!(problems, []);
        let full = savings(&measures, &BTreeMap::from([("a".to_owned(), 500)]));
        assert_eq!(full.1.all.hours(), "-27.0", "twice the work is told as such");
        let problem = SheetProblem {
            line: 2,
            name: String::new(),
            column: "id".into(),
            message: "2 つあります".into(),
        };
        for found in [full, savings(&[], &BTreeMap::new())] {
            let wrong = vec![Wrong::at("file", "選んで")];
            for_staff(|chrome| drawn(chrome, &found, true, vec![problem.clone()], wrong.clone()));
        }
    }
}
