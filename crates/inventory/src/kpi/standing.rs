//! How a KPI stands against its target, each kind in its own way.

use madoguchi_vocab::Date;
use serde::{Deserialize, Serialize};

use super::{Amount, Kpi, KpiKind};
use crate::forecast::{Band, Meeting, Trend, trend};

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// So much.
    Amount(Amount),
    /// Done, or not.
    Done(bool),
}

/// A value of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The day it is about.
    pub on: Date,
    /// The value.
    pub value: Value,
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Achievement {
    /// Whether the target is reached; compared exactly.
    pub met: bool,
    /// How much of the way from the baseline to the target is done, in tenths of a percent; negative when it went back,
    /// more than 1,000 when it went beyond. None for what is done or not, and where there is no way to go.
    pub way: Option<i64>,
}

impl Achievement {
    /// 「34.5 %」, or a dash.
    pub fn percent(&self) -> String {
        self.way.map_or_else(
            || "—".to_owned(),
            |w| format!("{}{}.{} %", if w < 0 { "-" } else { "" }, w.abs() / 10, w.abs() % 10),
        )
    }
}

/// Where a KPI is heading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlook {
    /// The line.
    pub trend: Trend,
    /// On the last day of the plan.
    pub at_end: Band,
    /// When the target is met, looked at from the last measurement to ten years behind the end of the plan.
    pub meets: Meeting,
}

impl Value {
    /// Reads what somebody wrote for a KPI of this kind and unit.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(kpi: &Kpi, text: &str) -> Result<Self, String> {
        if kpi.kind == KpiKind::Milestone {
            return match text.trim() {
                "done" | "達成" => Ok(Value::Done(true)),
                "not" | "未達" => Ok(Value::Done(false)),
                _ => Err("達成か未達かを選んでください".to_owned()),
            };
        }
        let amount = Amount::parse(text, &kpi.unit).ok_or_else(|| {
            format!(
                "「{text}」は数として読めません。小数第 3 位までの数を書いてください（例：{}）",
                kpi.example()
            )
        })?;
        if kpi.kind == KpiKind::Ratio && !(Amount::whole(0)..=Amount::whole(100)).contains(&amount) {
            return Err("割合は 0 から 100 までの数を書いてください".to_owned());
        }
        Ok(Value::Amount(amount))
    }

    /// The word in files.
    pub fn code(self) -> String {
        match self {
            Value::Amount(amount) => amount.to_string(),
            Value::Done(true) => "done".to_owned(),
            Value::Done(false) => "not".to_owned(),
        }
    }

    /// The word on screens: shares with one decimal, as the strategy writes them. What is compared is not rounded.
    pub fn shown(self, kpi: &Kpi) -> String {
        match self {
            Value::Amount(amount) if kpi.kind == KpiKind::Ratio => {
                format!("{} {}", amount.one_decimal(), kpi.unit)
            }
            Value::Amount(amount) => amount.with_unit(&kpi.unit),
            Value::Done(true) => "達成".to_owned(),
            Value::Done(false) => "未達".to_owned(),
        }
    }

    fn amount(self) -> Option<Amount> {
        match self {
            Value::Amount(amount) => Some(amount),
            Value::Done(_) => None,
        }
    }
}

/// How a value stands against the target: shares, sums and numbers by the way from the baseline (11 → 300 is not begun at
/// 11), milestones by whether they are done. A target below the baseline is to be gone down to.
pub fn achievement(kpi: &Kpi, value: Value) -> Option<Achievement> {
    let value = match value {
        Value::Done(met) => return Some(Achievement { met, way: None }),
        Value::Amount(value) => i128::from(value.thousandths()),
    };
    let target = i128::from(kpi.target_amount()?.thousandths());
    let base = i128::from(kpi.baseline_amount().unwrap_or_default().thousandths());
    let met = if target < base { value <= target } else { value >= target };
    let way = (target != base).then(|| {
        let (done, whole) = ((value - base) * (target - base).signum(), (target - base).abs());
        let tenths = (done.abs() * 2_000 + whole) / (whole * 2) * done.signum();
        i64::try_from(tenths).unwrap_or(i64::MAX)
    });
    Some(Achievement { met, way })
}

/// Where the measurements point, the baseline among them. None with fewer than three, and for milestones.
pub fn outlook(kpi: &Kpi, readings: &[Reading]) -> Option<Outlook> {
    let mut points: Vec<(Date, f64)> =
        readings.iter().filter_map(|r| Some((r.on, r.value.amount()?.to_f64()))).collect();
    if let (Some(month), Some(base)) = (kpi.baseline_month(), kpi.baseline_amount())
        && kpi.kind != KpiKind::Milestone
    {
        points.push((month.last_day(), base.to_f64()));
    }
    let trend = trend(&points)?;
    let target = kpi.target_amount()?.to_f64();
    let until = kpi.period_to.checked_add_months(chrono::Months::new(120)).unwrap_or(kpi.period_to);
    Some(Outlook { at_end: trend.on(kpi.period_to), meets: trend.meets(target, trend.last, until), trend })
}
