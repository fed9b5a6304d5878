//! 業務時間削減数: hours of staff saved, `Σ (count × (minutes before − minutes after)) − hours to set up`. Negative where
//! the new way takes longer (REQ-HRS-1). Time of staff only; what residents save is another number.

use std::collections::BTreeMap;

use madoguchi_vocab::{Date, number::thousands};
use serde::{Deserialize, Serialize};

use super::{Amount, Kpi, Measured, Value};
use crate::words::words;

/// The name under which the strategy has it.
pub(super) const NAME: &str = "業務時間削減数";

words! {
    /// How minutes came to be known.
    How {
        /// With a clock.
        Timed = "timed", "計測";
        /// By asking those who do it.
        Asked = "asked", "ヒアリング";
        /// By reckoning.
        Reckoned = "reckoned", "推計";
    }
}

/// Saved time, exact to a thousandth of a minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SavedHours {
    thousandths: i128,
}

impl SavedHours {
    fn of_minutes(minutes: i128) -> Self {
        Self { thousandths: minutes * 1_000 }
    }

    /// Together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { thousandths: self.thousandths + other.thousandths }
    }

    /// Hours with one decimal, half away from zero: `41.4`, `-25.0`.
    pub fn hours(self) -> String {
        let tenths = self.tenths();
        let sign = if tenths < 0 { "-" } else { "" };
        format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
    }

    fn tenths(self) -> i128 {
        let tenths = (self.thousandths.abs() * 10 + 30_000) / 60_000;
        if self.thousandths < 0 { -tenths } else { tenths }
    }

    /// As an amount of hours, to one decimal.
    pub fn amount(self) -> Amount {
        Amount::of_thousandths(self.tenths() * 100)
    }
}

/// What a list of (count, minutes before, minutes after) saves.
pub fn saved_hours(rows: impl IntoIterator<Item = (u64, u32, u32)>) -> SavedHours {
    let minutes = rows
        .into_iter()
        .map(|(n, before, after)| i128::from(n) * (i128::from(before) - i128::from(after)))
        .sum();
    SavedHours::of_minutes(minutes)
}

/// A measure of the city that saves time, or should.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saving {
    /// Names the minutes that are claimed. No two measures have the same, so no minute is counted twice.
    pub id: String,
    /// What was done.
    pub name: String,
    /// The paper of this platform whose online submissions are counted; empty for everything else.
    pub paper: String,
    /// How many; only where no paper counts them.
    pub count: Option<u64>,
    /// Minutes of staff for one, before.
    pub minutes_before: Amount,
    /// Minutes of staff for one, now.
    pub minutes_after: Amount,
    /// Hours it took to set up.
    pub setup_hours: Amount,
    /// Counted from this day on.
    pub since: Date,
    /// When the minutes were measured.
    pub measured_on: Date,
    /// How many were measured.
    pub sample: u32,
    /// How.
    pub how: How,
    /// Where this is written.
    pub source: String,
    /// Anything else.
    pub note: String,
}

/// A measure with what it saves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The measure.
    pub saving: Saving,
    /// How many there were.
    pub count: u64,
    /// Without what it took to set up.
    pub gross: SavedHours,
    /// With it.
    pub net: SavedHours,
}

impl Saving {
    /// What so many save.
    pub fn of(self, count: u64) -> Saved {
        let each =
            i128::from(self.minutes_before.thousandths()) - i128::from(self.minutes_after.thousandths());
        let gross = SavedHours { thousandths: i128::from(count) * each };
        let setup = SavedHours { thousandths: i128::from(self.setup_hours.thousandths()) * 60 };
        let net = SavedHours { thousandths: gross.thousandths - setup.thousandths };
        Saved { saving: self, count, gross, net }
    }
}

/// What is saved in all, and the share of this platform.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SavedTotal {
    /// All measures.
    pub all: SavedHours,
    /// Those that count submissions of this platform.
    pub here: SavedHours,
    /// How many measures.
    pub measures: usize,
}

/// The measures with what they save, given how many submissions came online for each paper since its day. A paper nothing
/// came for has none.
pub fn savings(measures: &[Saving], online: &BTreeMap<String, u64>) -> (Vec<Saved>, SavedTotal) {
    let saved: Vec<Saved> = measures
        .iter()
        .map(|m| m.clone().of(m.count.unwrap_or_else(|| online.get(&m.id).copied().unwrap_or(0))))
        .collect();
    let total = saved.iter().fold(SavedTotal::default(), |sum, s| SavedTotal {
        all: sum.all.plus(s.net),
        here: if s.saving.paper.is_empty() { sum.here } else { sum.here.plus(s.net) },
        measures: sum.measures + 1,
    });
    (saved, total)
}

/// What does not fit between measures: an id twice, a paper counted by two, a measure that is counted in two ways or in none.
/// Each with the place of the measure, from 0.
pub fn clashes(measures: &[Saving]) -> Vec<(usize, String)> {
    let (mut ids, mut papers, mut out) = (BTreeMap::new(), BTreeMap::new(), vec![]);
    for (at, m) in measures.iter().enumerate() {
        if ids.insert(m.id.as_str(), at).is_some() {
            out.push((
                at,
                format!("「{}」が 2 つあります。同じ時間を 2 度数えないよう、1 つにしてください", m.id),
            ));
        }
        if !m.paper.is_empty() && papers.insert(m.paper.as_str(), at).is_some() {
            out.push((
                at,
                format!("様式「{}」の件数を 2 つの施策が数えています。1 つにしてください", m.paper),
            ));
        }
        match (m.paper.is_empty(), m.count) {
            (true, None) => out.push((at, "paper か count のどちらかを書いてください".to_owned())),
            (false, Some(_)) => {
                out.push((at, "paper があるときは窓口の件数で数えます。count は空にしてください".to_owned()))
            }
            _ => {}
        }
        if [m.minutes_before, m.minutes_after, m.setup_hours].iter().any(|a| a.thousandths() < 0) {
            out.push((at, "分と時間は 0 以上の数を書いてください".to_owned()));
        }
    }
    out
}

pub(super) fn measured(_: &Kpi, saved: Option<SavedTotal>, on: Date) -> Option<Measured> {
    let total = saved.filter(|s| s.measures > 0)?;
    Some(Measured {
        value: Value::Amount(total.all.amount()),
        on,
        note: format!(
            "{} の施策の合計（準備にかかった時間を引いたもの）。うちこの窓口 {} 時間",
            total.measures,
            thousands(total.here.hours())
        ),
        whole: true,
    })
}
