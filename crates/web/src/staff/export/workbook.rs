//! The list as an Excel workbook: days are days, numbers are numbers, and nothing anybody typed is a formula.

use axum::{
    extract::{Query, State},
    http::header,
    response::IntoResponse,
};
use madoguchi_app::App;
use madoguchi_vocab::{Instant, sheet::Cell};
use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};

use super::{called, cells, head};
use crate::{
    page::{Answer, attachment},
    problem::Problem,
    staff::queue::Asked,
    who::Staff,
};

const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A workbook is made in memory, so it has an end; CSV has none.
const MOST_ROWS: usize = 20_000;

/// What Excel takes as the text of one cell.
const LONGEST: usize = 32_767;

/// In characters.
const WIDTH: f64 = 18.0;

pub async fn get(State(app): State<App>, Staff(person): Staff, Query(asked): Query<Asked>) -> Answer {
    let filter = asked.filter();
    let mut exporting = app.export(&person, &filter).await?;
    let head = head(&mut exporting).await?;
    let mut rows = vec![];
    while let Some(more) = exporting.next().await? {
        rows.extend(more.into_iter().map(|row| cells(&app, row)));
        if rows.len() > MOST_ROWS {
            return Err(Problem::TooManyRows(MOST_ROWS));
        }
    }
    let (plain, what) = called(&app, &filter);
    let (today, now) = (app.today(), app.now());
    let made = tokio::task::spawn_blocking(move || write(&head, rows, now)).await;
    let file = made.map_err(|e| e.to_string()).and_then(|made| made.map_err(|e| e.to_string()));
    let file = file.map_err(|e| {
        tracing::error!(error = e, "a workbook could not be written");
        Problem::Broken
    })?;
    let name = attachment(&format!("{plain}-{today}.xlsx"), &format!("{what}_{today}.xlsx"));
    Ok(([(header::CONTENT_TYPE, KIND.to_owned()), (header::CONTENT_DISPOSITION, name)], file).into_response())
}

fn write(head: &[String], rows: Vec<Vec<Cell>>, now: Instant) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&now.utc()));
    let sheet = book.add_worksheet().set_name("一覧")?;
    let columns = head.len().saturating_sub(1) as u16;
    sheet.set_freeze_panes(1, 1)?.set_column_range_width(0, columns, WIDTH)?;
    let bold = Format::new().set_bold();
    for (title, column) in head.iter().zip(0..) {
        sheet.write_with_format(0, column, fitting(title), &bold)?;
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
}
