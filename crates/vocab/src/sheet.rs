//! What goes into spreadsheets.

use serde::{Deserialize, Serialize};

use crate::{Date, Instant};

/// What stands in a cell: a number is a number and a day a day, whatever writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words. What looks like a number and is none (a telephone, a postal code) is words too.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A day.
    Day(Date),
    /// A moment, in Japan.
    Moment(Instant),
}

impl Cell {
    /// The cell in a CSV file. Only words can hold what somebody typed, so only they are made harmless: a negative
    /// number stays one.
    pub fn written(self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => harmless(text),
            Cell::Number(n) => n.to_string(),
            Cell::Day(day) => day.to_string(),
            Cell::Moment(at) => at.to_seconds(),
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}

/// A cell that no spreadsheet takes for a formula: what would begin one is made text by a `'` before it. A telephone
/// number such as +81-744-22-4001 needs it as well: a spreadsheet would work out the difference and show -4686.
pub fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell
    }
}

/// The text of a CSV file: UTF-8 with or without a mark, or else Shift_JIS.
pub fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{FEFF}').to_owned(),
        Err(_) => encoding_rs::SHIFT_JIS.decode(bytes).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_are_written_for_programs_and_words_cannot_be_formulas() {
        let at = Instant::parse("2026-11-24T00:00:00Z").unwrap();
        for (cell, written) in [
            (Cell::Number(-5), "-5"),
            (Cell::Number(1_234_567), "1234567"),
            (Cell::Day(at.date()), "2026-11-24"),
            (Cell::Moment(at), "2026-11-24 09:00:00"),
            (Cell::Text("-5".into()), "'-5"),
            (Cell::Text("=HYPERLINK(\"https://example.jp\")".into()), "'=HYPERLINK(\"https://example.jp\")"),
            (Cell::Text("090-0000-0000".into()), "090-0000-0000"),
            (Cell::from(String::new()), ""),
        ] {
            assert_eq!(cell.clone().written(), written, "{cell:?}");
        }
    }

    #[test]
    fn formulas_are_text_and_text_stays() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+81-744-22-4001", "'+81-744-22-4001"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\n=1", "'\n=1"),
            ("＝1+1", "'＝1+1"),
            ("－1", "'－1"),
            ("見本 花子", "見本 花子"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell.to_owned()), written);
        }
    }
}
