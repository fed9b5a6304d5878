//! The table a city publishes about the use of its online procedures (条例 modelled on 情報通信技術活用法 §24:
//! once a year, at least on the internet): 手続名, 総件数, うちオンライン件数, 割合, 年度.

use std::collections::BTreeMap;

use madoguchi_vocab::sheet::harmless;
use serde_json::{Value, json};

use super::{Column, ColumnKind, LEAST, Table, withhold};
use crate::{
    facts::{Fact, Standing},
    procedure::Procedure,
    ratio::Ratio,
    sheet::csv_of,
};

/// What stands for a count that is not published, as official statistics have it: 「X」は秘匿.
pub const WITHHELD: &str = "X";

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLine {
    /// The procedure in the inventory.
    pub id: String,
    /// 手続名
    pub name: String,
    /// 総件数; none where it is not published.
    pub total: Option<u64>,
    /// うちオンライン件数; none where it is not published.
    pub online: Option<u64>,
    /// 年度 the numbers are about; none where the inventory does not say.
    pub year: Option<i32>,
}

impl OpenLine {
    /// 割合; none of a total of zero, and where a number is not published.
    pub fn share(&self) -> Option<Ratio> {
        Ratio::new(self.online?.into(), self.total?.into())
    }

    /// 割合 in percent with one decimal, or `-`: nothing divided by nothing is not 0 %.
    pub fn percent(&self) -> String {
        match self.total.zip(self.online) {
            None => WITHHELD.to_owned(),
            Some(_) => self.share().map_or_else(|| "-".to_owned(), Ratio::percent),
        }
    }

    /// Whether a number is not published.
    pub fn withholds(&self) -> bool {
        self.total.is_none() || self.online.is_none()
    }
}

/// The lines for procedures that can be done online and whose numbers are known, in the order of the inventory.
/// What is not known is left out: an invented zero would be read as a fact. Counts of few people are withheld.
pub fn open_lines(procedures: &[Procedure], facts: &[Fact]) -> Vec<OpenLine> {
    let online = |fact: &Fact| matches!(fact.standing, Standing::Able | Standing::Partly);
    procedures
        .iter()
        .zip(facts)
        .zip(volumes(facts))
        .filter(|((_, fact), _)| online(fact) && fact.total.is_some() && fact.online.is_some())
        .map(|((procedure, fact), held)| OpenLine {
            id: procedure.id.clone(),
            name: procedure.name.clone(),
            total: fact.total.filter(|_| !held.total),
            online: fact.online.filter(|_| !held.online),
            year: procedure.volume.year,
        })
        .collect()
}

/// Which volumes of a procedure are not published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) total: bool,
    pub(super) online: bool,
}

/// Which volumes are not published, row by row: the same in every set, or one would tell what another withholds.
///
/// What did not come online follows from the other two, so it is looked at as well. The rates tell the sums of what is
/// able, of what is in part, and of what is left out for each reason, so each of these is a table of its own.
pub(super) fn volumes(facts: &[Fact]) -> Vec<Held> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (nth, fact) in facts.iter().enumerate() {
        groups.entry(format!("{:?}", fact.standing)).or_default().push(nth);
    }
    let mut out = vec![Held::default(); facts.len()];
    for rows in groups.into_values() {
        let counts: Vec<Vec<u64>> = rows
            .iter()
            .map(|nth| {
                let online = facts[*nth].online.unwrap_or(0);
                vec![online, facts[*nth].total.unwrap_or(online).saturating_sub(online)]
            })
            .collect();
        let held = withhold(&counts, LEAST);
        for (row, nth) in rows.into_iter().enumerate() {
            out[nth] = Held { total: held.is(row, 2), online: held.is(row, 0) };
        }
    }
    out
}

/// The table as CSV (UTF-8 with a mark, so that a spreadsheet reads it).
pub fn open_csv(lines: &[OpenLine]) -> Vec<u8> {
    let header = ["手続名", "総件数", "うちオンライン件数", "割合", "年度"].map(str::to_owned);
    let number = |n: Option<u64>| n.map_or_else(|| WITHHELD.to_owned(), |n| n.to_string());
    let rows = lines.iter().map(|l| {
        let year = l.year.map_or_else(String::new, |y| y.to_string());
        [harmless(l.name.clone()), number(l.total), number(l.online), l.percent(), year]
    });
    csv_of(std::iter::once(header).chain(rows))
}

/// The columns of the set.
pub(super) const COLUMNS: [Column; 7] = [
    Column::new(
        "procedure",
        ColumnKind::Text,
        "台帳の id（inventory の id）",
        "Id of the procedure in the inventory",
    ),
    Column::new("name", ColumnKind::Text, "手続名", "Name of the procedure"),
    Column::new("total", ColumnKind::Whole, "総件数（1 年）", "All submissions of a year"),
    Column::new("online", ColumnKind::Whole, "うちオンライン件数", "Of these online"),
    Column::new(
        "share",
        ColumnKind::Number,
        "割合（%）。件数 0 のときは空",
        "Share in percent; empty of a total of zero",
    ),
    Column::new(
        "year",
        ColumnKind::Year,
        "件数の年度。この窓口で数えた直前 12 か月の件数のときは空",
        "Fiscal year; empty where counted here over the twelve months before",
    ),
    Column::new("withheld", ColumnKind::Text, WITHHELD_JA, WITHHELD_EN),
];

pub(super) const WITHHELD_JA: &str =
    "公表しない件数の列名（; で区切る）。1〜9 件と、引き算でそれがわかる件数は空にしています";
pub(super) const WITHHELD_EN: &str = "Columns withheld in this row (; between): counts of 1 to 9, and counts from which those would follow, are left empty";

/// The table as a data set.
pub fn use_table(lines: &[OpenLine]) -> Table {
    let row = |l: &OpenLine| {
        let share = l.share().and_then(|s| s.percent().parse::<f64>().ok());
        let held = [("total", l.total.is_none()), ("online", l.online.is_none())];
        vec![
            json!(l.id),
            json!(l.name),
            json!(l.total),
            json!(l.online),
            json!(share),
            json!(l.year),
            names(&held),
        ]
    };
    Table { columns: &COLUMNS, rows: lines.iter().map(row).collect() }
}

/// The names of what is withheld.
pub(super) fn names(held: &[(&str, bool)]) -> Value {
    let names: Vec<&str> = held.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
    if names.is_empty() { Value::Null } else { json!(names.join(";")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(total: Option<u64>, online: Option<u64>) -> OpenLine {
        OpenLine { id: "a".into(), name: "見本,手続".into(), total, online, year: Some(2024) }
    }

    #[test]
    fn nothing_of_nothing_is_a_dash_and_what_is_withheld_a_cross() {
        let lines =
            [line(Some(0), Some(0)), line(Some(80), Some(20)), line(Some(50), None), line(None, None)];
        let csv = String::from_utf8(open_csv(&lines)).unwrap();
        assert_eq!(
            csv,
            "\u{feff}手続名,総件数,うちオンライン件数,割合,年度\r\n\
             \"見本,手続\",0,0,-,2024\r\n\
             \"見本,手続\",80,20,25.0,2024\r\n\
             \"見本,手続\",50,X,X,2024\r\n\
             \"見本,手続\",X,X,X,2024\r\n"
        );
        let rows = use_table(&lines).rows;
        assert_eq!(rows[0][4..], [Value::Null, json!(2024), Value::Null]);
        assert_eq!(rows[1][4], json!(25.0));
        assert_eq!((&rows[2][6], &rows[3][6]), (&json!("online"), &json!("total;online")));
    }

    #[test]
    fn a_few_who_came_to_the_counter_are_not_told_by_the_rest() {
        let counts = [(500, 497), (300, 4), (200, 100), (90, 0)];
        let (procedures, facts): (Vec<Procedure>, Vec<Fact>) = counts
            .iter()
            .map(|(total, online)| {
                let procedure = Procedure::begun(total.to_string(), "見本".into());
                let fact = Fact {
                    id: procedure.id.clone(),
                    name: String::new(),
                    department: procedure.department.clone(),
                    standing: Standing::Able,
                    total: Some(*total),
                    online: Some(*online),
                };
                (procedure, fact)
            })
            .unzip();
        let lines = open_lines(&procedures, &facts);
        // The three and the four; what else is withheld is for their sake.
        assert!(lines[0].total.is_none() && lines[1].online.is_none(), "{lines:?}");
    }
}
