//! The inventory as a file, in and out: our own sheet, the national survey, the list of priority procedures. Which of them
//! a file is, its header says.
//!
//! A file is taken as a whole or not at all: [`take`] names every problem by row and column, and whoever saves looks at
//! [`Sheet::problems`] first.

mod cell;
mod columns;
mod national;
mod own;
mod priority;
mod text;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use columns::csv_of;
pub use columns::{COLUMNS, cells, column_label, write};
use madoguchi_vocab::{Date, DepartmentId};
pub use own::edited;

use crate::{
    procedure::Procedure,
    words::{Word, words},
};

words! {
    /// What kind of file it is.
    Format {
        /// Our own sheet, with all or some of its columns.
        Own = "own", "手続台帳";
        /// デジタル庁 行政手続等の悉皆調査結果.
        National = "national", "国の悉皆調査";
        /// 地方公共団体が優先的にオンライン化を推進すべき手続.
        Priority = "priority", "優先手続の一覧";
    }
}

/// A department that is no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Since this day.
    pub on: Date,
    /// Which one took up its work.
    pub into: Option<DepartmentId>,
}

/// What has to be known to read a file.
#[derive(Clone, Debug)]
pub struct Known {
    /// The departments there are.
    pub departments: BTreeSet<DepartmentId>,
    /// Those there were.
    pub closed: BTreeMap<DepartmentId, Closed>,
    /// The inventory as it stands.
    pub procedures: Vec<Procedure>,
    /// When the city was founded: nothing of it is older.
    pub founded: Date,
    /// Today: the version of a list that does not say its own.
    pub today: Date,
}

impl Known {
    /// An office with these departments and an empty inventory. 橿原市 was founded on 11 February 1956.
    pub fn of(departments: BTreeSet<DepartmentId>) -> Self {
        Self {
            departments,
            closed: BTreeMap::new(),
            procedures: vec![],
            founded: Date::from_ymd_opt(1956, 2, 11).unwrap_or_default(),
            today: Date::default(),
        }
    }
}

/// What was read.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What it was.
    pub format: Format,
    /// The rows without problems, as they would stand in the inventory.
    pub rows: Vec<Procedure>,
    /// What is wrong, in the order of the file. As long as there is anything, nothing is saved.
    pub problems: Vec<Problem>,
    /// What is odd and can be saved all the same.
    pub warnings: Vec<Problem>,
}

/// Something about a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file on which the row begins.
    pub line: u64,
    /// The procedure of that row, where it says one.
    pub name: String,
    /// The column.
    pub column: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl Problem {
    pub(crate) fn at(line: u64, column: &str, message: String) -> Self {
        Self { line, name: String::new(), column: column.to_owned(), message }
    }
}

/// Reads a file that knows nothing of what stands: our own sheet for an empty inventory.
pub fn read(bytes: &[u8], departments: &BTreeSet<DepartmentId>) -> Sheet {
    take(bytes, &Known::of(departments.clone()))
}

/// Reads a file of any of the three kinds.
pub fn take(bytes: &[u8], known: &Known) -> Sheet {
    let mut sheet = Sheet { format: Format::Own, rows: vec![], problems: vec![], warnings: vec![] };
    let table = match text::table(bytes, |header| recognised(header).is_some()) {
        Ok(table) => table,
        Err(problem) => {
            sheet.problems.push(problem);
            return sheet;
        }
    };
    sheet.format = recognised(&table.header).unwrap_or(Format::Own);
    match sheet.format {
        Format::Own => own::read(&table, known, &mut sheet),
        Format::National => national::read(&table, known, &mut sheet),
        Format::Priority => priority::read(&table, known, &mut sheet),
    }
    sheet.problems.extend(table.problems);
    sheet.problems.sort_by_key(|p| p.line);
    sheet
}

/// What a header belongs to.
fn recognised(header: &[String]) -> Option<Format> {
    let has = |name: &str| header.iter().any(|h| h == name);
    if has("手続ID") && has("手続名") {
        Some(Format::National)
    } else if has("no") && has("name") && has("in_31") {
        Some(Format::Priority)
    } else if has("id") && header.iter().filter(|h| COLUMNS.contains(&h.as_str())).count() >= 2 {
        Some(Format::Own)
    } else {
        None
    }
}

/// 「使える語：…」: the words that can stand in a column, each with what it means.
fn allowed<T: Word>() -> String {
    let words: Vec<String> = T::ALL.iter().map(|v| format!("{}（{}）", v.code(), v.label())).collect();
    format!("。使える語：{}", words.join("、"))
}

/// 「…のことですか」, if something near enough is known.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    known
        .map(|k| (strsim::damerau_levenshtein(word, k), k))
        .filter(|(distance, k)| *distance <= 1 + k.chars().count() / 3)
        .min()
        .map_or_else(String::new, |(_, k)| format!("。「{k}」のことですか"))
}

/// The parts of a cell that holds several.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '；']).map(str::trim).filter(|w| !w.is_empty())
}
