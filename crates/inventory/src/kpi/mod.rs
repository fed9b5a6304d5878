//! The KPIs of a strategy: data, with one file here for each that the platform measures by itself.

mod amount;
mod glossary;
mod online_rate;
mod open_sets;
mod push;
mod saved_hours;
mod sheet;
mod standing;

pub use amount::Amount;
pub use glossary::explained;
use madoguchi_vocab::Date;
pub use push::Reached;
pub use saved_hours::{How, Saved, SavedHours, SavedTotal, Saving, clashes, saved_hours, savings};
use serde::{Deserialize, Serialize};
pub use sheet::{
    MEASUREMENT_COLUMNS, Measurement, SAVING_COLUMNS, read_measurements, read_savings, write_kpis,
    write_measurements, write_savings,
};
pub use standing::{Achievement, Outlook, Reading, Value, achievement, outlook};

use crate::{Month, rate::Rate, words::words};

words! {
    /// How a KPI grows.
    KpiKind {
        /// A share in percent.
        Ratio = "ratio", "割合";
        /// Counted since the plan began.
        Cumulative = "cumulative", "累計";
        /// As many as there are.
        Stock = "stock", "数";
        /// Done or not done.
        Milestone = "milestone", "達成・未達";
    }
}

/// A KPI as the strategy sets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kpi {
    /// The plan it belongs to.
    pub plan: String,
    /// Its number in the plan; numbers may be missing.
    pub number: i64,
    /// The large heading.
    pub pillar: String,
    /// The small heading.
    pub theme: String,
    /// Its name.
    pub name: String,
    /// What it means.
    pub definition: String,
    /// %, 時間, 件, 名; empty for milestones.
    pub unit: String,
    /// How it grows.
    pub kind: KpiKind,
    /// What is aimed at, as written.
    pub target: String,
    /// Where it stood, as written.
    pub baseline: String,
    /// When it stood there.
    pub baseline_on: String,
    /// The plan begins.
    pub period_from: Date,
    /// The plan ends.
    pub period_to: Date,
    /// Who answers for it.
    pub owner: String,
    /// Where this is written.
    pub source: String,
}

/// What the platform measures of a KPI by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The value.
    pub value: Value,
    /// On which day.
    pub on: Date,
    /// How it came about.
    pub note: String,
    /// Whether this is the KPI, or only the share of it that happens here.
    pub whole: bool,
}

/// What the platform knows.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The rates.
    pub rates: &'a [Rate],
    /// What measures save, if any are entered.
    pub saved: Option<SavedTotal>,
    /// Whom notices reach, where that is counted.
    pub reached: Option<Reached>,
    /// Data sets that are published here.
    pub open_sets: Option<u32>,
    /// The day.
    pub on: Date,
}

impl Kpi {
    /// The target as a number; none for milestones.
    pub fn target_amount(&self) -> Option<Amount> {
        Amount::parse(&self.target, &self.unit)
    }

    /// Where it stood, as a number.
    pub fn baseline_amount(&self) -> Option<Amount> {
        Amount::parse(&self.baseline, &self.unit)
    }

    /// The month in which it stood there.
    pub fn baseline_month(&self) -> Option<Month> {
        self.baseline_on.parse().ok().or_else(|| self.baseline_on.parse().ok().map(Month::of))
    }

    /// A text as the strategy has it, with its unit: 「90 %」, or the word a milestone aims at.
    pub fn with_unit(&self, text: &str) -> String {
        Amount::parse(text, &self.unit).map_or_else(|| text.to_owned(), |a| a.with_unit(&self.unit))
    }

    /// Something that can be written as a value.
    pub fn example(&self) -> String {
        self.baseline_amount().unwrap_or_default().to_string()
    }

    /// What is not right with it.
    fn complaint(&self) -> Option<String> {
        let wrong = match self.kind {
            KpiKind::Milestone => self.target.trim().is_empty(),
            _ => self.target_amount().is_none() || self.baseline_amount().is_none(),
        };
        if wrong {
            return Some(format!("{} 番「{}」の target か baseline が読めません", self.number, self.name));
        }
        (self.period_from > self.period_to)
            .then(|| format!("{} 番「{}」の期間の終わりが始まりより前です", self.number, self.name))
    }
}

/// Reads `kpis.csv`.
///
/// # Errors
/// What is wrong, with its place.
pub fn read(bytes: &[u8]) -> Result<Vec<Kpi>, String> {
    let text = String::from_utf8_lossy(bytes);
    let kpis: Vec<Kpi> = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| e.to_string())?;
    match kpis.iter().find_map(Kpi::complaint) {
        Some(complaint) => Err(complaint),
        None => Ok(kpis),
    }
}

/// What the platform measures by itself: one line per file beside this one.
pub fn measured(kpi: &Kpi, known: &Known<'_>) -> Option<Measured> {
    match kpi.name.as_str() {
        online_rate::NAME => online_rate::measured(kpi, known.rates),
        saved_hours::NAME => saved_hours::measured(kpi, known.saved, known.on),
        push::NAME => push::measured(known.reached, known.on),
        open_sets::NAME => open_sets::measured(known.open_sets, known.on),
        _ => None,
    }
}

/// Whether a KPI is the rate that plans are made for.
pub fn is_online_rate(kpi: &Kpi) -> bool {
    kpi.name == online_rate::NAME
}

/// Whether a KPI counts the measures that save time: its page has their list.
pub fn counts_savings(kpi: &Kpi) -> bool {
    kpi.name == saved_hours::NAME
}
