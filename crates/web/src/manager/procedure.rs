//! One procedure of the inventory: what stands there, how it counts, and every change with who made it.

use askama::Template;
use axum::extract::{Path, Query, State};
use madoguchi_app::{Altered, App, ProcedurePage};
use madoguchi_auth::Deed;
use madoguchi_inventory::{
    Affairs, Applicant, Basis, Blocker, COLUMNS, Channel, Kind, LeftOut, Level, Method, Status, cells,
    column_label,
};
use madoguchi_vocab::{Actor, number::thousands};
use serde::Deserialize;

use super::{dashboard::day_or_today, inventory::standing_of};
use crate::{
    chrome::Chrome,
    page::{Answer, show},
    who::Manager,
};

/// As of when.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    as_of: String,
}

/// A change as it is read.
struct Past {
    when: String,
    who: String,
    version: i64,
    cells: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "manager/procedure.html")]
struct Page {
    chrome: Chrome,
    id: String,
    name: String,
    standing: &'static str,
    /// Column and what stands in it, without what is blank.
    facts: Vec<(String, String)>,
    counted: Vec<(&'static str, String)>,
    paper: Option<String>,
    past: Vec<Past>,
    may_edit: bool,
    /// The day, where it is not today.
    day: Option<String>,
}

pub async fn get(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let as_of = day_or_today(&app, &asked.as_of);
    let page = app.procedure(&id, as_of).await?;
    let day = (as_of != app.today()).then(|| chrome.day(&as_of));
    let may_edit = person.may_at_home(Deed::EditInventory);
    let department = page.procedure.department.0.clone();
    let name = app.departments().iter().find(|d| d.id.0 == department).map(|d| d.name.clone());
    show(&drawn(chrome, page, name, may_edit, day))
}

fn drawn(
    chrome: Chrome,
    page: ProcedurePage,
    department: Option<String>,
    may_edit: bool,
    day: Option<String>,
) -> Page {
    let p = &page.procedure;
    let facts = COLUMNS
        .iter()
        .zip(cells(p))
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(column, cell)| {
            let shown = match (*column, &department) {
                ("department", Some(name)) => name.clone(),
                _ => spoken(column, &cell),
            };
            (column_label(column).to_owned(), shown)
        })
        .collect();
    Page {
        id: p.id.clone(),
        name: p.name.clone(),
        standing: standing_of(&page.fact).1,
        facts,
        counted: page.counted.iter().map(|(channel, n)| (channel.label(), thousands(n))).collect(),
        paper: p.paper.as_ref().map(ToString::to_string),
        past: page.past.iter().map(|a| past(&chrome, a)).collect(),
        may_edit,
        day,
        chrome,
    }
}

fn past(chrome: &Chrome, altered: &Altered) -> Past {
    let told = |(column, before, after): &(String, String, String)| {
        (column_label(column).to_owned(), spoken(column, before), spoken(column, after))
    };
    Past {
        when: chrome.moment(&altered.at),
        who: who(&altered.by),
        version: altered.version,
        cells: altered.cells.iter().map(told).collect(),
    }
}

/// Who changed the inventory.
pub fn who(actor: &Actor) -> String {
    match actor {
        Actor::Staff { name, .. } => name.clone(),
        Actor::Resident | Actor::System => "コマンド".to_owned(),
    }
}

/// The words one can choose from in a column; none where anything can be written.
pub fn choices(column: &str) -> Vec<(&'static str, &'static str)> {
    macro_rules! of {
        ($type:ident) => {
            $type::ALL.iter().map(|v| (v.code(), v.label())).collect()
        };
    }
    match column {
        "basis" => of!(Basis),
        "kind" => of!(Kind),
        "affairs" => of!(Affairs),
        "applicant" => of!(Applicant),
        "level" => of!(Level),
        "status" => of!(Status),
        "channels" => of!(Channel),
        "volume_method" => of!(Method),
        "left_out" => of!(LeftOut),
        "blockers" => of!(Blocker),
        "priority31" | "dashboard26" | "partly_by_design" => vec![("yes", "はい")],
        _ => vec![],
    }
}

/// What stands in a cell, in words.
fn spoken(column: &str, cell: &str) -> String {
    let choices = choices(column);
    if choices.is_empty() {
        return cell.to_owned();
    }
    let word = |part: &str| {
        choices
            .iter()
            .find(|(code, _)| *code == part)
            .map_or_else(|| part.to_owned(), |(_, l)| (*l).to_owned())
    };
    cell.split(';').map(word).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
pub mod tests {
    use madoguchi_inventory::{Fact, Procedure, Standing};
    use madoguchi_vocab::Instant;

    use super::*;
    use crate::page::tests::for_staff;

    pub fn sample() -> ProcedurePage {
        let mut procedure = Procedure::begun("a".into(), "見本の<届出>".into());
        procedure.channels = [Channel::Counter, Channel::Mail].into();
        ProcedurePage {
            fact: Fact {
                id: "a".into(),
                name: "見本".into(),
                department: procedure.department.clone(),
                standing: Standing::NotYet,
                total: None,
                online: None,
            },
            procedure,
            past: vec![Altered {
                version: 2,
                at: Instant::parse("2026-11-24T09:00:00+09:00").unwrap(),
                by: Actor::System,
                cells: vec![("status".into(), "not_yet".into(), "online".into())],
            }],
            version: 2,
            counted: [(Channel::Platform, 1234)].into(),
        }
    }

    #[test]
    fn the_page_draws_and_speaks_in_words() {
        for may_edit in [true, false] {
            for_staff(|chrome| {
                let page = drawn(chrome, sample(), Some("市民課".into()), may_edit, None);
                assert_eq!(page.past[0].cells, [("状態".into(), "未着手".into(), "公開".into())]);
                page
            });
        }
        assert_eq!(spoken("channels", "counter;mail"), "窓口、郵送");
    }
}
