//! The KPIs of a strategy: data, with one file here for each that the platform measures by itself.

mod online_rate;
mod saved_hours;

use madoguchi_vocab::Date;
pub use saved_hours::{SavedHours, saved_hours};
use serde::{Deserialize, Serialize};

use crate::{rate::Rate, words::words};

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

/// A KPI as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// As shown.
    pub value: String,
    /// On which day.
    pub on: Date,
    /// How it came about.
    pub note: String,
    /// Whether the target is met.
    pub met: bool,
}

/// Reads `kpis.csv`.
///
/// # Errors
/// What is wrong, with its place.
pub fn read(bytes: &[u8]) -> Result<Vec<Kpi>, String> {
    let text = String::from_utf8_lossy(bytes);
    csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| e.to_string())
}

/// What the platform measures by itself, given the rates: one line per file beside this one.
pub fn measured(kpi: &Kpi, rates: &[Rate]) -> Option<Measured> {
    match kpi.name.as_str() {
        online_rate::NAME => online_rate::measured(kpi, rates),
        _ => None,
    }
}

/// The number in a target such as `90%` or `55,000時間`.
fn number_in(text: &str) -> Option<u32> {
    let digits: String =
        madoguchi_vocab::normalise::code(text).chars().filter(|c| c.is_ascii_digit()).collect();
    digits.parse().ok()
}
