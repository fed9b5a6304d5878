//! Rows as CSV, in UTF-8 or in the Shift_JIS of offices, and what the latter cannot write.

use madoguchi_vocab::{
    cp932,
    sheet::{Cell, harmless},
};

/// By which spreadsheets know UTF-8.
pub(super) const MARK: &str = "\u{FEFF}";

/// The columns of what could not be written.
const LACKING: [&str; 4] = ["文字", "コード", "受付番号", "列"];

/// A heading, in which nothing is a formula either: authors of papers write it.
pub(super) fn heading(labels: &[String]) -> Vec<String> {
    labels.iter().cloned().map(harmless).collect()
}

/// The cells of a row as they are written.
pub(super) fn written(cells: Vec<Cell>) -> Vec<String> {
    cells.into_iter().map(Cell::written).collect()
}

/// A line.
pub(super) fn line(cells: &[String]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![]);
    // Writing into memory cannot fail.
    let _ = writer.write_record(cells);
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// The heading of the list of what could not be written.
pub(super) fn lacking_heading() -> String {
    line(&LACKING.map(str::to_owned))
}

/// A line for each character of a row that CP932 lacks, with its place; those of the heading have no number.
pub(super) fn lacking(head: &[String], cells: &[String], receipt: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (column, cell) in head.iter().zip(cells) {
        cp932::encode(cell, |character| {
            let place = [character.to_owned(), cp932::codes(character), receipt.to_owned(), column.clone()];
            found.push(line(&place.map(harmless)));
        });
    }
    found
}

/// In CP932; what it cannot write is 〓.
pub(super) fn in_cp932(text: &str) -> Vec<u8> {
    cp932::encode(text, |_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(all: &[&str]) -> Vec<String> {
        all.iter().map(|w| (*w).to_owned()).collect()
    }

    #[test]
    fn every_lacking_character_is_named_with_its_place() {
        let head = words(&["受付番号", "氏名", "フリガナ"]);
        let found = lacking(&head, &words(&["K7MN-4128-83", "𠮷田 葛\u{E0100}", "ヨシダ"]), "K7MN-4128-83");
        assert_eq!(
            found,
            ["𠮷,U+20BB7,K7MN-4128-83,氏名\r\n", "葛\u{E0100},U+845B U+E0100,K7MN-4128-83,氏名\r\n"]
        );
        assert!(lacking(&head, &words(&["K7MN-4128-83", "髙橋", "①㈱"]), "K7MN-4128-83").is_empty());
    }

    #[test]
    fn no_cell_and_no_heading_is_a_formula() {
        for begins in ["=", "+", "-", "@", "\t", "\r"] {
            let typed = format!("{begins}cmd|' /C calc'!A0");
            for cell in [written(vec![Cell::Text(typed.clone())]), heading(std::slice::from_ref(&typed))] {
                assert_eq!(cell, [format!("'{typed}")]);
                let text = line(&cell);
                assert!(text.trim_start_matches('"').starts_with('\''), "{text:?}");
                assert!(in_cp932(&text).trim_ascii_start().iter().find(|b| **b != b'"') == Some(&b'\''));
            }
        }
    }
}
