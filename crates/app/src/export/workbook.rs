//! Rows as an Excel workbook: days are days, numbers are numbers, and nothing anybody typed is a formula.

use madoguchi_vocab::{Instant, sheet::Cell};
use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};

/// Rows of one workbook. It is made in memory, for what the library writes aside is not sealed; more rows are more
/// workbooks.
pub const BOOK: usize = 20_000;

/// What Excel takes as the text of one cell.
const LONGEST: usize = 32_767;

/// In characters.
const WIDTH: f64 = 18.0;

/// A workbook of these rows.
pub(super) fn write(head: &[String], rows: Vec<Vec<Cell>>, now: Instant) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&now.utc()));
    let sheet = book.add_worksheet().set_name("一覧")?;
    let columns = u16::try_from(head.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.set_freeze_panes(1, 1)?.set_column_range_width(0, columns, WIDTH)?;
    let bold = Format::new().set_bold();
    for (title, column) in head.iter().zip(0..) {
        sheet.write_string_with_format(0, column, fitting(title), &bold)?;
    }
    sheet.autofilter(0, 0, rows.len() as u32, columns)?;
    let (day, moment) =
        (Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"));
    for (row, at) in rows.into_iter().zip(1..) {
        for (cell, column) in row.into_iter().zip(0..) {
            put(sheet, (at, column), cell, &day, &moment)?;
        }
    }
    book.save_to_buffer()
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: Cell,
    day: &Format,
    moment: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        // A string cell stays one, whatever it begins with.
        Cell::Text(text) => sheet.write_string(row, column, fitting(&text))?,
        Cell::Number(n) => sheet.write_number(row, column, n as f64)?,
        Cell::Day(date) => sheet.write_date_with_format(row, column, date, day)?,
        Cell::Moment(at) => sheet.write_datetime_with_format(row, column, at.jst().naive_local(), moment)?,
    };
    Ok(())
}

/// As much of a text as a cell holds, counted as Excel counts (UTF-16); that something is left out is said.
fn fitting(text: &str) -> String {
    if text.encode_utf16().count() <= LONGEST {
        return text.to_owned();
    }
    const CUT: &str = "…（長いため、ここまで）";
    let mut room = LONGEST - CUT.encode_utf16().count();
    let kept = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    });
    kept.chain(CUT.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_is_cut_between_letters_and_says_so() {
        let long = "𠮷".repeat(20_000);
        let cut = fitting(&long);
        assert!(cut.encode_utf16().count() <= LONGEST && cut.ends_with("ここまで）"));
        assert_eq!(fitting("短い"), "短い");
    }

    #[test]
    fn no_cell_and_no_heading_is_a_formula_and_the_same_rows_are_the_same_bytes() {
        let typed = ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "https://example.jp"].map(str::to_owned);
        let rows = || vec![typed.iter().cloned().map(Cell::Text).collect()];
        let now = Instant::parse("2026-11-24T09:00:00+09:00").unwrap();
        let book = write(&typed, rows(), now).unwrap();
        assert_eq!(book, write(&typed, rows(), now).unwrap());
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
        let sheet = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
        let sheet = std::io::read_to_string(sheet).unwrap();
        assert!(!sheet.contains("<f>") && !sheet.contains("hyperlink"), "{sheet}");
        assert_eq!(sheet.matches("t=\"s\"").count(), 2 * typed.len(), "each is a string: {sheet}");
    }
}
