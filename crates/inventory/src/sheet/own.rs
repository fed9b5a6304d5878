//! Our own sheet, with all or some of its columns: what a file does not have stays as it is.

use std::collections::BTreeMap;

use super::{
    COLUMNS, Known, Problem, Sheet,
    cell::Row,
    cells, nearest,
    text::{Line, Table},
};
use crate::procedure::{Method, Procedure, Status};

/// What is said where two procedures would count the same submissions.
const COUNTED_TWICE: &str =
    "同じ様式の件数を 2 つの手続きで数えることはできません。片方の volume_method をほかのものにしてください";

/// Without these no row can be read.
const NEEDED: [&str; 3] = ["id", "name", "department"];

pub(super) fn read(table: &Table, known: &Known, sheet: &mut Sheet) {
    let columns = columns(table, sheet);
    if !sheet.problems.is_empty() {
        return;
    }
    let standing: BTreeMap<&str, &Procedure> = known.procedures.iter().map(|p| (p.id.as_str(), p)).collect();
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for line in &table.lines {
        let before = sheet.problems.len();
        let id = columns.get("id").map_or("", |at| line.cell(*at));
        let procedure = row(line, &columns, standing.get(id).copied(), known, sheet);
        if let Some(first) = seen.get(&procedure.id) {
            let message = format!("「{}」は {first} 行目にもあります。別の id にしてください", procedure.id);
            sheet.problems.push(Problem::at(line.number, "id", message));
        }
        seen.entry(procedure.id.clone()).or_insert(line.number);
        let named = |problem: &mut Problem| problem.name.clone_from(&procedure.name);
        sheet.problems[before..].iter_mut().for_each(named);
        if sheet.problems.len() == before {
            let odd = oddities(&procedure, line.number);
            let of = |p: Problem| Problem { name: procedure.name.clone(), ..p };
            sheet.warnings.extend(odd.into_iter().map(of));
            sheet.rows.push(procedure);
        }
    }
    counted_twice(&seen, known, sheet);
}

fn row(
    line: &Line,
    columns: &BTreeMap<&'static str, usize>,
    standing: Option<&Procedure>,
    known: &Known,
    sheet: &mut Sheet,
) -> Procedure {
    let stood = (columns.len() < COLUMNS.len()).then(|| standing.map(cells)).flatten();
    let cell = |column: &str| match columns.get(column) {
        Some(at) => line.cell(*at).to_owned(),
        None => stood.as_ref().map_or_else(|| unsaid(column).to_owned(), |s| stands(s, column).to_owned()),
    };
    let mut note =
        |column: &str, message: String| sheet.problems.push(Problem::at(line.number, column, message));
    Row { cell: &cell, known }.procedure(&mut note)
}

fn stands<'a>(cells: &'a [String; COLUMNS.len()], column: &str) -> &'a str {
    COLUMNS.iter().position(|c| *c == column).map_or("", |at| cells[at].as_str())
}

/// What a new procedure is where a file does not have the column.
fn unsaid(column: &str) -> &'static str {
    match column {
        "basis" => "law",
        "kind" => "application",
        "affairs" => "own",
        "applicant" => "resident",
        "level" => "city",
        "status" => "not_yet",
        "volume_method" => "unknown",
        _ => "",
    }
}

/// A procedure with some cells written otherwise, as a page sends them.
///
/// # Errors
/// What is wrong, column by column; the line is 0.
pub fn edited(
    procedure: &Procedure,
    written: &BTreeMap<String, String>,
    known: &Known,
) -> Result<(Procedure, Vec<Problem>), Vec<Problem>> {
    let stood = cells(procedure);
    let cell = |column: &str| {
        let said = written.get(column).filter(|_| column != "id");
        said.map_or_else(|| stands(&stood, column).to_owned(), |s| s.trim().to_owned())
    };
    let mut problems = Vec::new();
    let mut note = |column: &str, message: String| problems.push(Problem::at(0, column, message));
    let new = Row { cell: &cell, known }.procedure(&mut note);
    let twice = |other: &&Procedure| {
        other.id != new.id && counts_by(other).is_some_and(|p| counts_by(&new) == Some(p))
    };
    if let Some(other) = known.procedures.iter().find(twice) {
        problems.push(Problem::at(0, "volume_method", format!("{COUNTED_TWICE}（{}）", other.name)));
    }
    let odd = oddities(&new, 0);
    if problems.is_empty() { Ok((new, odd)) } else { Err(problems) }
}

/// Where each column stands.
fn columns(table: &Table, sheet: &mut Sheet) -> BTreeMap<&'static str, usize> {
    let mut found = BTreeMap::new();
    let mut complain = |column: &str, message: String| {
        sheet.problems.push(Problem::at(table.header_line, column, message));
    };
    for (i, name) in table.header.iter().enumerate() {
        match COLUMNS.iter().find(|c| *c == name) {
            Some(column) if found.insert(*column, i).is_some() => {
                complain(name, "同じ見出しが 2 つあります。1 つにしてください".to_owned());
            }
            Some(_) => {}
            None => {
                let hint = nearest(name, COLUMNS.iter().copied());
                complain(name, format!("知らない見出しです{hint}"));
            }
        }
    }
    for column in NEEDED.into_iter().filter(|c| !found.contains_key(c)) {
        complain(column, "この見出しの列がありません。列を加えてください".to_owned());
    }
    found
}

/// The paper whose submissions are counted for a procedure.
fn counts_by(p: &Procedure) -> Option<&str> {
    p.paper.as_ref().filter(|_| p.volume.method == Method::Counted).map(|slug| slug.as_str())
}

fn counted_twice(lines: &BTreeMap<String, u64>, known: &Known, sheet: &mut Sheet) {
    let untouched = known.procedures.iter().filter(|p| !lines.contains_key(&p.id));
    let mut by_paper: BTreeMap<String, &str> = BTreeMap::new();
    let mut twice = Vec::new();
    for p in untouched.chain(&sheet.rows) {
        let Some(slug) = counts_by(p) else { continue };
        if let Some(other) = by_paper.insert(slug.to_owned(), &p.id) {
            let line = lines.get(&p.id).copied().unwrap_or(0);
            twice.push(Problem::at(line, "volume_method", format!("{COUNTED_TWICE}（{other}）")));
        }
    }
    sheet.problems.extend(twice);
}

/// What is odd and may be so all the same.
fn oddities(p: &Procedure, line: u64) -> Vec<Problem> {
    let mut odd = Vec::new();
    let mut say = |column: &str, message: &str| odd.push(Problem::at(line, column, message.to_owned()));
    if p.status == Status::NotYet && p.paper.is_none() && p.volume.online.unwrap_or(0) > 0 {
        say("online_volume", "未着手なのにオンラインの件数があります");
    }
    if p.volume.total.is_some() && p.volume.method == Method::Unknown {
        say("volume_method", "件数があるのに、求め方が「不明」です");
    }
    if p.status.needs_reason() && p.left_out.is_none() {
        say("left_out", "対象外の区分がありません");
    }
    if p.status.needs_reason() && p.ground.is_empty() && p.law.is_empty() {
        say("ground", "対象外とする法令上の根拠がありません");
    }
    let somewhere =
        p.paper.is_some() || !p.service_url.is_empty() || p.channels.iter().any(|c| c.is_online());
    if matches!(p.status, Status::Online | Status::Partial) && !somewhere {
        say("channels", "オンラインで行う先（方法・URL・様式）がありません");
    }
    if p.department.0.is_empty() {
        say("department", "課が決まっていません");
    }
    odd
}
