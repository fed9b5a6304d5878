//! The table a city publishes about the use of its online procedures (条例 modelled on 情報通信技術活用法 §24:
//! once a year, at least on the internet): 手続名, 総件数, うちオンライン件数, 割合, 年度.

use std::collections::BTreeMap;

use madoguchi_vocab::sheet::harmless;
use serde_json::{Value, json};

use super::{Column, ColumnKind, LEAST, Table, withhold_under_sums};
use crate::{
    facts::{Fact, Standing},
    procedure::{Method, Procedure},
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
/// What is not known is left out: an invented zero would be read as a fact. Counts of few people are withheld, and so is
/// what is counted on the platform: it stands month by month in the statistics, and a year of it would tell what is withheld
/// there.
pub fn open_lines(procedures: &[Procedure], facts: &[Fact]) -> Vec<OpenLine> {
    let online = |fact: &Fact| matches!(fact.standing, Standing::Able | Standing::Partly);
    procedures
        .iter()
        .zip(facts)
        .zip(volumes(procedures, facts))
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
/// able, of what is in part, and of what is left out for each reason, over the rows whose volumes are known: each of these
/// is a table of its own, whose sums are published whatever they are. A row that is in no such sum hides nothing in it. What
/// is counted here is withheld altogether, and so is a row that says more came online than at all; both are in the sums.
pub(super) fn volumes(procedures: &[Procedure], facts: &[Fact]) -> Vec<Held> {
    let rows: Vec<Row> = procedures.iter().zip(facts).map(|(p, fact)| Row::of(p, fact)).collect();
    let mut sums: BTreeMap<(String, bool), Vec<usize>> = BTreeMap::new();
    for (nth, (row, fact)) in rows.iter().zip(facts).enumerate() {
        if row.total.is_some() {
            sums.entry((format!("{:?}", fact.standing), row.online.is_some())).or_default().push(nth);
        }
    }
    let mut out: Vec<Held> = rows.iter().map(Row::alone).collect();
    for members in sums.into_values() {
        let counts: Vec<Vec<u64>> = members.iter().map(|nth| rows[*nth].parts()).collect();
        let closed: Vec<bool> = members.iter().map(|nth| rows[*nth].is_closed).collect();
        let held = withhold_under_sums(&counts, &closed, LEAST);
        for (row, nth) in members.into_iter().enumerate() {
            out[nth].total |= held.is(row, 2);
            out[nth].online |= held.is(row, 0);
        }
    }
    out
}

/// The volumes of a procedure as the sums have them.
struct Row {
    total: Option<u64>,
    online: Option<u64>,
    /// Withheld, whatever they are.
    is_closed: bool,
}

impl Row {
    fn of(procedure: &Procedure, fact: &Fact) -> Self {
        let Fact { total, online, .. } = *fact;
        Self {
            total,
            // What cannot be done online counts as not done online.
            online: online.or_else(|| (fact.standing == Standing::NotYet).then_some(0)),
            is_closed: procedure.volume.method == Method::Counted
                || total.zip(online).is_some_and(|(total, online)| online > total),
        }
    }

    /// What is withheld of a row by itself.
    fn alone(&self) -> Held {
        let held = |n: Option<u64>| self.is_closed || n.is_some_and(|n| (1..LEAST).contains(&n));
        Held { total: held(self.total), online: held(self.online) }
    }

    /// What came online, and what came otherwise.
    fn parts(&self) -> Vec<u64> {
        let online = self.online.unwrap_or(0);
        vec![online, self.total.unwrap_or(0).saturating_sub(online)]
    }
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

pub(super) const WITHHELD_JA: &str = "公表しない件数の列名（; で区切る）。1〜9 件、計算でそれがわかる件数、この窓口で数える手続きの 1 年の件数（月ごとの件数は submissions）は空にしています";
pub(super) const WITHHELD_EN: &str = "Columns withheld in this row (; between): counts of 1 to 9, counts from which those would follow, and yearly counts made on this platform (by month in submissions) are left empty";

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

    /// Procedures that can be done online: all of a year, of these online, and where that comes from.
    fn inventory(counts: &[(Option<u64>, Option<u64>, Method)]) -> (Vec<Procedure>, Vec<Fact>) {
        let one = |(nth, (total, online, method)): (usize, &(Option<u64>, Option<u64>, Method))| {
            let mut procedure = Procedure::begun(nth.to_string(), "見本".into());
            procedure.volume.method = *method;
            let fact = Fact {
                id: procedure.id.clone(),
                name: String::new(),
                department: procedure.department.clone(),
                standing: Standing::Able,
                total: *total,
                online: *online,
            };
            (procedure, fact)
        };
        counts.iter().enumerate().map(one).unzip()
    }

    #[test]
    fn a_few_who_came_to_the_counter_are_not_told_by_the_rest() {
        let counts = [(500, 497), (300, 4), (200, 100), (90, 0)];
        let (procedures, facts) =
            inventory(&counts.map(|(total, online)| (Some(total), Some(online), Method::Actual)));
        let lines = open_lines(&procedures, &facts);
        // The three and the four; what else is withheld is for their sake.
        assert!(lines[0].withholds() && lines[1].online.is_none(), "{lines:?}");
        assert_eq!(lines[3].online, Some(0));
    }

    /// The sum of what came online has no row of which that is not known wholly, so 154 less 150 would be four.
    #[test]
    fn a_row_that_is_in_no_sum_hides_no_other() {
        let counts = [(Some(500), Some(4)), (None, Some(7)), (Some(300), Some(150)), (Some(6), None)];
        let (procedures, facts) = inventory(&counts.map(|(total, online)| (total, online, Method::Actual)));
        let held = volumes(&procedures, &facts);
        assert!(held[0].online && held[2].online, "{held:?}");
        assert_eq!(held[1], Held { total: false, online: true }, "seven are few by themselves");
        assert_eq!(held[3], Held { total: true, online: false });
        assert_eq!(open_lines(&procedures, &facts).len(), 2);
    }

    #[test]
    fn what_is_counted_here_is_withheld_and_does_not_follow_from_the_sums() {
        let counts = [
            (Some(12), Some(12), Method::Counted),
            (Some(400), Some(200), Method::Actual),
            (Some(300), Some(100), Method::Actual),
            (Some(90), Some(95), Method::Actual),
        ];
        let (procedures, facts) = inventory(&counts);
        let lines = open_lines(&procedures, &facts);
        for closed in [&lines[0], &lines[3]] {
            assert_eq!((closed.total, closed.online), (None, None), "{closed:?}");
        }
        let counts = &counts[..3];
        let (procedures, facts) = inventory(counts);
        let lines = open_lines(&procedures, &facts);
        assert!(lines[1..].iter().any(|l| l.total.is_none()), "the sum of totals would tell: {lines:?}");
        assert!(lines[1..].iter().any(|l| l.online.is_none()), "and that of online: {lines:?}");
    }
}
