//! A table with columns that say what they are, and how it is written.

use madoguchi_vocab::sheet::harmless;
use serde_json::Value;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words.
    Text,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A day, `2026-11-29`.
    Day,
    /// A month, `2026-11`.
    Month,
    /// A fiscal year: the year in which it begins.
    Year,
    /// An address.
    Link,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in files; never changes.
    pub name: &'static str,
    /// What stands in it.
    pub kind: ColumnKind,
    /// What it is, in Japanese.
    pub ja: &'static str,
    /// What it is, in English.
    pub en: &'static str,
}

impl Column {
    pub(crate) const fn new(
        name: &'static str,
        kind: ColumnKind,
        ja: &'static str,
        en: &'static str,
    ) -> Self {
        Self { name, kind, ja, en }
    }
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// CSV: UTF-8 with the mark by which spreadsheets know it.
    Csv,
    /// JSON: a list of objects.
    Json,
}

impl Form {
    /// Both.
    pub const ALL: [Form; 2] = [Form::Csv, Form::Json];

    /// How the name of a file ends.
    pub fn ending(self) -> &'static str {
        match self {
            Form::Csv => "csv",
            Form::Json => "json",
        }
    }

    /// The media type, without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Form::Csv => "text/csv",
            Form::Json => "application/json",
        }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its columns.
    pub columns: &'static [Column],
    /// Its rows: as many values as columns.
    pub rows: Vec<Vec<Value>>,
}

/// So many rows are written at a time.
const HANDFUL: usize = 200;

impl Table {
    /// A piece of the written table, from 0; nothing behind the last. Large tables go out piece by piece.
    pub fn piece(&self, form: Form, nth: usize) -> Option<Vec<u8>> {
        let from = nth * HANDFUL;
        if nth > 0 && from >= self.rows.len() {
            return None;
        }
        let rows = &self.rows[from..self.rows.len().min(from + HANDFUL)];
        Some(match form {
            Form::Csv => self.csv(rows, nth == 0),
            Form::Json => self.json(rows, nth == 0, from + HANDFUL >= self.rows.len()),
        })
    }

    /// The whole written table.
    pub fn written(&self, form: Form) -> Vec<u8> {
        (0..).map_while(|nth| self.piece(form, nth)).flatten().collect()
    }

    fn csv(&self, rows: &[Vec<Value>], first: bool) -> Vec<u8> {
        let begin = if first { "\u{FEFF}".as_bytes().to_vec() } else { vec![] };
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(begin);
        // Writing into memory cannot fail.
        if first {
            let _ = writer.write_record(self.columns.iter().map(|c| c.name));
        }
        for row in rows {
            let _ = writer.write_record(row.iter().map(cell));
        }
        writer.into_inner().unwrap_or_default()
    }

    fn json(&self, rows: &[Vec<Value>], first: bool, last: bool) -> Vec<u8> {
        let mut text = if first { "[" } else { "," }.to_owned();
        for (nth, row) in rows.iter().enumerate() {
            text.push_str(if nth == 0 { "\n" } else { ",\n" });
            // Names have nothing to escape; in the order of the columns, as in the CSV.
            let cells = self.columns.iter().zip(row).map(|(c, value)| format!("\"{}\":{value}", c.name));
            text += &format!("{{{}}}", cells.collect::<Vec<_>>().join(","));
        }
        if last {
            text.push_str("\n]\n");
        }
        text.into_bytes()
    }
}

/// A value as a cell: what is not there is empty, and words are no formula.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => harmless(text.clone()),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const COLUMNS: [Column; 2] = [
        Column::new("name", ColumnKind::Text, "名前", "Name"),
        Column::new("count", ColumnKind::Whole, "件数", "Count"),
    ];

    fn table(rows: usize) -> Table {
        Table {
            columns: &COLUMNS,
            rows: (0..rows).map(|n| vec![json!(format!("見本{n}")), json!(n)]).collect(),
        }
    }

    #[test]
    fn both_ways_of_writing_say_the_same_however_many_pieces_there_are() {
        for rows in [0, 1, HANDFUL, HANDFUL + 1, 3 * HANDFUL] {
            let table = table(rows);
            let read: Vec<Value> = serde_json::from_slice(&table.written(Form::Json)).unwrap();
            assert_eq!(read.len(), rows);
            let csv = String::from_utf8(table.written(Form::Csv)).unwrap();
            let lines: Vec<&str> = csv.strip_prefix("\u{FEFF}").unwrap().lines().collect();
            assert_eq!((lines[0], lines.len()), ("name,count", rows + 1));
            for (line, object) in lines[1..].iter().zip(&read) {
                assert_eq!(*line, format!("{},{}", object["name"].as_str().unwrap(), object["count"]));
            }
            assert_eq!(table.piece(Form::Csv, rows.div_ceil(HANDFUL).max(1)), None);
        }
    }

    #[test]
    fn nothing_is_empty_and_words_are_no_formula() {
        let table = Table { columns: &COLUMNS, rows: vec![vec![json!("=1+1"), Value::Null]] };
        let csv = String::from_utf8(table.written(Form::Csv)).unwrap();
        assert!(csv.ends_with("'=1+1,\r\n"), "{csv}");
        assert_eq!(table.written(Form::Json), b"[\n{\"name\":\"=1+1\",\"count\":null}\n]\n");
    }
}
