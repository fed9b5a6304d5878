//! The four rates over time: at the ends of months, and as they were published.

use serde_json::{Value, json};

use super::{Column, ColumnKind, Table};
use crate::{
    frozen::{Frozen, FrozenRate},
    rate::{PartialRule, Rate, RateId, rates},
    ratio::Ratio,
};

/// The series of the ends of months, as known now.
pub const SERIES_END: &str = "month_end";
/// The series of what was published, as it was then.
pub const SERIES_PUBLISHED: &str = "published";

/// The inventory was kept on that day.
const KEPT: &str = "kept";
/// It was not yet: reckoned from its first version and from since when what has held.
const DERIVED: &str = "derived";
/// Where fewer are counted, a tenth of a percent is less than ten submissions and would tell a small volume.
const ENOUGH: u64 = 10_000;

/// The columns of the set.
pub(super) const COLUMNS: [Column; 18] = [
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
    Column::new(
        "basis",
        ColumnKind::Text,
        "計算のもと：kept その日の台帳、derived 台帳ができる前の日（最初の台帳の件数と、いつから公開かの記録から計算。件数の率は 0.1 % きざみで、分子・分母はなし）",
        "kept: the inventory of that day; derived: from before it was kept, reckoned from its first version (rates of volume in steps of 0.1 %, without numerator and denominator)",
    ),
    Column::new(
        "number",
        ColumnKind::Whole,
        "公表した値の番号（published のとき）",
        "Number of the publication",
    ),
    Column::new(
        "withdrawn",
        ColumnKind::Day,
        "取り下げた日。取り下げた値も消さずに残します",
        "Day on which it was withdrawn; what was withdrawn stays",
    ),
    Column::new("withdrawn_reason", ColumnKind::Text, "取り下げた理由", "Why it was withdrawn"),
];

/// What is said of a publication beside its numbers.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// Its number.
    pub number: i64,
    /// What it was published for.
    pub name: String,
    /// Since when it is withdrawn, and why.
    pub withdrawn: Option<(madoguchi_vocab::Date, String)>,
}

/// The rates of a day.
#[derive(Clone, Debug)]
pub struct SeriesLine {
    series: &'static str,
    published: Option<Published>,
    basis: &'static str,
    rule: PartialRule,
    definition: u32,
    rates: Vec<(FrozenRate, Option<Ratio>, Option<Ratio>)>,
    as_of: madoguchi_vocab::Date,
}

impl SeriesLine {
    /// The end of a month, as known now.
    pub fn end(of: &[Rate], rule: PartialRule, as_of: madoguchi_vocab::Date) -> Self {
        let rates = of.iter().map(|r| (FrozenRate::of(r), r.lower, r.upper)).collect();
        let definition = crate::DEFINITION;
        Self { series: SERIES_END, published: None, basis: KEPT, rule, definition, rates, as_of }
    }

    /// The end of a month before the inventory was kept. The numbers of such months differ by whole procedures, whose volumes
    /// may be withheld: so they are told in coarse steps.
    pub fn derived(of: &[Rate], rule: PartialRule, as_of: madoguchi_vocab::Date) -> Self {
        Self { basis: DERIVED, ..Self::end(of, rule, as_of) }
    }

    /// What was published. The bounds follow from the rows that were kept, unless these would give other numbers today.
    pub fn published(published: Published, frozen: &Frozen) -> Self {
        let again = rates(&frozen.facts, frozen.rule, frozen.as_of);
        let bounds = |kept: &FrozenRate| {
            let same = again.iter().find(|r| FrozenRate::of(r) == *kept);
            (kept.clone(), same.and_then(|r| r.lower), same.and_then(|r| r.upper))
        };
        Self {
            series: SERIES_PUBLISHED,
            published: Some(published),
            basis: KEPT,
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
    let (published, withdrawn) =
        (line.published.as_ref(), line.published.as_ref().and_then(|p| p.withdrawn.as_ref()));
    let coarse = line.basis == DERIVED && rate.id != RateId::OnlineByKind;
    let exact = |number: Value| if coarse { Value::Null } else { number };
    let value = Ratio::new(halves.into(), u128::from(rate.denominator) * 2);
    vec![
        json!(line.series),
        json!(published.map(|p| &p.name)),
        json!(line.as_of),
        json!(rate.id.code()),
        json!(rate.id.label()),
        exact(numerator),
        exact(json!(rate.denominator)),
        if coarse { in_steps(value.filter(|_| rate.denominator >= ENOUGH)) } else { share(value) },
        exact(share(lower)),
        exact(share(upper)),
        json!(rate.unknown),
        json!(rate.excluded),
        json!(line.rule.code()),
        json!(line.definition),
        json!(line.basis),
        json!(published.map(|p| p.number)),
        json!(withdrawn.map(|(on, _)| on)),
        json!(withdrawn.map(|(_, why)| why)),
    ]
}

/// In tenths of a percent.
fn in_steps(value: Option<Ratio>) -> Value {
    json!(value.map(|v| v.tenths() as f64 / 1000.0))
}

#[cfg(test)]
mod tests {
    use madoguchi_vocab::DepartmentId;

    use super::*;
    use crate::facts::{Fact, Standing};

    fn row_of(line: &SeriesLine, rate: RateId) -> Vec<Value> {
        series_table(std::slice::from_ref(line)).rows.swap_remove(rate as usize)
    }

    fn of(able: u64, all: u64) -> Vec<Rate> {
        let fact = |standing, total| Fact {
            id: String::new(),
            name: String::new(),
            department: DepartmentId("a".into()),
            standing,
            total: Some(total),
            online: Some(0),
        };
        let facts = [fact(Standing::Able, able), fact(Standing::NotYet, all - able)];
        rates(&facts, PartialRule::Able, "2020-03-31".parse().unwrap())
    }

    /// Two months that differ by a procedure of seven a year are told alike: its volume is withheld elsewhere.
    #[test]
    fn what_lies_before_the_inventory_tells_no_small_volume() {
        let day = "2020-03-31".parse().unwrap();
        let derived = |able, all| SeriesLine::derived(&of(able, all), PartialRule::Able, day);
        let (before, after) = (derived(40_000, 100_000), derived(40_007, 100_000));
        let by_volume = row_of(&before, RateId::OnlineByVolume);
        assert_eq!(by_volume, row_of(&after, RateId::OnlineByVolume));
        assert_eq!(by_volume[5..10], [Value::Null, Value::Null, json!(0.4), Value::Null, Value::Null]);
        assert_eq!(by_volume[14], json!(DERIVED));
        let kinds = row_of(&before, RateId::OnlineByKind);
        assert_eq!(kinds[5..8], [json!(1), json!(2), json!(0.5)], "procedures are no secret");
        let few = row_of(&derived(40, 100), RateId::OnlineByVolume);
        assert_eq!(few[7], Value::Null, "a step would be less than one submission");
        let kept = row_of(&SeriesLine::end(&of(40, 100), PartialRule::Able, day), RateId::OnlineByVolume);
        assert_eq!((&kept[5], &kept[14]), (&json!(40), &json!(KEPT)));
    }

    #[test]
    fn what_was_withdrawn_stays_and_says_so() {
        let day = "2026-03-31".parse().unwrap();
        let frozen = Frozen::new(vec![], PartialRule::Able, day, 1, 1);
        let withdrawn = Some(("2026-12-01".parse().unwrap(), "件数の誤り".to_owned()));
        let line = SeriesLine::published(Published { number: 7, name: "公表".into(), withdrawn }, &frozen);
        let row = row_of(&line, RateId::OnlineByKind);
        assert_eq!(row[1], json!("公表"));
        assert_eq!(row[15..], [json!(7), json!("2026-12-01"), json!("件数の誤り")]);
    }
}
