//! A published number with the rows it was computed from, whether it can be derived again, and how it is withdrawn.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, OpenedSnapshot, StaffPerson, Trouble};
use madoguchi_auth::Deed;
use madoguchi_inventory::Derived;
use madoguchi_vocab::number::thousands;

use super::Line;
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    manager::{dashboard::Card, inventory::standing_of},
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Manager,
};

struct RateLine {
    label: &'static str,
    shown: String,
    numerator: String,
    denominator: String,
    unknown: u64,
    excluded: u64,
    bounds: String,
}

struct RowLine {
    id: String,
    name: String,
    standing: &'static str,
    total: String,
    online: String,
}

#[derive(Template)]
#[template(path = "manager/snapshots/one.html")]
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
    may_withdraw: bool,
    reason: String,
    wrong: Vec<Wrong>,
}

impl One {
    fn wrong_at(&self, input: &str) -> Option<&str> {
        complaint::at(&self.wrong, input)
    }
}

async fn drawn(app: &App, person: &StaffPerson, chrome: Chrome, number: &str) -> Result<One, Problem> {
    let number = number.parse().map_err(|_| Problem::from(Trouble::NotFound))?;
    let may_withdraw = person.may_at_home(Deed::EditInventory);
    Ok(One { may_withdraw, ..opened(chrome, &app.snapshot(number).await?) })
}

pub async fn get(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Path(number): Path<String>,
) -> Answer {
    show(&drawn(&app, &person, chrome, &number).await?)
}

/// Withdraws it.
pub async fn post(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Path(number): Path<String>,
    fields: Fields,
) -> Answer {
    if !person.may_at_home(Deed::EditInventory) {
        return Err(Problem::NotAllowed);
    }
    let page = drawn(&app, &person, chrome, &number).await?;
    let reason = fields.first("reason").to_owned();
    match app.withdraw_rates(&person, page.line.number, &reason).await {
        Ok(()) => go_to(&format!("/manage/snapshots/{}?done=withdraw_rates", page.line.number)),
        Err(Trouble::Amiss { field, words }) => {
            let (chrome, wrong) = (page.chrome.with_errors(), vec![Wrong::at(field, words)]);
            show_again(&One { chrome, reason, wrong, ..page })
        }
        Err(other) => Err(other.into()),
    }
}

fn opened(chrome: Chrome, opened: &OpenedSnapshot) -> One {
    let frozen = &opened.frozen;
    let number = |n: Option<u64>| n.map_or_else(|| "不明".to_owned(), thousands);
    let halves =
        |n: u64| if n.is_multiple_of(2) { thousands(n / 2) } else { format!("{}.5", thousands(n / 2)) };
    let again = opened.page().rates;
    let bounds = |r: &madoguchi_inventory::FrozenRate| {
        let same = again.iter().find(|now| now.id == r.id && now.percent() == r.shown);
        same.map_or_else(String::new, |now| Card::new(now, None).bounds)
    };
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
                bounds: bounds(r),
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
        may_withdraw: false,
        reason: String::new(),
        wrong: vec![],
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
pub mod tests {
    use madoguchi_app::{Snapshot, Withdrawal};
    use madoguchi_inventory::{Fact, Frozen, PartialRule, Standing};
    use madoguchi_vocab::{Actor, DepartmentId, Instant};

    use super::*;
    use crate::page::tests::for_staff;

    /// A number of half a procedure.
    pub fn sample(withdrawn: bool) -> OpenedSnapshot {
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
        let at = Instant::parse("2026-11-24T09:00:00+09:00").unwrap();
        let withdrawal = || Withdrawal { at, by: Actor::System, reason: "<件数>の誤り".into() };
        let snapshot = Snapshot {
            number: 1,
            name: "令和7年度の公表".into(),
            at,
            by: Actor::System,
            as_of,
            rates: frozen.rates.clone(),
            withdrawn: withdrawn.then(withdrawal),
        };
        OpenedSnapshot { snapshot, frozen, derived: Derived::Same }
    }

    #[test]
    fn the_page_draws_whatever_came_of_deriving_it_again() {
        for (derived, withdrawn) in [
            (Derived::Same, false),
            (Derived::OtherDefinition { version: 0, same: false }, true),
            (Derived::OtherNumbers, false),
            (Derived::OtherRows(vec!["a".into()]), true),
        ] {
            for_staff(|chrome| {
                let page = opened(chrome, &OpenedSnapshot { derived: derived.clone(), ..sample(withdrawn) });
                assert_eq!(page.rates[0].numerator, "500.5");
                let wrong =
                    if withdrawn { vec![] } else { vec![Wrong::at("reason", "書いてください")] };
                One { may_withdraw: true, wrong, ..page }
            });
        }
    }
}
