//! The KPIs of the strategy, and what was measured of them.

use serde_json::{Value, json};

use super::{Column, ColumnKind, Table};
use crate::kpi::{Kpi, Reading, Value as KpiValue};

const fn text(name: &'static str, ja: &'static str, en: &'static str) -> Column {
    Column::new(name, ColumnKind::Text, ja, en)
}

/// The columns of the definitions.
pub(super) const COLUMNS: [Column; 14] = [
    text("plan", "計画", "Plan"),
    Column::new("number", ColumnKind::Whole, "番号", "Number in the plan"),
    text("pillar", "柱", "Large heading"),
    text("theme", "施策", "Small heading"),
    text("name", "KPI", "Name"),
    text("definition", "内容", "What it means"),
    text("unit", "単位", "Unit"),
    text("kind", "種類：ratio 割合、cumulative 累計、stock 数、milestone 達成・未達", "How it grows"),
    text("target", "目標", "Target"),
    text("baseline", "基準値", "Baseline"),
    text("baseline_on", "基準値の時点", "When it stood there"),
    Column::new("period_from", ColumnKind::Day, "計画の始まり", "The plan begins"),
    Column::new("period_to", ColumnKind::Day, "計画の終わり", "The plan ends"),
    text("source", "出典", "Source"),
];

/// The columns of what was measured.
pub(super) const VALUES: [Column; 8] = [
    text("plan", "計画", "Plan"),
    Column::new("number", ColumnKind::Whole, "番号", "Number in the plan"),
    text("name", "KPI", "Name"),
    Column::new("on", ColumnKind::Day, "時点", "The day it is about"),
    text("value", "値。達成・未達の KPI では done か not", "Value; done or not for milestones"),
    text("unit", "単位", "Unit"),
    text(
        "measured_by",
        "noted 市が書いた値、platform この窓口で測った値（全体）、platform_share この窓口で測った値（一部）",
        "Who measured: the city, this platform, or this platform its share",
    ),
    text("source", "出所", "Source"),
];

/// A value with where it comes from.
#[derive(Clone, Debug)]
pub struct Valued {
    /// The day and the value.
    pub reading: Reading,
    /// `noted`, `platform` or `platform_share`.
    pub by: &'static str,
    /// Where it comes from.
    pub source: String,
}

impl Valued {
    /// What somebody wrote down.
    pub fn noted(on: madoguchi_vocab::Date, value: KpiValue, source: &str) -> Self {
        Self { reading: Reading { on, value }, by: "noted", source: source.to_owned() }
    }

    /// What the platform measures by itself.
    pub fn platform(measured: &crate::kpi::Measured) -> Self {
        let by = if measured.whole { "platform" } else { "platform_share" };
        Self {
            reading: Reading { on: measured.on, value: measured.value },
            by,
            source: measured.note.clone(),
        }
    }
}

/// The definitions as a data set.
pub fn kpi_table<'a>(kpis: impl Iterator<Item = &'a Kpi>) -> Table {
    let said = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    let row = |k: &Kpi| {
        vec![
            json!(k.plan),
            json!(k.number),
            said(&k.pillar),
            said(&k.theme),
            json!(k.name),
            said(&k.definition),
            said(&k.unit),
            json!(k.kind.code()),
            said(&k.target),
            said(&k.baseline),
            said(&k.baseline_on),
            json!(k.period_from),
            json!(k.period_to),
            said(&k.source),
        ]
    };
    Table { columns: &COLUMNS, rows: kpis.map(row).collect() }
}

/// The values as a data set.
pub fn value_table<'a>(values: impl Iterator<Item = (&'a Kpi, Valued)>) -> Table {
    let row = |(k, v): (&Kpi, Valued)| {
        vec![
            json!(k.plan),
            json!(k.number),
            json!(k.name),
            json!(v.reading.on),
            json!(v.reading.value.code()),
            json!(k.unit),
            json!(v.by),
            json!(v.source),
        ]
    };
    Table { columns: &VALUES, rows: values.map(row).collect() }
}
