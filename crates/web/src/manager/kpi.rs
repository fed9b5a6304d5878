//! The KPIs of the strategies: all of them, and each with what was measured.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::header,
    response::IntoResponse,
};
use madoguchi_app::{App, KpiLine, Noted, StaffPerson, Trouble};
use madoguchi_auth::Deed;
use madoguchi_inventory::{
    Problem as SheetProblem,
    kpi::{Kpi, KpiKind, Measurement, Value, counts_savings, explained, is_online_rate},
};
use madoguchi_vocab::{Date, normalise};
use serde::Deserialize;

use crate::{
    chart::{Line, LineChart, Look},
    chrome::Chrome,
    complaint::{self, Wrong},
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

/// Which plan, where a number is in several.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    plan: String,
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
    show(&one(chrome, &line, may_measure(&person), Typed::default(), vec![]))
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
        Err(wrong) => show_again(&one(chrome.with_errors(), &line, true, typed, wrong)),
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

fn one(chrome: Chrome, line: &KpiLine, may_measure: bool, typed: Typed, wrong: Vec<Wrong>) -> One {
    let kpi = &line.kpi;
    let measured = line.measured.as_ref();
    One {
        url: url_of(kpi),
        row: row(line),
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
    use madoguchi_inventory::kpi::{self, Amount, Measured, Reading};
    use madoguchi_vocab::Instant;

    use super::*;
    use crate::page::tests::for_staff;

    fn lines() -> Vec<KpiLine> {
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
        let problem =
            SheetProblem { line: 2, column: "value".into(), message: "<数>ではありません".into() };
        for_staff(|chrome| all(chrome, &[], false, vec![], vec![]));
        for_staff(|chrome| {
            all(chrome, &lines(), true, vec![problem.clone()], vec![Wrong::at("file", "選んで")])
        });
        for line in lines() {
            let wrong = vec![
                Wrong::at("on", "日付を"),
                Wrong::at("value", "値を"),
                Wrong::at("source", "出どころを"),
            ];
            for_staff(|chrome| one(chrome, &line, true, Typed::default(), wrong.clone()));
            let bare = KpiLine {
                measured: None,
                noted: vec![],
                now: None,
                achievement: None,
                outlook: None,
                ..line
            };
            for_staff(|chrome| one(chrome, &bare, false, Typed::default(), vec![]));
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
