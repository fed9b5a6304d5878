//! One KPI: what it means, how it stands, where it is heading, and every value that was written down.

use askama::Template;
use axum::extract::{Path, Query, State};
use madoguchi_app::{App, KpiLine, Noted};
use madoguchi_inventory::kpi::{Kpi, KpiKind, Measurement, Value, counts_savings, explained, is_online_rate};
use madoguchi_vocab::{Date, normalise};
use serde::Deserialize;

use super::{Row, may_measure, row, url_of};
use crate::{
    chart::{Line, LineChart, Look},
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Manager,
};

/// Which plan, where a number is in several.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    plan: String,
}

struct Entry {
    on: String,
    value: String,
    source: String,
    note: String,
    by: String,
    at: String,
    replaced: bool,
    can_be_taken_back: bool,
}

/// What was typed into the form of a measurement.
#[derive(Clone, Debug, Default)]
struct Typed {
    on: String,
    value: String,
    source: String,
    note: String,
}

#[derive(Template)]
#[template(path = "manager/kpi_one.html")]
struct One {
    chrome: Chrome,
    kpi: Kpi,
    url: String,
    row: Row,
    owner: String,
    measured: Option<(String, String, String)>,
    rows_url: Option<&'static str>,
    outlook: Option<String>,
    chart: Option<LineChart>,
    entries: Vec<Entry>,
    words: Vec<(&'static str, &'static str)>,
    may_measure: bool,
    typed: Typed,
    wrong: Vec<Wrong>,
}

impl One {
    fn at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }
}

/// The department that answers for a KPI, by its name.
fn owner(app: &App, kpi: &Kpi) -> String {
    let departments = app.departments();
    let found = departments.iter().find(|d| d.id.0 == kpi.owner);
    found.map_or_else(|| kpi.owner.clone(), |d| d.name.clone())
}

/// The KPI of that number: of that plan, or of the newest that has it.
async fn found(app: &App, number: &str, plan: &str) -> Result<KpiLine, Problem> {
    let number: i64 = number.parse().map_err(|_| Problem::Missing)?;
    let lines = app.kpis().await?;
    let fitting =
        lines.into_iter().filter(|l| l.kpi.number == number && (plan.is_empty() || l.kpi.plan == plan));
    fitting.max_by_key(|l| l.kpi.period_to).ok_or(Problem::Missing)
}

pub async fn get(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let line = found(&app, &number, &asked.plan).await?;
    show(&one(chrome, &line, &owner(&app, &line.kpi), may_measure(&person), Typed::default(), vec![]))
}

pub async fn post(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
    fields: Fields,
) -> Answer {
    if !may_measure(&person) {
        return Err(Problem::NotAllowed);
    }
    let line = found(&app, &number, &asked.plan).await?;
    let text = |name: &str| fields.first(name).trim().to_owned();
    let typed = Typed { on: text("on"), value: text("value"), source: text("source"), note: text("note") };
    let back = fields.action == "take_back";
    match read(&line.kpi, &typed, back, app.today()) {
        Ok(measurement) => {
            app.note_measurement(&person, measurement).await?;
            let done = if back { "take_back" } else { "measure" };
            go_to(&format!("{}&done={done}", url_of(&line.kpi)))
        }
        Err(wrong) => {
            show_again(&one(chrome.with_errors(), &line, &owner(&app, &line.kpi), true, typed, wrong))
        }
    }
}

fn read(kpi: &Kpi, typed: &Typed, back: bool, today: Date) -> Result<Measurement, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let on = normalise::code(&typed.on).replace('/', "-").parse::<Date>();
    match on {
        Err(_) => wrong.push(Wrong::at("on", "いつの値かを 2026-03-31 のように入力してください")),
        Ok(day) if day > today => wrong.push(Wrong::at("on", "今日までの日付を入力してください")),
        Ok(_) => {}
    }
    let value = if back {
        None
    } else {
        Value::parse(kpi, &typed.value).map_err(|e| wrong.push(Wrong::at("value", e))).ok()
    };
    if typed.source.is_empty() && !back {
        wrong.push(Wrong::at("source", "値の出どころを入力してください（例：令和7年度 事業報告）"));
    }
    match on {
        Ok(on) if wrong.is_empty() => Ok(Measurement {
            plan: kpi.plan.clone(),
            number: kpi.number,
            on,
            value,
            source: typed.source.clone(),
            note: typed.note.clone(),
        }),
        _ => Err(wrong),
    }
}

fn one(
    chrome: Chrome,
    line: &KpiLine,
    owner: &str,
    may_measure: bool,
    typed: Typed,
    wrong: Vec<Wrong>,
) -> One {
    let kpi = &line.kpi;
    let measured = line.measured.as_ref();
    One {
        url: url_of(kpi),
        row: row(line),
        owner: owner.to_owned(),
        measured: measured.map(|m| (m.value.shown(kpi), m.on.to_string(), m.note.clone())),
        rows_url: match () {
            () if is_online_rate(kpi) => Some("/manage"),
            () if counts_savings(kpi) => Some("/manage/savings"),
            () => None,
        },
        outlook: outlook(&chrome, line),
        chart: chart(line),
        entries: line.noted.iter().rev().map(|n| entry(kpi, n)).collect(),
        words: explained(&[&kpi.name, &kpi.definition, &kpi.theme, &kpi.pillar, &kpi.plan]),
        kpi: kpi.clone(),
        may_measure,
        typed,
        wrong,
        chrome,
    }
}

fn entry(kpi: &Kpi, noted: &Noted) -> Entry {
    let m = &noted.measurement;
    Entry {
        on: m.on.to_string(),
        value: m.value.map_or_else(|| "取り消し".to_owned(), |v| v.shown(kpi)),
        source: m.source.clone(),
        note: m.note.clone(),
        by: noted.by.clone().unwrap_or_else(|| "システム管理者".to_owned()),
        at: noted.at.to_seconds(),
        replaced: noted.replaced,
        can_be_taken_back: !noted.replaced && m.value.is_some(),
    }
}

fn outlook(chrome: &Chrome, line: &KpiLine) -> Option<String> {
    let (found, kpi) = (line.outlook.as_ref()?, &line.kpi);
    let number = |v: f64| madoguchi_vocab::number::thousands(format!("{v:.1}"));
    let b = found.at_end;
    let end = format!(
        "{} 個の値に直線を当てると、期間の終わり（{}）には {} {}（95 % の幅 {}〜{} {}）です。",
        found.trend.points,
        kpi.period_to,
        number(b.mid),
        kpi.unit,
        number(b.low),
        number(b.high),
        kpi.unit
    );
    Some(match found.meets.likely {
        Some(day) if day > found.trend.last => format!("{end}目標に届くのは {} ごろです。", chrome.day(&day)),
        Some(_) => end,
        None => format!("{end}この速さでは、期間の終わりから 10 年たっても目標に届きません。"),
    })
}

fn chart(line: &KpiLine) -> Option<LineChart> {
    let kpi = &line.kpi;
    let amount = |v: Value| match v {
        Value::Amount(a) => Some(a.to_f64()),
        Value::Done(_) => None,
    };
    let mut points: Vec<(Date, f64)> = kpi
        .baseline_month()
        .zip(kpi.baseline_amount())
        .map(|(month, base)| (month.last_day(), base.to_f64()))
        .into_iter()
        .chain(
            line.noted
                .iter()
                .filter(|n| !n.replaced)
                .filter_map(|n| Some((n.measurement.on, amount(n.measurement.value?)?))),
        )
        .chain(line.now.and_then(|r| Some((r.on, amount(r.value)?))))
        .collect();
    points.sort_by_key(|p| p.0);
    points.dedup_by_key(|p| p.0);
    if kpi.kind == KpiKind::Milestone || points.len() < 2 {
        return None;
    }
    let mut lines = vec![Line { name: "実績".into(), look: Look::Actual, points, band: vec![] }];
    if let Some(found) = &line.outlook
        && kpi.period_to > found.trend.last
    {
        let days = [found.trend.last, kpi.period_to];
        let (points, band) = days
            .map(|d| (d, found.trend.on(d)))
            .map(|(d, b)| ((d, b.mid), (d, b.low, b.high)))
            .into_iter()
            .unzip();
        lines.push(Line {
            name: "今の速さ（帯は 95 % の幅）".into(), look: Look::Expected, points, band
        });
    }
    Some(LineChart {
        id: "kpi",
        title: format!("{}（{}）", kpi.name, kpi.unit),
        says: format!(
            "目標 {}、今 {}",
            kpi.with_unit(&kpi.target),
            line.now.map_or_else(|| "不明".to_owned(), |r| r.value.shown(kpi))
        ),
        lines,
        target: kpi.target_amount().map(|t| (t.to_f64(), format!("目標 {}", kpi.with_unit(&kpi.target)))),
    })
}

#[cfg(test)]
mod tests {
    use super::{super::tests::lines, *};
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_with_and_without_values() {
        for line in lines() {
            let wrong = vec![
                Wrong::at("on", "日付を"),
                Wrong::at("value", "値を"),
                Wrong::at("source", "出どころを"),
            ];
            for_staff(|chrome| one(chrome, &line, "デジタル戦略課", true, Typed::default(), wrong.clone()));
            let bare = KpiLine {
                measured: None,
                noted: vec![],
                now: None,
                achievement: None,
                outlook: None,
                ..line
            };
            for_staff(|chrome| one(chrome, &bare, "デジタル戦略課", false, Typed::default(), vec![]));
        }
    }

    #[test]
    fn what_is_typed_is_read_or_named() {
        let kpi = lines().remove(0).kpi;
        let today = "2026-11-23".parse().unwrap();
        let typed = |on: &str, value: &str, source: &str| Typed {
            on: on.into(),
            value: value.into(),
            source: source.into(),
            note: String::new(),
        };
        assert!(read(&kpi, &typed("2026/03/31", "８０ %", "報告"), false, today).is_ok());
        assert_eq!(read(&kpi, &typed("2027-01-01", "101", ""), false, today).unwrap_err().len(), 3);
        assert_eq!(read(&kpi, &typed("2026-03-31", "", ""), true, today).map(|m| m.value), Ok(None));
    }
}
