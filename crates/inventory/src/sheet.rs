//! The inventory as a CSV file, in and out.
//!
//! A file is taken as a whole or not at all: [`read`] names every problem by row and column, and whoever
//! saves looks at [`Sheet::problems`] first.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_vocab::{
    Date, DepartmentId, Slug, normalise,
    sheet::{decode, harmless},
};

use crate::procedure::{Affairs, Applicant, Basis, Channel, Kind, Level, Method, Procedure, Status, Volume};

/// The columns, in order.
#[rustfmt::skip]
pub const COLUMNS: [&str; 29] = [
    "id", "name", "department", "law", "article", "basis", "kind", "affairs", "applicant", "level", "status",
    "status_since", "reason", "channels", "service_url", "paper", "volume", "online_volume", "volume_year",
    "volume_method", "volume_source", "fee_note", "life_events", "priority59", "priority31", "dashboard26",
    "national_id", "source", "note",
];

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The rows without problems.
    pub rows: Vec<Procedure>,
    /// What is wrong, in the order of the file.
    pub problems: Vec<Problem>,
}

/// Something wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file on which the row begins; the header is line 1.
    pub line: u64,
    /// The column.
    pub column: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// Reads a file: UTF-8 with or without a mark, or Shift_JIS.
pub fn read(bytes: &[u8], departments: &BTreeSet<DepartmentId>) -> Sheet {
    let text = decode(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    let header = match reader.headers() {
        Ok(h) => h.clone(),
        Err(e) => {
            sheet.complain(1, "", format!("表の見出しが読めません（{e}）"));
            return sheet;
        }
    };
    let columns = sheet.columns(&header);
    if !sheet.problems.is_empty() {
        return sheet;
    }
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                sheet.row(&Cells { record: &record, columns: &columns, line }, departments, &mut seen);
            }
            Err(e) => sheet.complain(
                e.position().map_or(0, csv::Position::line),
                "",
                format!("行が読めません（{e}）"),
            ),
        }
    }
    sheet
}

impl Sheet {
    fn complain(&mut self, line: u64, column: &str, message: impl Into<String>) {
        self.problems.push(Problem { line, column: column.to_owned(), message: message.into() });
    }

    /// Where each column stands.
    fn columns(&mut self, header: &csv::StringRecord) -> BTreeMap<&'static str, usize> {
        let mut found = BTreeMap::new();
        for (i, name) in header.iter().enumerate() {
            let name = name.trim();
            match COLUMNS.iter().find(|c| **c == name) {
                Some(column) if found.insert(*column, i).is_some() => {
                    self.complain(1, name, "同じ見出しが 2 つあります。1 つにしてください");
                }
                Some(_) => {}
                None => {
                    let hint = nearest(name, COLUMNS.iter().copied());
                    self.complain(1, name, format!("知らない見出しです{hint}"));
                }
            }
        }
        for column in COLUMNS {
            if !found.contains_key(column) {
                self.complain(
                    1,
                    column,
                    "この見出しの列がありません。列を加えてください（中身は空でもかまいません）",
                );
            }
        }
        found
    }

    fn row(
        &mut self,
        cells: &Cells<'_>,
        departments: &BTreeSet<DepartmentId>,
        seen: &mut BTreeMap<String, u64>,
    ) {
        let before = self.problems.len();
        let mut note = |column: &str, message: String| {
            self.problems.push(Problem { line: cells.line, column: column.to_owned(), message });
        };
        let procedure = cells.procedure(departments, &mut note);
        if let Some(first) = seen.get(&procedure.id) {
            note("id", format!("「{}」は {first} 行目にもあります。別の id にしてください", procedure.id));
        }
        seen.entry(procedure.id.clone()).or_insert(cells.line);
        if self.problems.len() == before {
            self.rows.push(procedure);
        }
    }
}

struct Cells<'a> {
    record: &'a csv::StringRecord,
    columns: &'a BTreeMap<&'static str, usize>,
    line: u64,
}

impl Cells<'_> {
    fn text(&self, column: &str) -> String {
        let cell = self.columns.get(column).and_then(|i| self.record.get(*i)).unwrap_or_default().trim();
        // What `write` put before a cell that a spreadsheet would take for a formula.
        match cell.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
            _ => cell.to_owned(),
        }
    }

    fn word<T: Copy>(
        &self,
        column: &str,
        all: &[T],
        code: fn(T) -> &'static str,
        note: &mut impl FnMut(&str, String),
    ) -> T {
        let text = self.text(column);
        all.iter().copied().find(|v| code(*v) == text).unwrap_or_else(|| {
            let hint = nearest(&text, all.iter().map(|v| code(*v)));
            note(column, format!("「{text}」は使えません{hint}"));
            all[0]
        })
    }

    fn number(&self, column: &str, note: &mut impl FnMut(&str, String)) -> Option<u64> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let number = normalise::integer(&text).and_then(|n| u64::try_from(n).ok());
        if number.is_none() {
            note(column, format!("「{text}」は 0 以上の数ではありません。わからないときは空にしてください"));
        }
        number
    }

    fn flag(&self, column: &str, note: &mut impl FnMut(&str, String)) -> bool {
        match self.text(column).as_str() {
            "yes" => true,
            "" | "no" => false,
            other => {
                note(column, format!("「{other}」は使えません。yes か空にしてください"));
                false
            }
        }
    }

    fn date(&self, column: &str, note: &mut impl FnMut(&str, String)) -> Option<Date> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let founding = Date::from_ymd_opt(1889, 4, 1).unwrap_or_default();
        match normalise::code(&text).replace('/', "-").parse::<Date>() {
            Ok(day) if day >= founding => Some(day),
            Ok(_) => {
                note(column, format!("「{text}」は市町村制（1889年4月）より前の日付です"));
                None
            }
            Err(_) => {
                note(column, format!("「{text}」は日付ではありません。2026-04-01 の形で書いてください"));
                None
            }
        }
    }

    fn procedure(
        &self,
        departments: &BTreeSet<DepartmentId>,
        note: &mut impl FnMut(&str, String),
    ) -> Procedure {
        let id = self.text("id");
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        {
            note("id", format!("「{id}」は id に使えません。英数字と - _ . で書いてください"));
        }
        let name = self.text("name");
        if name.is_empty() {
            note("name", "手続きの名前がありません".to_owned());
        }
        let department = DepartmentId(self.text("department"));
        if !departments.contains(&department) {
            let hint = nearest(&department.0, departments.iter().map(|d| d.0.as_str()));
            note("department", format!("「{department}」という課はありません{hint}"));
        }
        let status = self.word("status", Status::ALL, Status::code, note);
        let reason = self.text("reason");
        if status.needs_reason() && reason.is_empty() {
            note("reason", format!("{}とする理由と根拠を書いてください", status.label()));
        }
        let channels = self.channels(note);
        let paper = self.text("paper");
        let paper = match Slug::parse(&paper) {
            _ if paper.is_empty() => None,
            Ok(slug) => Some(slug),
            Err(e) => {
                note("paper", e.to_string());
                None
            }
        };
        Procedure {
            law: self.text("law"),
            article: self.text("article"),
            basis: self.word("basis", Basis::ALL, Basis::code, note),
            kind: self.word("kind", Kind::ALL, Kind::code, note),
            affairs: self.word("affairs", Affairs::ALL, Affairs::code, note),
            applicant: self.word("applicant", Applicant::ALL, Applicant::code, note),
            level: self.word("level", Level::ALL, Level::code, note),
            status_since: self.date("status_since", note),
            service_url: self.text("service_url"),
            volume: self.volume(note),
            fee_note: self.text("fee_note"),
            life_events: split(&self.text("life_events")).map(str::to_owned).collect(),
            priority59: self.text("priority59"),
            priority31: self.flag("priority31", note),
            dashboard26: self.flag("dashboard26", note),
            national_id: self.text("national_id"),
            source: self.text("source"),
            note: self.text("note"),
            id,
            name,
            department,
            status,
            reason,
            channels,
            paper,
        }
    }

    fn channels(&self, note: &mut impl FnMut(&str, String)) -> BTreeSet<Channel> {
        let text = self.text("channels");
        split(&text)
            .filter_map(|word| {
                let channel = Channel::parse(word);
                if channel.is_none() {
                    let hint = nearest(word, Channel::ALL.iter().map(|c| c.code()));
                    note("channels", format!("「{word}」は使えません{hint}"));
                }
                channel
            })
            .collect()
    }

    fn volume(&self, note: &mut impl FnMut(&str, String)) -> Volume {
        let (total, online) = (self.number("volume", note), self.number("online_volume", note));
        if let (Some(total), Some(online)) = (total, online)
            && online > total
        {
            note("online_volume", format!("オンラインの件数 {online} が総件数 {total} より多くなっています"));
        }
        let year = self.number("volume_year", note).and_then(|y| i32::try_from(y).ok());
        if let Some(year) = year
            && !(1889..=2200).contains(&year)
        {
            note("volume_year", format!("「{year}」は年度ではありません"));
        }
        Volume {
            total,
            online,
            year,
            method: self.word("volume_method", Method::ALL, Method::code, note),
            source: self.text("volume_source"),
        }
    }
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|w| !w.is_empty())
}

/// 「…のことですか」, if something near enough is known.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    known
        .map(|k| (strsim::damerau_levenshtein(word, k), k))
        .filter(|(distance, k)| *distance <= 1 + k.chars().count() / 3)
        .min()
        .map_or_else(String::new, |(_, k)| format!("。「{k}」のことですか"))
}

/// The cells of a row, in the order of [`COLUMNS`].
pub(crate) fn cells(p: &Procedure) -> [String; 29] {
    let number = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
    let flag = |f: bool| if f { "yes".to_owned() } else { String::new() };
    let channels: Vec<_> = p.channels.iter().map(|c| c.code()).collect();
    let events: Vec<_> = p.life_events.iter().map(String::as_str).collect();
    [
        p.id.clone(),
        p.name.clone(),
        p.department.0.clone(),
        p.law.clone(),
        p.article.clone(),
        p.basis.code().to_owned(),
        p.kind.code().to_owned(),
        p.affairs.code().to_owned(),
        p.applicant.code().to_owned(),
        p.level.code().to_owned(),
        p.status.code().to_owned(),
        p.status_since.map_or_else(String::new, |d| d.to_string()),
        p.reason.clone(),
        channels.join(";"),
        p.service_url.clone(),
        p.paper.as_ref().map_or_else(String::new, ToString::to_string),
        number(p.volume.total),
        number(p.volume.online),
        p.volume.year.map_or_else(String::new, |y| y.to_string()),
        p.volume.method.code().to_owned(),
        p.volume.source.clone(),
        p.fee_note.clone(),
        events.join(";"),
        p.priority59.clone(),
        flag(p.priority31),
        flag(p.dashboard26),
        p.national_id.clone(),
        p.source.clone(),
        p.note.clone(),
    ]
}

/// The inventory as CSV: UTF-8 with a mark, so that spreadsheets read it; what they would take for a formula
/// is made text.
pub fn write(procedures: &[Procedure]) -> Vec<u8> {
    let rows = procedures.iter().map(|p| cells(p).map(harmless));
    csv_of(std::iter::once(COLUMNS.map(str::to_owned)).chain(rows))
}

/// Rows as CSV with the mark by which a spreadsheet knows UTF-8.
pub(crate) fn csv_of<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{FEFF}".as_bytes().to_vec());
    for row in rows {
        // Writing into memory cannot fail.
        let _ = writer.write_record(&row);
    }
    writer.into_inner().unwrap_or_default()
}
