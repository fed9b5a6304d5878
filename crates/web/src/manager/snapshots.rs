//! Numbers as they were published, and whether they can be derived again.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, OpenedSnapshot, Snapshot, Trouble};
use madoguchi_auth::Deed;
use madoguchi_inventory::{Derived, RateId};
use madoguchi_vocab::{Date, number::thousands, wareki};

use super::{inventory::standing_of, procedure::who};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Manager,
};

struct Line {
    number: i64,
    name: String,
    as_of: String,
    when: String,
    who: String,
    /// The strategy's number.
    shown: String,
}

impl Line {
    fn of(chrome: &Chrome, snapshot: &Snapshot) -> Self {
        let headline = snapshot.rates.iter().find(|r| r.id == RateId::OnlineByVolume);
        Self {
            number: snapshot.number,
            name: snapshot.name.clone(),
            as_of: chrome.day(&snapshot.as_of),
            when: chrome.moment(&snapshot.at),
            who: who(&snapshot.by),
            shown: headline.map_or_else(String::new, |r| r.shown.clone()),
        }
    }
}

#[derive(Template)]
#[template(path = "manager/snapshots.html")]
struct Page {
    chrome: Chrome,
    lines: Vec<Line>,
    may_freeze: bool,
    name: String,
    as_of: String,
    wrong: Vec<Wrong>,
}

impl Page {
    fn wrong_at(&self, input: &str) -> Option<&str> {
        complaint::at(&self.wrong, input)
    }
}

pub async fn get(State(app): State<App>, Manager(person): Manager, chrome: Chrome) -> Answer {
    let lines = app.snapshots().await?.iter().map(|s| Line::of(&chrome, s)).collect();
    let may_freeze = person.may_at_home(Deed::EditInventory);
    let as_of = app.today().to_string();
    show(&Page { chrome, lines, may_freeze, name: String::new(), as_of, wrong: vec![] })
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
    let (name, as_of) = (fields.first("name"), fields.first("as_of"));
    match asked(name, as_of, app.today()) {
        Ok(day) => {
            let number = app.freeze(&person, name, day).await?;
            go_to(&format!("/manage/snapshots/{number}?done=freeze"))
        }
        Err(wrong) => {
            let lines = app.snapshots().await?.iter().map(|s| Line::of(&chrome, s)).collect();
            let (name, as_of) = (name.to_owned(), as_of.to_owned());
            show_again(&Page { chrome: chrome.with_errors(), lines, may_freeze: true, name, as_of, wrong })
        }
    }
}

fn asked(name: &str, as_of: &str, today: Date) -> Result<Date, Vec<Wrong>> {
    let mut wrong = Vec::new();
    if name.trim().is_empty() {
        wrong.push(Wrong::at("name", "何のための値か：「令和7年度の公表」のように書いてください"));
    }
    let day = wareki::parse(as_of).ok().filter(|day| *day <= today);
    if day.is_none() {
        wrong.push(Wrong::at("as_of", "時点：今日までの日付を 2026-11-23 のように書いてください"));
    }
    day.filter(|_| wrong.is_empty()).ok_or(wrong)
}

struct RateLine {
    label: &'static str,
    shown: String,
    numerator: String,
    denominator: String,
    unknown: u64,
    excluded: u64,
}

struct RowLine {
    id: String,
    name: String,
    standing: &'static str,
    total: String,
    online: String,
}

#[derive(Template)]
#[template(path = "manager/snapshot.html")]
struct One {
    chrome: Chrome,
    line: Line,
    version: i64,
    definition: u32,
    rule: &'static str,
    derived: String,
    holds: bool,
    rates: Vec<RateLine>,
    rows: Vec<RowLine>,
}

pub async fn one(
    State(app): State<App>,
    Manager(_): Manager,
    chrome: Chrome,
    Path(number): Path<String>,
) -> Answer {
    let number = number.parse().map_err(|_| Problem::from(Trouble::NotFound))?;
    show(&opened(chrome, &app.snapshot(number).await?))
}

fn opened(chrome: Chrome, opened: &OpenedSnapshot) -> One {
    let frozen = &opened.frozen;
    let number = |n: Option<u64>| n.map_or_else(|| "不明".to_owned(), thousands);
    let halves =
        |n: u64| if n.is_multiple_of(2) { thousands(n / 2) } else { format!("{}.5", thousands(n / 2)) };
    One {
        line: Line::of(&chrome, &opened.snapshot),
        version: frozen.dataset,
        definition: frozen.definition,
        rule: frozen.rule.label(),
        derived: said(&opened.derived),
        holds: matches!(opened.derived, Derived::Same),
        rates: frozen
            .rates
            .iter()
            .map(|r| RateLine {
                label: r.id.label(),
                shown: r.shown.clone(),
                numerator: halves(r.numerator_halves),
                denominator: thousands(r.denominator),
                unknown: r.unknown,
                excluded: r.excluded,
            })
            .collect(),
        rows: frozen
            .facts
            .iter()
            .map(|f| RowLine {
                id: f.id.clone(),
                name: f.name.clone(),
                standing: standing_of(f).1,
                total: number(f.total),
                online: number(f.online),
            })
            .collect(),
        chrome,
    }
}

fn said(derived: &Derived) -> String {
    match derived {
        Derived::Same => "残した行からも、台帳の履歴からも、同じ値が出ます。".to_owned(),
        Derived::OtherDefinition { version, same } => {
            let now = if *same {
                "今の決め方でも同じ値です。"
            } else {
                "今の決め方では違う値になります。"
            };
            format!("決め方の版 {version} で計算した値です。{now}")
        }
        Derived::OtherNumbers => "残した行から、残した値が出ません。記録を調べてください。".to_owned(),
        Derived::OtherRows(ids) => {
            format!(
                "残した行からは同じ値が出ますが、台帳の履歴と違う行が {} あります：{}",
                ids.len(),
                ids.join("、")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use madoguchi_inventory::{Fact, Frozen, PartialRule, Standing};
    use madoguchi_vocab::{Actor, DepartmentId, Instant};

    use super::*;
    use crate::page::tests::for_staff;

    fn sample(derived: Derived) -> OpenedSnapshot {
        let fact = Fact {
            id: "a".into(),
            name: "見本の<届出>".into(),
            department: DepartmentId("shimin".into()),
            standing: Standing::Partly,
            total: Some(1001),
            online: None,
        };
        let as_of = "2026-11-23".parse().unwrap();
        let frozen = Frozen::new(vec![fact], PartialRule::Half, as_of, 3, 4);
        let snapshot = Snapshot {
            number: 1,
            name: "令和7年度の公表".into(),
            at: Instant::parse("2026-11-24T09:00:00+09:00").unwrap(),
            by: Actor::System,
            as_of,
            rates: frozen.rates.clone(),
        };
        OpenedSnapshot { snapshot, frozen, derived }
    }

    #[test]
    fn the_pages_draw() {
        for derived in [
            Derived::Same,
            Derived::OtherDefinition { version: 0, same: false },
            Derived::OtherNumbers,
            Derived::OtherRows(vec!["a".into()]),
        ] {
            for_staff(|chrome| {
                let page = opened(chrome, &sample(derived.clone()));
                assert_eq!(page.rates[0].numerator, "500.5");
                page
            });
        }
        for may_freeze in [true, false] {
            for_staff(|chrome| Page {
                lines: vec![Line::of(&chrome, &sample(Derived::Same).snapshot)],
                chrome,
                may_freeze,
                name: String::new(),
                as_of: String::new(),
                wrong: asked("", "明日", "2026-11-23".parse().unwrap()).unwrap_err(),
            });
        }
    }
}
