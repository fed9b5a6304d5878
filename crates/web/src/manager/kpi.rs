//! The KPIs of the strategies: all of them here, each on a page of its own.

pub mod one;

use askama::Template;
use axum::{extract::State, http::header, response::IntoResponse};
use madoguchi_app::{App, KpiLine, StaffPerson, Trouble};
use madoguchi_auth::Deed;
use madoguchi_inventory::{Problem as SheetProblem, kpi::Kpi};

use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::Fields,
    page::{Answer, attachment, go_to, show, show_again},
    problem::Problem,
    who::Manager,
};

struct Row {
    number: i64,
    url: String,
    name: String,
    theme: String,
    target: String,
    baseline: String,
    now: String,
    on: String,
    way: String,
    met: &'static str,
    share: String,
}

struct Strategy {
    name: String,
    period: String,
    rows: Vec<Row>,
    source: String,
}

#[derive(Template)]
#[template(path = "manager/kpi.html")]
struct Kpis {
    chrome: Chrome,
    strategies: Vec<Strategy>,
    may_measure: bool,
    problems: Vec<SheetProblem>,
    wrong: Vec<Wrong>,
}

pub async fn list(State(app): State<App>, Manager(person): Manager, chrome: Chrome) -> Answer {
    show(&all(chrome, &app.kpis().await?, may_measure(&person), vec![], vec![]))
}

/// A file of measurements.
pub async fn import(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    fields: Fields,
) -> Answer {
    if !may_measure(&person) {
        return Err(Problem::NotAllowed);
    }
    let (problems, wrong) = match fields.files.first() {
        None => (vec![], vec![Wrong::at("file", "CSV ファイルを選んでください")]),
        Some(file) => {
            let bytes = file.file.bytes().map_err(Trouble::from)?;
            match app.import_measurements(&person, &bytes).await? {
                Ok(_) => return go_to("/manage/kpi?done=measure_all"),
                Err(problems) => (problems, vec![]),
            }
        }
    };
    show_again(&all(chrome.with_errors(), &app.kpis().await?, true, problems, wrong))
}

pub async fn csv(State(app): State<App>, Manager(_): Manager) -> Answer {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, attachment("kpi.csv", "kpi.csv")),
    ];
    Ok((headers, app.measurements_csv().await?).into_response())
}

fn may_measure(person: &StaffPerson) -> bool {
    person.may_at_home(Deed::KeepPlans)
}

fn all(
    chrome: Chrome,
    lines: &[KpiLine],
    may_measure: bool,
    problems: Vec<SheetProblem>,
    wrong: Vec<Wrong>,
) -> Kpis {
    let mut strategies: Vec<Strategy> = vec![];
    for line in lines {
        if strategies.last().is_none_or(|s| s.name != line.kpi.plan) {
            strategies.push(Strategy {
                name: line.kpi.plan.clone(),
                period: format!("{}〜{}", line.kpi.period_from, line.kpi.period_to),
                rows: vec![],
                source: line.kpi.source.clone(),
            });
        }
        if let Some(strategy) = strategies.last_mut() {
            strategy.rows.push(row(line));
        }
    }
    Kpis { chrome, strategies, may_measure, problems, wrong }
}

fn url_of(kpi: &Kpi) -> String {
    let plan: String = url::form_urlencoded::byte_serialize(kpi.plan.as_bytes()).collect();
    format!("/manage/kpi/{}?plan={plan}", kpi.number)
}

fn row(line: &KpiLine) -> Row {
    let kpi = &line.kpi;
    let share = line.measured.as_ref().filter(|m| !m.whole);
    Row {
        number: kpi.number,
        url: url_of(kpi),
        name: kpi.name.clone(),
        theme: kpi.theme.clone(),
        target: kpi.with_unit(&kpi.target),
        baseline: kpi.with_unit(&kpi.baseline),
        now: line.now.map_or_else(|| "まだ測っていません".to_owned(), |r| r.value.shown(kpi)),
        on: line.now.map_or_else(String::new, |r| r.on.to_string()),
        way: line.achievement.map_or_else(|| "—".to_owned(), |a| a.percent()),
        met: match line.achievement {
            Some(a) if a.met => "達成",
            Some(_) => "未達",
            None => "—",
        },
        share: share.map_or_else(String::new, |m| format!("うちこの窓口 {}", m.value.shown(kpi))),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use madoguchi_app::Noted;
    use madoguchi_inventory::kpi::{self, Amount, KpiKind, Measured, Measurement, Reading, Value};
    use madoguchi_vocab::{Date, Instant};

    use super::*;
    use crate::page::tests::for_staff;

    pub(super) fn lines() -> Vec<KpiLine> {
        let kpis = kpi::read(include_bytes!("../../../../deploy/seed/kpis.csv")).unwrap();
        let on: Date = "2026-11-23".parse().unwrap();
        kpis.into_iter()
            .map(|kpi| {
                let value = match kpi.kind {
                    KpiKind::Milestone => Value::Done(true),
                    _ => Value::Amount(Amount::whole(20)),
                };
                let readings: Vec<Reading> = ["2024-03-31", "2025-03-31", "2026-03-31"]
                    .map(|d| Reading { on: d.parse().unwrap(), value })
                    .into();
                let measurement = Measurement {
                    plan: kpi.plan.clone(),
                    number: kpi.number,
                    on,
                    value: Some(value),
                    source: "<見本>".into(),
                    note: String::new(),
                };
                let at = Instant::parse("2026-11-24T00:00:00Z").unwrap();
                KpiLine {
                    measured: Some(Measured { value, on, note: "1 ÷ 2".into(), whole: false }),
                    noted: vec![Noted { measurement, at, by: Some("見本 佐藤".into()), replaced: false }],
                    now: Some(Reading { on, value }),
                    achievement: kpi::achievement(&kpi, value),
                    outlook: kpi::outlook(&kpi, &readings),
                    kpi,
                }
            })
            .collect()
    }

    #[test]
    fn the_pages_draw() {
        let problem = SheetProblem {
            line: 2,
            name: String::new(),
            column: "value".into(),
            message: "<数>ではありません".into(),
        };
        for_staff(|chrome| all(chrome, &[], false, vec![], vec![]));
        for_staff(|chrome| {
            all(chrome, &lines(), true, vec![problem.clone()], vec![Wrong::at("file", "選んで")])
        });
    }
}
