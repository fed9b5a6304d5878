//! The forecast: what the release calendar promises, and where the last months point. Both, never one line.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, OutlookPage, TREND_MONTHS};
use madoguchi_vocab::Date;

use super::course::{self, Row};
use crate::{
    chart::LineChart,
    chrome::Chrome,
    page::{Answer, show},
    who::Manager,
};

#[derive(Template)]
#[template(path = "manager/forecast.html")]
struct Forecast {
    chrome: Chrome,
    day: String,
    target: u32,
    due: String,
    calendar: String,
    plan: Option<(String, String)>,
    late: usize,
    unknown: usize,
    idle: usize,
    course: String,
    chart: Option<LineChart>,
    rows: Vec<Row>,
    months: u32,
}

pub async fn get(State(app): State<App>, Manager(_): Manager, chrome: Chrome) -> Answer {
    let (page, today) = (app.outlook().await?, app.today());
    show(&drawn(chrome, &page, today))
}

fn drawn(chrome: Chrome, page: &OutlookPage, today: Date) -> Forecast {
    let ahead = page.calendar.as_ref().map(|(_, c)| c);
    Forecast {
        day: chrome.day(&today),
        due: course::due(&chrome, &page.aim),
        target: page.aim.target,
        calendar: course::by_calendar(page, today),
        plan: page.calendar.as_ref().map(|(p, _)| (format!("/manage/plans/{}", p.id), p.plan.name.clone())),
        late: ahead.map_or(0, |c| c.late.len()),
        unknown: ahead.map_or(0, |c| c.unknown.len()),
        idle: ahead.map_or(0, |c| c.idle.len()),
        course: course::by_course(&chrome, page),
        chart: course::picture("forecast", &chrome, page, today),
        rows: course::rows(&chrome, page),
        months: TREND_MONTHS,
        chrome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{manager::course::tests::page, page::tests::for_staff};

    #[test]
    fn the_page_draws_with_and_without_a_course() {
        let today = "2026-11-23".parse().unwrap();
        for rates in [&[40][..], &[40, 41, 43, 44], &[50, 40, 30], &[30, 30, 70]] {
            for_staff(|chrome| drawn(chrome, &page(rates), today));
        }
    }
}
