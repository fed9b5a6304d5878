//! The report of a month, for the council and the mayor: one sheet to print, and the same numbers as CSV.

pub mod numbers;
mod sheet;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::IntoResponse,
};
use madoguchi_app::{App, MonthReport, Trouble};
use madoguchi_inventory::Month;

pub use self::sheet::Page as Sheet;
use crate::{
    chrome::Chrome,
    page::{Answer, attachment, show},
    who::Manager,
};

/// A month in addresses: `202610`.
pub fn code(month: Month) -> String {
    month.to_string().replace('-', "")
}

fn parse(code: &str) -> Option<Month> {
    let (year, month) = code.split_at_checked(4)?;
    let good = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
    format!("{year}-{month}").parse().ok().filter(|_| good)
}

#[derive(Template)]
#[template(path = "manager/reports.html")]
struct List {
    chrome: Chrome,
    months: Vec<Month>,
    /// Why the month that was asked for is not shown.
    wrong: Option<String>,
}

impl List {
    fn code(&self, month: &Month) -> String {
        code(*month)
    }
}

pub async fn list(State(app): State<App>, Manager(_): Manager, chrome: Chrome) -> Answer {
    show(&List { chrome, months: app.report_months().await?, wrong: None })
}

pub async fn get(
    State(app): State<App>,
    Manager(_): Manager,
    chrome: Chrome,
    Path(name): Path<String>,
) -> Answer {
    let (written, as_csv) = name.strip_suffix(".csv").map_or((name.as_str(), false), |month| (month, true));
    let wrong = match parse(written) {
        None => format!(
            "「{written}」は年月ではありません。/manage/report/202610 のように、西暦の年 4 けたと月 2 けたで書いてください。"
        ),
        Some(month) => match app.month_report(month).await {
            Ok(report) if as_csv => return csv(chrome, &report),
            Ok(report) => return show(&Sheet::new(chrome, &report)),
            Err(Trouble::NotFound) if month > Month::of(app.today()) => {
                format!("{}はまだ来ていません。", month.words())
            }
            Err(Trouble::NotFound) => format!("{}の記録はありません。", month.words()),
            Err(other) => return Err(other.into()),
        },
    };
    let months = app.report_months().await?;
    let page = show(&List { chrome: chrome.with_errors(), months, wrong: Some(wrong) })?;
    Ok((StatusCode::NOT_FOUND, page).into_response())
}

fn csv(chrome: Chrome, report: &MonthReport) -> Answer {
    let name = format!("report-{}.csv", code(report.month));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, attachment(&name, &name)),
    ];
    Ok((headers, Sheet::new(chrome, report).csv()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn a_month_is_six_digits() {
        for month in ["202610", "195602"] {
            assert_eq!(parse(month).map(code).as_deref(), Some(month));
        }
        for none in
            ["", "2026", "202613", "2026-10", "２０２６１０", "20261001", "見本見", "+02610", "202600"]
        {
            assert_eq!(parse(none), None, "{none}");
        }
    }

    #[test]
    fn the_list_draws() {
        let months = vec!["2026-11".parse().unwrap()];
        for wrong in [None, Some("<見本>".to_owned())] {
            for_staff(|chrome| List { chrome, months: months.clone(), wrong: wrong.clone() });
        }
    }
}
