//! 名簿: everybody's account as a CSV file, in and out, so that 異動 is prepared where lists are made.
//!
//! A file is taken as a whole or not at all: [`read`] names every problem by row and column.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use madoguchi_vocab::{
    Date, DepartmentId, Role, normalise,
    sheet::{decode, harmless},
};

pub use crate::roster_words::{day, email, login, name, title};

/// The columns, in order. The last may be left out.
pub const COLUMNS: [&str; 7] = ["login", "name", "role", "department", "active", "from_day", "successor"];
/// So far ahead a transfer may be listed.
const DAYS_AHEAD: i64 = 400;
/// More rows than any city has people.
const MOST_ROWS: usize = 10_000;
/// What is known of somebody's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The name they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they are trusted with.
    pub role: Role,
    /// Where they work.
    pub department: DepartmentId,
    /// Whether the account may be used.
    pub active: bool,
}

impl Known {
    /// Whether work can be in this person's hands.
    pub fn reviews(&self) -> bool {
        self.active && reviews(self.role)
    }
}

/// Whether work can be in the hands of somebody with this role.
pub fn reviews(role: Role) -> bool {
    matches!(role, Role::Clerk | Role::Approver | Role::DepartmentHead)
}

/// A row: how somebody's account is to be from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The line of the file on which it begins.
    pub line: u64,
    /// How the account is to be.
    pub person: Known,
    /// From which day.
    pub from_day: Date,
    /// Who takes over their work, by the name they sign in with.
    pub successor: Option<String>,
}

/// Something wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file; the heading is line 1.
    pub line: u64,
    /// The column.
    pub column: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    /// The rows without problems.
    pub entries: Vec<Entry>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// What an entry changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The row.
    pub entry: Entry,
    /// Whether nobody signs in with that name yet.
    pub is_new: bool,
    /// Column, before, after.
    pub cells: Vec<(&'static str, String, String)>,
}

/// What a file is read beside.
#[derive(Clone, Debug)]
pub struct Office<'a> {
    /// Departments that are there, with their names.
    pub departments: &'a BTreeMap<DepartmentId, String>,
    /// Everybody.
    pub people: &'a [Known],
    /// Today.
    pub today: Date,
}

/// Reads a file: UTF-8 with or without a mark, or Shift_JIS.
pub fn read(bytes: &[u8], office: &Office<'_>) -> Roster {
    let text = decode(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let mut roster = Roster::default();
    let columns = match reader.headers() {
        Ok(header) => roster.columns(&header.clone()),
        Err(e) => {
            roster.complain(1, "", format!("表の見出しが読めません（{e}）"));
            return roster;
        }
    };
    if !roster.problems.is_empty() {
        return roster;
    }
    for (n, record) in reader.records().enumerate() {
        if n >= MOST_ROWS {
            roster.complain(0, "", format!("{MOST_ROWS} 行までにしてください"));
            break;
        }
        match record {
            Ok(record) if record.iter().all(|cell| cell.trim().is_empty()) => {}
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                roster.row(&Cells { record: &record, columns: &columns, line }, office);
            }
            Err(e) => {
                let line = e.position().map_or(0, csv::Position::line);
                roster.complain(line, "", format!("行が読めません（{e}）"));
            }
        }
    }
    roster.look_at_the_whole(office);
    roster
}

/// What is wrong with one entry that was not read from a file.
pub fn examine(entry: Entry, office: &Office<'_>) -> Vec<Problem> {
    let mut roster = Roster { entries: vec![entry], problems: vec![] };
    roster.look_at_the_whole(office);
    roster.problems
}

struct Cells<'a> {
    record: &'a csv::StringRecord,
    columns: &'a BTreeMap<&'static str, usize>,
    line: u64,
}

impl Cells<'_> {
    fn text(&self, column: &str) -> &str {
        let cell = self.columns.get(column).and_then(|i| self.record.get(*i)).unwrap_or_default().trim();
        // What `write` put before a cell that a spreadsheet would take for a formula.
        cell.strip_prefix('\'').unwrap_or(cell)
    }
}

impl Roster {
    fn complain(&mut self, line: u64, column: &'static str, message: impl Into<String>) {
        self.problems.push(Problem { line, column, message: message.into() });
    }

    fn columns(&mut self, header: &csv::StringRecord) -> BTreeMap<&'static str, usize> {
        let mut found = BTreeMap::new();
        for (i, name) in header.iter().enumerate() {
            match COLUMNS.iter().find(|c| **c == name.trim()) {
                Some(column) if found.insert(*column, i).is_some() => {
                    self.complain(1, column, "同じ見出しが 2 つあります。1 つにしてください");
                }
                Some(_) => {}
                None => self.complain(1, "", format!("「{}」は知らない見出しです", name.trim())),
            }
        }
        for column in &COLUMNS[..6] {
            if !found.contains_key(column) {
                self.complain(1, column, "この見出しの列がありません");
            }
        }
        found
    }

    fn row(&mut self, cells: &Cells<'_>, office: &Office<'_>) {
        let line = cells.line;
        let before = self.problems.len();
        let mut took = |column, read: Result<String, &'static str>| {
            read.map_err(|words| self.problems.push(Problem { line, column, message: words.to_owned() })).ok()
        };
        let login = took("login", login(cells.text("login")));
        let name = took("name", name(cells.text("name")));
        let role = Role::ALL.into_iter().find(|r| [r.code(), title(*r)].contains(&cells.text("role")));
        if role.is_none() {
            let all = Role::ALL.map(|r| format!("{}（{}）", r.code(), title(r))).join("、");
            self.complain(
                line,
                "role",
                format!("「{}」は使えません。{all} のどれかにしてください", cells.text("role")),
            );
        }
        let wanted = cells.text("department");
        let department = office.departments.iter().find(|(id, name)| id.0 == wanted || *name == wanted);
        if department.is_none() {
            self.complain(
                line,
                "department",
                format!("「{wanted}」という課はありません。課の id か名前を書いてください"),
            );
        }
        let active = match cells.text("active") {
            "yes" | "1" | "TRUE" | "true" | "" => Some(true),
            "no" | "0" | "FALSE" | "false" => Some(false),
            other => {
                self.complain(line, "active", format!("「{other}」は使えません。yes か no にしてください"));
                None
            }
        };
        let from_day = self.day_of(cells, office.today);
        let successor = Some(normalise::code(cells.text("successor"))).filter(|s| !s.is_empty());
        if self.problems.len() > before {
            return;
        }
        if let (Some(login), Some(name), Some(role), Some((department, _)), Some(active), Some(from_day)) =
            (login, name, role, department, active, from_day)
        {
            let person = Known { login, name, role, department: department.clone(), active };
            self.entries.push(Entry { line, person, from_day, successor });
        }
    }

    fn day_of(&mut self, cells: &Cells<'_>, today: Date) -> Option<Date> {
        let text = cells.text("from_day");
        if text.is_empty() {
            return Some(today);
        }
        match day(text) {
            Some(day) if day < today => {
                self.complain(
                    cells.line,
                    "from_day",
                    format!("「{text}」は過ぎた日です。今日からなら空にしてください"),
                );
                None
            }
            Some(day) if day - today > Duration::days(DAYS_AHEAD) => {
                self.complain(cells.line, "from_day", format!("「{text}」は {DAYS_AHEAD} 日より先です"));
                None
            }
            Some(day) => Some(day),
            None => {
                self.complain(
                    cells.line,
                    "from_day",
                    format!("「{text}」は日付ではありません。2027-04-01 のように書いてください"),
                );
                None
            }
        }
    }

    /// What no row can say by itself.
    fn look_at_the_whole(&mut self, office: &Office<'_>) {
        let mut problems = Vec::new();
        let mut seen = BTreeMap::new();
        for entry in &self.entries {
            let mut note =
                |column, message: String| problems.push(Problem { line: entry.line, column, message });
            if let Some(first) = seen.insert((entry.person.login.as_str(), entry.from_day), entry.line) {
                note("login", format!("{first} 行目にも、同じ人の同じ日の行があります。1 つにしてください"));
            }
            let known = office.people.iter().find(|p| p.login == entry.person.login);
            if known.is_none() && !entry.person.active {
                note("active", "名簿にない人です。新しく加える人は yes にしてください".to_owned());
            }
            if let Some(words) = self.successor_problem(entry, known, office) {
                note("successor", words);
            }
        }
        if !self.entries.is_empty() && !leaves_an_administrator(office.people, &self.entries) {
            problems.push(Problem {
                line: 0,
                column: "role",
                message: "この通りにすると、使えるシステム管理者が 1 人もいなくなります。少なくとも 1 人を残してください".to_owned(),
            });
        }
        self.problems.extend(problems);
        self.problems.sort_by_key(|p| p.line);
        let bad: BTreeSet<u64> = self.problems.iter().map(|p| p.line).collect();
        self.entries.retain(|entry| !bad.contains(&entry.line));
    }

    fn successor_problem(&self, entry: &Entry, known: Option<&Known>, office: &Office<'_>) -> Option<String> {
        let successor = entry.successor.as_deref()?;
        let Some(known) = known.filter(|k| leaves(k, &entry.person)) else {
            return Some("課を移らず、辞めもしない人に後任は書けません。空にしてください".to_owned());
        };
        let Some(to) = office.people.iter().find(|p| p.login == successor) else {
            return Some(format!(
                "「{successor}」という職員はいません。後任のサインインの名前を書いてください"
            ));
        };
        let goes = self
            .entries
            .iter()
            .any(|e| e.person.login == successor && leaves(to, &e.person) && e.from_day <= entry.from_day);
        if to.login == known.login || to.department != known.department || !to.reviews() || goes {
            return Some(format!(
                "「{successor}」は後任になれません。同じ課に残り、審査ができる人にしてください"
            ));
        }
        None
    }
}

/// Whether somebody's work cannot stay in their hands.
pub fn leaves(before: &Known, after: &Known) -> bool {
    !after.reviews() || before.department != after.department
}

/// Whether somebody who can tend accounts is there after all of this.
pub fn leaves_an_administrator(people: &[Known], entries: &[Entry]) -> bool {
    let mut after: BTreeMap<&str, bool> = BTreeMap::new();
    let tends = |p: &Known| p.active && p.role == Role::Administrator;
    for person in people {
        after.insert(&person.login, tends(person));
    }
    let mut in_order: Vec<_> = entries.iter().collect();
    in_order.sort_by_key(|e| e.from_day);
    for entry in in_order {
        // Who has never signed in cannot be the only one.
        let is_known = people.iter().any(|p| p.login == entry.person.login);
        after.insert(&entry.person.login, is_known && tends(&entry.person));
    }
    after.values().any(|tends| *tends)
}

/// What rows change; those that change nothing are left out.
pub fn changes(people: &[Known], entries: &[Entry]) -> Vec<Change> {
    let yes = |active: bool| if active { "yes" } else { "no" }.to_owned();
    let mut out = Vec::new();
    for entry in entries {
        let before = people.iter().find(|p| p.login == entry.person.login);
        let words = |p: &Known| {
            [
                ("name", p.name.clone()),
                ("role", title(p.role).to_owned()),
                ("department", p.department.0.clone()),
                ("active", yes(p.active)),
            ]
        };
        let old = before.map(words);
        let cells: Vec<_> = words(&entry.person)
            .into_iter()
            .enumerate()
            .map(|(n, (column, after))| {
                (column, old.as_ref().map_or_else(String::new, |old| old[n].1.clone()), after)
            })
            .filter(|(_, before, after)| before != after)
            .collect();
        if !cells.is_empty() {
            out.push(Change { entry: entry.clone(), is_new: before.is_none(), cells });
        }
    }
    out
}

/// The file of these people. What it holds can be read again and changes nothing.
pub fn write(people: &[Known]) -> Vec<u8> {
    let mark = "\u{FEFF}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(mark);
    // Writing into memory cannot fail.
    let _ = writer.write_record(COLUMNS);
    for p in people {
        let active = if p.active { "yes" } else { "no" };
        let cells = [
            p.login.clone(),
            p.name.clone(),
            p.role.code().to_owned(),
            p.department.0.clone(),
            active.to_owned(),
        ];
        let empty = [String::new(), String::new()];
        let _ = writer.write_record(cells.into_iter().chain(empty).map(harmless));
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
#[path = "roster_tests.rs"]
mod tests;
