//! One procedure of the inventory: what stands there, how it counts, and every change with who made it.

use askama::Template;
use axum::extract::{Path, Query, State};
use madoguchi_app::{Altered, App, ProcedurePage};
use madoguchi_auth::Deed;
use madoguchi_inventory::{
    Affairs, Applicant, Basis, Blocker, By, COLUMNS, Channel, Kind, LeftOut, Level, Method, Standing, Status,
    cells, column_label,
};
use madoguchi_vocab::{Actor, number::thousands};
use serde::Deserialize;

use super::{
    dashboard::{Known, day_or_today},
    groups::name_of,
    inventory::standing_of,
};
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
    /// Why it counts so.
    because: String,
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
        because: because(&page),
        facts,
        counted: page.counted.iter().map(|(channel, n)| (channel.label(), thousands(n))).collect(),
        paper: p.paper.as_ref().map(ToString::to_string),
        past: page.past.iter().map(|a| past(&chrome, a)).collect(),
        may_edit,
        day,
        chrome,
    }
}

/// Why a procedure counts as it does: what the inventory says and what counts need not be the same.
fn because(page: &ProcedurePage) -> String {
    let p = &page.procedure;
    let status = p.status.label();
    match &page.fact.standing {
        Standing::Excluded(reason) => format!("率から外しています（{reason}）。"),
        Standing::NoScheme => "市に制度がないので、率から外しています。".to_owned(),
        Standing::Able if page.is_open && p.status != Status::Online => format!(
            "台帳の状態は「{status}」ですが、この窓口で様式を公開しているので「できる」に数えています。公開をやめると、台帳の状態で数えます。"
        ),
        Standing::Able if page.is_open => "この窓口で様式を公開しています。".to_owned(),
        Standing::Able => "台帳で「公開」となっています。".to_owned(),
        Standing::Partly if p.partly_by_design => {
            "オンラインでできるのは、制度上、手続きの一部だけです。".to_owned()
        }
        Standing::Partly => "台帳で「一部」となっています。".to_owned(),
        Standing::NotYet if p.paper.is_some() => format!(
            "台帳の状態は「{status}」で、様式もこの窓口で公開していないので「できない」に数えています。"
        ),
        Standing::NotYet if matches!(p.status, Status::Designing | Status::Trial) => {
            format!("「{status}」のあいだは、だれでも使えるわけではないので「できない」に数えています。")
        }
        Standing::NotYet => format!("台帳の状態は、この時点で「{}」です。", not_yet(p.status)),
    }
}

/// What a procedure was that was not online yet on a day, whatever its row says of later.
fn not_yet(status: Status) -> &'static str {
    match status {
        Status::Online | Status::Partial => Status::NotYet.label(),
        other => other.label(),
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

/// The columns of numbers; a year is none.
const NUMBERS: [&str; 3] = ["volume", "online_volume", "national_volume"];

/// What stands in a cell, in words.
fn spoken(column: &str, cell: &str) -> String {
    if NUMBERS.contains(&column) && cell.chars().all(|c| c.is_ascii_digit()) {
        return thousands(cell);
    }
    if column == "life_events" {
        let events: Vec<_> =
            cell.split(';').map(|e| name_of(By::LifeEvent, e, e, &Known::default())).collect();
        return events.join("、");
    }
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
    use madoguchi_inventory::{Fact, Procedure};
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
            is_open: false,
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
        assert_eq!(spoken("volume", "42000"), "42,000");
        assert_eq!(spoken("volume_year", "2025"), "2025");
        assert_eq!(spoken("life_events", "moving;見本"), "引越し、見本");
    }

    #[test]
    fn what_counts_otherwise_than_its_row_says_is_explained() {
        let mut page = sample();
        page.procedure.paper = madoguchi_vocab::Slug::parse("mihon").ok();
        assert!(because(&page).contains("様式もこの窓口で公開していない"), "{}", because(&page));
        (page.fact.standing, page.is_open) = (Standing::Able, true);
        let said = because(&page);
        assert!(said.contains("「未着手」ですが、この窓口で様式を公開している"), "{said}");
    }
}
