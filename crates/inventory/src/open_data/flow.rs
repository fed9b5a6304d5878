//! What came in here and what was decided, month by month.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_vocab::DepartmentId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Column, ColumnKind, LEAST, Table, Withheld,
    use_of_online::{WITHHELD_EN, WITHHELD_JA, names},
    withhold,
};
use crate::month::Month;

/// Stands for all procedures, all departments or all channels.
const ALL: &str = "all";

/// The columns of the set.
pub(super) const COLUMNS: [Column; 9] = [
    Column::new("month", ColumnKind::Month, "月", "Month"),
    Column::new(
        "procedure",
        ColumnKind::Text,
        "手続き（様式の名前）。all はすべて",
        "Form; all for all of them",
    ),
    Column::new("name", ColumnKind::Text, "手続名", "Name of the procedure"),
    Column::new(
        "department",
        ColumnKind::Text,
        "担当課の id。all はすべて",
        "Id of the department; all for all of them",
    ),
    Column::new("department_name", ColumnKind::Text, "担当課", "Department"),
    Column::new(
        "channel",
        ColumnKind::Text,
        "方法：online オンライン、counter 窓口、phone 電話、mail 郵送、paper 紙。all はすべて",
        "How it came; all for all of them",
    ),
    Column::new("received", ColumnKind::Whole, "その月に届いた件数", "Received in the month"),
    Column::new(
        "decided",
        ColumnKind::Whole,
        "その月に決定・受理などで終わった件数（取下げを除く）",
        "Decided or acknowledged in the month (without withdrawn)",
    ),
    Column::new("withheld", ColumnKind::Text, WITHHELD_JA, WITHHELD_EN),
];

/// Of one procedure, in one department, by one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowCount {
    /// The paper.
    pub slug: String,
    /// Who has it.
    pub department: DepartmentId,
    /// How it came.
    pub channel: String,
    /// How many came.
    pub received: u64,
    /// How many were decided or acknowledged.
    pub decided: u64,
}

/// A month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Which.
    pub month: Month,
    /// What came and went in it.
    pub counts: Vec<FlowCount>,
}

/// What papers and departments are called.
#[derive(Clone, Debug, Default)]
pub struct FlowNames {
    /// The papers.
    pub papers: BTreeMap<String, String>,
    /// The departments.
    pub departments: BTreeMap<DepartmentId, String>,
}

/// The months as a data set, with totals, and without small counts and those that would tell them.
pub fn flow_table(months: &[Flow], called: &FlowNames) -> Table {
    Table { columns: &COLUMNS, rows: months.iter().flat_map(|flow| of_month(flow, called)).collect() }
}

fn of_month(flow: &Flow, called: &FlowNames) -> Vec<Vec<Value>> {
    let keys: BTreeSet<(&str, &DepartmentId)> =
        flow.counts.iter().map(|c| (c.slug.as_str(), &c.department)).collect();
    let channels: BTreeSet<&str> = flow.counts.iter().map(|c| c.channel.as_str()).collect();
    let (keys, channels): (Vec<_>, Vec<_>) = (keys.into_iter().collect(), channels.into_iter().collect());
    if keys.is_empty() {
        return vec![];
    }
    let counted = |of: fn(&FlowCount) -> u64| {
        let mut counts = vec![vec![0; channels.len()]; keys.len()];
        for c in &flow.counts {
            let row = keys.iter().position(|k| *k == (c.slug.as_str(), &c.department));
            let column = channels.iter().position(|n| *n == c.channel);
            if let (Some(row), Some(column)) = (row, column) {
                counts[row][column] += of(c);
            }
        }
        Measure::new(counts)
    };
    let (received, decided) = (counted(|c| c.received), counted(|c| c.decided));
    let mut rows = Vec::new();
    for row in 0..=keys.len() {
        for column in 0..=channels.len() {
            let (came, went) = (received.at(row, column), decided.at(row, column));
            if (came, went) == (Some(0), Some(0)) {
                continue;
            }
            let (slug, department) = keys.get(row).map_or((ALL, None), |(slug, d)| (*slug, Some(*d)));
            rows.push(vec![
                json!(flow.month),
                json!(slug),
                json!(called.papers.get(slug)),
                json!(department.map_or(ALL, |d| d.0.as_str())),
                json!(department.and_then(|d| called.departments.get(d))),
                json!(channels.get(column).unwrap_or(&ALL)),
                json!(came),
                json!(went),
                names(&[("received", came.is_none()), ("decided", went.is_none())]),
            ]);
        }
    }
    rows
}

/// One of the two counts with its totals.
struct Measure {
    counts: Vec<Vec<u64>>,
    held: Withheld,
}

impl Measure {
    fn new(counts: Vec<Vec<u64>>) -> Self {
        Self { held: withhold(&counts, LEAST), counts }
    }

    /// A count or a total; nothing where it is withheld.
    fn at(&self, row: usize, column: usize) -> Option<u64> {
        let rows = self.counts.iter().enumerate().filter(|(r, _)| row == self.counts.len() || *r == row);
        let cells = rows.flat_map(|(_, cells)| {
            let all = column == cells.len();
            cells.iter().enumerate().filter(move |(c, _)| all || *c == column).map(|(_, n)| *n)
        });
        let sum = cells.sum();
        (!self.held.is(row, column)).then_some(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(slug: &str, channel: &str, received: u64) -> FlowCount {
        let (slug, channel) = (slug.to_owned(), channel.to_owned());
        FlowCount { slug, department: DepartmentId("shimin".into()), channel, received, decided: 0 }
    }

    #[test]
    fn a_month_has_totals_and_tells_no_small_count() {
        let counts = vec![
            count("a", "online", 40),
            count("a", "mail", 3),
            count("b", "online", 25),
            count("b", "mail", 20),
        ];
        let flow = Flow { month: "2026-10".parse().unwrap(), counts };
        let called =
            FlowNames { papers: BTreeMap::from([("a".into(), "甲".into())]), ..FlowNames::default() };
        let table = flow_table(&[flow], &called);
        let of = |slug: &str, channel: &str| {
            let row = table.rows.iter().find(|r| r[1] == slug && r[5] == channel).unwrap();
            (row[6].as_u64(), row[8].clone())
        };
        assert_eq!(of("a", "mail"), (None, json!("received")));
        assert_eq!(of("b", "mail"), (None, json!("received")), "it would tell the other one");
        assert_eq!(of("all", "all"), (Some(88), Value::Null));
        assert_eq!(table.rows.len(), 9, "two and all procedures, two and all channels");
        assert_eq!(table.rows[0][2], "甲");
    }
}
