//! Measurements, measures and KPIs as CSV files, in and out. A file is taken as a whole or not at all.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
    str::FromStr,
};

use madoguchi_vocab::{Date, normalise, sheet::harmless};

use super::{Amount, How, Kpi, Saving, Value, clashes};
use crate::sheet::{Problem, csv_of};

/// The columns of measurements.
pub const MEASUREMENT_COLUMNS: [&str; 8] =
    ["plan", "number", "name", "unit", "on", "value", "source", "note"];
/// The columns of measures that save time.
#[rustfmt::skip]
pub const SAVING_COLUMNS: [&str; 13] = [
    "id", "name", "paper", "count", "minutes_before", "minutes_after", "setup_hours", "since", "measured_on", "sample",
    "how", "source", "note",
];
/// The columns of KPIs.
#[rustfmt::skip]
const KPI_COLUMNS: [&str; 15] = [
    "plan", "number", "pillar", "theme", "name", "definition", "unit", "kind", "target", "baseline", "baseline_on",
    "period_from", "period_to", "owner", "source",
];

/// A measurement somebody wrote down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measurement {
    /// The plan.
    pub plan: String,
    /// The KPI.
    pub number: i64,
    /// The day it is about.
    pub on: Date,
    /// The value; none takes back what was written for that day.
    pub value: Option<Value>,
    /// Where it comes from.
    pub source: String,
    /// Anything else.
    pub note: String,
}

/// A row of a file while it is read.
struct Line<'a> {
    number: u64,
    columns: &'a BTreeMap<String, usize>,
    record: csv::StringRecord,
    problems: &'a mut Vec<Problem>,
}

impl Line<'_> {
    fn text(&self, column: &str) -> String {
        let cell = self.columns.get(column).and_then(|i| self.record.get(*i)).unwrap_or_default().trim();
        match cell.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
            _ => cell.to_owned(),
        }
    }

    fn complain(&mut self, column: &str, message: impl Into<String>) {
        self.problems.push(Problem::at(self.number, column, message.into()));
    }

    fn read<T>(&mut self, column: &str, what: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(column);
        let value = read(&text);
        if value.is_none() {
            self.complain(column, format!("「{text}」は{what}"));
        }
        value
    }

    fn day(&mut self, column: &str) -> Option<Date> {
        self.read(column, "日付ではありません。2026-04-01 の形で書いてください", |text| {
            normalise::code(text).replace('/', "-").parse().ok()
        })
    }

    fn amount(&mut self, column: &str) -> Option<Amount> {
        self.read(
            column,
            "数ではありません。小数第 3 位までの数を書いてください",
            |t| {
                if t.is_empty() { Some(Amount::default()) } else { Amount::parse(t, "") }
            },
        )
    }

    fn whole<T: FromStr>(&mut self, column: &str) -> Option<T> {
        self.read(column, "0 以上の整数ではありません", |text| {
            normalise::integer(text).filter(|n| *n >= 0)?.to_string().parse().ok()
        })
    }

    fn filled(&mut self, column: &str) -> Option<String> {
        let text = self.text(column);
        if text.is_empty() {
            self.complain(column, "書いてください");
            return None;
        }
        Some(text)
    }
}

/// Reads a file row by row. UTF-8 with or without a mark, or Shift_JIS.
fn rows<T>(
    bytes: &[u8],
    columns: &[&str],
    mut read: impl FnMut(&mut Line<'_>) -> Option<T>,
) -> (Vec<(u64, T)>, Vec<Problem>) {
    let text = madoguchi_vocab::sheet::decode(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let (mut out, mut problems) = (vec![], vec![]);
    let unreadable = |line: u64, e: &dyn Display| Problem::at(line, "", format!("読めません（{e}）"));
    let found: BTreeMap<String, usize> = match reader.headers() {
        Ok(header) => header.iter().enumerate().map(|(i, name)| (name.trim().to_owned(), i)).collect(),
        Err(e) => return (out, vec![unreadable(1, &e)]),
    };
    for column in columns.iter().filter(|c| !found.contains_key(**c)) {
        let message = "この見出しの列がありません。列を加えてください（中身は空でもかまいません）".to_owned();
        problems.push(Problem::at(1, column, message));
    }
    if !problems.is_empty() {
        return (out, problems);
    }
    for record in reader.records() {
        match record {
            Ok(record) => {
                let number = record.position().map_or(0, csv::Position::line);
                let mut line = Line { number, columns: &found, record, problems: &mut problems };
                out.extend(read(&mut line).map(|row| (number, row)));
            }
            Err(e) => problems.push(unreadable(e.position().map_or(0, csv::Position::line), &e)),
        }
    }
    (out, problems)
}

/// Reads measurements of these KPIs. A row without a value says nothing and is passed over, so that a file with all KPIs can
/// be filled in bit by bit.
pub fn read_measurements(bytes: &[u8], kpis: &[Kpi], today: Date) -> (Vec<Measurement>, Vec<Problem>) {
    let columns = ["plan", "number", "on", "value", "source", "note"];
    let (rows, problems) = rows(bytes, &columns, |line| {
        let text = line.text("value");
        if text.is_empty() {
            return None;
        }
        let (plan, number) = (line.text("plan"), line.whole::<i64>("number")?);
        let Some(kpi) = kpis.iter().find(|k| k.plan == plan && k.number == number) else {
            line.complain("number", format!("計画「{plan}」に {number} 番の KPI はありません"));
            return None;
        };
        let on = line.day("on");
        if on.is_some_and(|day| day > today) {
            line.complain("on", "まだ来ていない日の値は書けません");
        }
        let value = match Value::parse(kpi, &text) {
            Ok(value) => Some(value),
            Err(why) => {
                line.complain("value", why);
                None
            }
        };
        let source = line.filled("source");
        Some(Measurement {
            plan,
            number,
            on: on?,
            value: Some(value?),
            source: source?,
            note: line.text("note"),
        })
    });
    (rows.into_iter().map(|(_, m)| m).collect(), problems)
}

/// Measurements as CSV; KPIs without any get a row to fill in.
pub fn write_measurements(kpis: &[Kpi], measurements: &[Measurement]) -> Vec<u8> {
    let mut lines = vec![MEASUREMENT_COLUMNS.map(str::to_owned)];
    for kpi in kpis {
        let head = [kpi.plan.clone(), kpi.number.to_string(), kpi.name.clone(), kpi.unit.clone()];
        let of_kpi = |m: &&Measurement| m.plan == kpi.plan && m.number == kpi.number;
        let mut some = false;
        for (m, value) in measurements.iter().filter(of_kpi).filter_map(|m| Some((m, m.value?))) {
            some = true;
            let [plan, number, name, unit] = head.clone().map(harmless);
            // A number below zero is one, not a formula.
            lines.push([
                plan,
                number,
                name,
                unit,
                m.on.to_string(),
                value.code(),
                harmless(m.source.clone()),
                harmless(m.note.clone()),
            ]);
        }
        if !some {
            let [plan, number, name, unit] = head.map(harmless);
            lines.push([
                plan,
                number,
                name,
                unit,
                String::new(),
                String::new(),
                String::new(),
                String::new(),
            ]);
        }
    }
    csv_of(lines.into_iter())
}

/// Reads measures that save time; `papers` are those there are.
pub fn read_savings(bytes: &[u8], papers: &BTreeSet<String>) -> (Vec<Saving>, Vec<Problem>) {
    let (rows, mut problems) = rows(bytes, &SAVING_COLUMNS, |line| {
        let count = if line.text("count").is_empty() { Some(None) } else { line.whole("count").map(Some) };
        let how = line.read("how", "使えません。timed・asked・reckoned のどれかを書いてください", How::parse);
        let (id, name, source) = (line.filled("id"), line.filled("name"), line.filled("source"));
        let (before, after) = (line.amount("minutes_before"), line.amount("minutes_after"));
        let paper = line.read(
            "paper",
            "様式の名前ではありません。forms/ のフォルダの名前を書いてください",
            |text| (text.is_empty() || papers.contains(text)).then(|| text.to_owned()),
        );
        let (setup, sample) = (line.amount("setup_hours"), line.whole("sample"));
        let (since, measured_on) = (line.day("since"), line.day("measured_on"));
        Some(Saving {
            id: id?,
            name: name?,
            paper: paper?,
            count: count?,
            minutes_before: before?,
            minutes_after: after?,
            setup_hours: setup?,
            since: since?,
            measured_on: measured_on?,
            sample: sample?,
            how: how?,
            source: source?,
            note: line.text("note"),
        })
    });
    let (lines, measures): (Vec<u64>, Vec<Saving>) = rows.into_iter().unzip();
    problems
        .extend(clashes(&measures).into_iter().map(|(at, message)| Problem::at(lines[at], "id", message)));
    problems.sort_by_key(|p| p.line);
    (measures, problems)
}

/// Measures that save time as CSV.
pub fn write_savings(measures: &[Saving]) -> Vec<u8> {
    let rows = measures.iter().map(|m| {
        [
            m.id.clone(),
            m.name.clone(),
            m.paper.clone(),
            m.count.map_or_else(String::new, |n| n.to_string()),
            m.minutes_before.to_string(),
            m.minutes_after.to_string(),
            m.setup_hours.to_string(),
            m.since.to_string(),
            m.measured_on.to_string(),
            m.sample.to_string(),
            m.how.code().to_owned(),
            m.source.clone(),
            m.note.clone(),
        ]
        .map(harmless)
    });
    csv_of(std::iter::once(SAVING_COLUMNS.map(str::to_owned)).chain(rows))
}

/// KPIs as CSV, as `kpis.csv` has them.
pub fn write_kpis(kpis: &[Kpi]) -> Vec<u8> {
    let rows = kpis.iter().map(|k| {
        [
            k.plan.clone(),
            k.number.to_string(),
            k.pillar.clone(),
            k.theme.clone(),
            k.name.clone(),
            k.definition.clone(),
            k.unit.clone(),
            k.kind.code().to_owned(),
            k.target.clone(),
            k.baseline.clone(),
            k.baseline_on.clone(),
            k.period_from.to_string(),
            k.period_to.to_string(),
            k.owner.clone(),
            k.source.clone(),
        ]
        .map(harmless)
    });
    csv_of(std::iter::once(KPI_COLUMNS.map(str::to_owned)).chain(rows))
}
