//! The four rates over time: at the ends of months, and as they were published.

use serde_json::{Value, json};

use super::{Column, ColumnKind, Table};
use crate::{
    frozen::{Frozen, FrozenRate},
    rate::{PartialRule, Rate, rates},
    ratio::Ratio,
};

/// The series of the ends of months, as known now.
pub const SERIES_END: &str = "month_end";
/// The series of what was published, as it was then.
pub const SERIES_PUBLISHED: &str = "published";

/// The columns of the set.
pub(super) const COLUMNS: [Column; 14] = [
    Column::new(
        "series",
        ColumnKind::Text,
        "系列：month_end 月末の値（今わかっている限り）、published 公表した値（固定）",
        "month_end: as known now; published: as frozen then",
    ),
    Column::new("published", ColumnKind::Text, "公表の名前（published のとき）", "Name of the publication"),
    Column::new("as_of", ColumnKind::Day, "時点", "The day it is about"),
    Column::new(
        "rate",
        ColumnKind::Text,
        "率：online_by_volume、online_by_kind、used_of_online、used_of_all",
        "Which rate",
    ),
    Column::new("label", ColumnKind::Text, "率の名前", "Name of the rate"),
    Column::new("numerator", ColumnKind::Number, "分子", "Numerator"),
    Column::new("denominator", ColumnKind::Whole, "分母", "Denominator"),
    Column::new(
        "value",
        ColumnKind::Number,
        "率（0〜1）。算出できないときは空",
        "Numerator by denominator; empty if there is none",
    ),
    Column::new(
        "lower",
        ColumnKind::Number,
        "件数不明の手続きがどうであっても、これより低くない",
        "The least it could be, whatever the unknown volumes are",
    ),
    Column::new(
        "upper",
        ColumnKind::Number,
        "件数不明の手続きがどうであっても、これより高くない",
        "The most it could be",
    ),
    Column::new(
        "unknown",
        ColumnKind::Whole,
        "件数のわからない手続きの数",
        "Procedures of unknown volume in scope",
    ),
    Column::new("excluded", ColumnKind::Whole, "対象外の手続きの数", "Procedures out of scope"),
    Column::new(
        "partial",
        ColumnKind::Text,
        "一部オンラインの数え方：able できるに数える、not 数えない、half 半分に数える",
        "How partly online procedures count",
    ),
    Column::new("definition", ColumnKind::Whole, "決め方の版", "Version of the definitions"),
];

/// The rates of a day.
#[derive(Clone, Debug)]
pub struct SeriesLine {
    series: &'static str,
    published: Option<String>,
    rule: PartialRule,
    definition: u32,
    rates: Vec<(FrozenRate, Option<Ratio>, Option<Ratio>)>,
    as_of: madoguchi_vocab::Date,
}

impl SeriesLine {
    /// The end of a month, as known now.
    pub fn end(of: &[Rate], rule: PartialRule, as_of: madoguchi_vocab::Date) -> Self {
        let rates = of.iter().map(|r| (FrozenRate::of(r), r.lower, r.upper)).collect();
        Self { series: SERIES_END, published: None, rule, definition: crate::DEFINITION, rates, as_of }
    }

    /// What was published. The bounds follow from the rows that were kept, unless these would give other numbers today.
    pub fn published(name: &str, frozen: &Frozen) -> Self {
        let again = rates(&frozen.facts, frozen.rule, frozen.as_of);
        let bounds = |kept: &FrozenRate| {
            let same = again.iter().find(|r| FrozenRate::of(r) == *kept);
            (kept.clone(), same.and_then(|r| r.lower), same.and_then(|r| r.upper))
        };
        Self {
            series: SERIES_PUBLISHED,
            published: Some(name.to_owned()),
            rule: frozen.rule,
            definition: frozen.definition,
            rates: frozen.rates.iter().map(bounds).collect(),
            as_of: frozen.as_of,
        }
    }
}

/// The series as a data set.
pub fn series_table(lines: &[SeriesLine]) -> Table {
    let rows =
        lines.iter().flat_map(|line| line.rates.iter().map(move |(r, low, high)| row(line, r, *low, *high)));
    Table { columns: &COLUMNS, rows: rows.collect() }
}

fn row(line: &SeriesLine, rate: &FrozenRate, lower: Option<Ratio>, upper: Option<Ratio>) -> Vec<Value> {
    let share = |r: Option<Ratio>| json!(r.map(Ratio::to_f64));
    let halves = rate.numerator_halves;
    let numerator = if halves.is_multiple_of(2) { json!(halves / 2) } else { json!(halves as f64 / 2.0) };
    vec![
        json!(line.series),
        json!(line.published),
        json!(line.as_of),
        json!(rate.id.code()),
        json!(rate.id.label()),
        numerator,
        json!(rate.denominator),
        share(Ratio::new(halves.into(), u128::from(rate.denominator) * 2)),
        share(lower),
        share(upper),
        json!(rate.unknown),
        json!(rate.excluded),
        json!(line.rule.code()),
        json!(line.definition),
    ]
}
