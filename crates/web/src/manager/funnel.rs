//! How far people get with each paper: begun, sent, and where they stay behind.

pub mod one;

use std::cmp::Reverse;

use askama::Template;
use axum::extract::{Query, State};
use chrono::Days;
use madoguchi_app::{App, FunnelLine};
use madoguchi_auth::roster::day;
use madoguchi_inventory::{Ratio, funnel::median};
use madoguchi_vocab::{Date, number::thousands};
use serde::Deserialize;

use crate::{
    chart::{BarCell, bar_cell},
    chrome::Chrome,
    page::{Answer, show},
    who::Manager,
};

/// The period where none is asked for, in days, today among them.
const DAYS: u64 = 90;
/// What stands where a share would be of too few.
pub const TOO_FEW: &str = "件数が少ないため割合は出しません";

/// The orders.
const SORTS: [(&str, &str); 4] = [
    ("", "始めた人の多い順"),
    ("completion", "完了率の低い順"),
    ("worst", "先へ進まない割合の高い順"),
    ("name", "名前の順"),
];

/// What the address asks for.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Asked {
    pub from: String,
    pub until: String,
    pub sort: String,
    pub version: String,
}

/// Drafts that began from one day to another.
#[derive(Clone)]
pub struct Period {
    pub from: Date,
    pub until: Date,
    /// Why it is not the one that was asked for.
    pub wrong: Option<String>,
}

impl Period {
    /// The period asked for; the last days where that cannot be read.
    pub fn of(asked: &Asked, today: Date) -> Self {
        let usual = today - Days::new(DAYS - 1);
        let read =
            |text: &str, otherwise| if text.trim().is_empty() { Some(otherwise) } else { day(text.trim()) };
        let until = read(&asked.until, today).map(|d| d.min(today));
        match (read(&asked.from, usual.min(until.unwrap_or(today))), until) {
            (Some(from), Some(until)) if from <= until => Self { from, until, wrong: None },
            _ => Self {
                from: usual,
                until: today,
                wrong: Some(format!(
                    "「{}」から「{}」までの期間は読めません。今日までの日付を 2026-11-23 のように、早い日から入力してください。下は直近 {DAYS} 日です。",
                    asked.from.trim(),
                    asked.until.trim(),
                )),
            },
        }
    }

    /// The same period in an address.
    pub fn query(&self) -> String {
        format!("from={}&until={}", self.from, self.until)
    }
}

/// A share in words, or that there are too few.
pub fn percent(share: Option<Ratio>) -> String {
    share.map_or_else(|| "—".to_owned(), |r| format!("{} %", r.percent()))
}

/// A share as a bar.
pub fn bar(share: Option<Ratio>) -> Option<BarCell> {
    share.map(|r| bar_cell(r.to_f64() * 100.0, None))
}

struct Row {
    url: String,
    title: String,
    is_open: bool,
    started: String,
    submitted: String,
    completion: String,
    bar: Option<BarCell>,
    median: &'static str,
    worst: String,
}

#[derive(Template)]
#[template(path = "manager/funnel.html")]
struct Page {
    chrome: Chrome,
    period: Period,
    sort: String,
    rows: Vec<Row>,
    /// Nothing was begun in that time.
    is_empty: bool,
    /// For so many days a draft may still be sent.
    draft_days: i64,
}

pub async fn get(
    State(app): State<App>,
    Manager(_): Manager,
    chrome: Chrome,
    Query(asked): Query<Asked>,
) -> Answer {
    let period = Period::of(&asked, app.today());
    let lines = app.funnels(period.from, period.until).await?;
    show(&drawn(chrome, period, asked.sort, lines, app.draft_days()))
}

fn sorted(sort: &str, mut lines: Vec<FunnelLine>) -> Vec<FunnelLine> {
    lines.sort_by(|a, b| a.title.cmp(&b.title));
    match sort {
        // What has no share comes last.
        "completion" => lines.sort_by_key(|l| l.funnel.completion().map_or((1, None), |r| (0, Some(r)))),
        "worst" => lines.sort_by_key(|l| Reverse(l.worst.as_ref().map(|(_, r)| *r))),
        "name" => {}
        _ => lines.sort_by_key(|l| Reverse(l.funnel.started)),
    }
    lines
}

fn drawn(chrome: Chrome, period: Period, sort: String, lines: Vec<FunnelLine>, draft_days: i64) -> Page {
    let is_empty = lines.iter().all(|l| l.funnel.started == 0);
    let row = |l: FunnelLine| Row {
        url: format!("/manage/funnel/{}?{}", l.slug, period.query()),
        title: l.title,
        is_open: l.is_open,
        started: thousands(l.funnel.started),
        submitted: thousands(l.funnel.submitted),
        completion: percent(l.funnel.completion()),
        bar: bar(l.funnel.completion()),
        median: median(&l.funnel.took).map_or("—", |class| class.label()),
        worst: l.worst.map_or_else(|| "—".to_owned(), |(page, r)| format!("{page}（{} %）", r.percent())),
    };
    let rows = sorted(&sort, lines).into_iter().map(row).collect();
    Page { rows, is_empty, draft_days, sort, period, chrome }
}

#[cfg(test)]
mod tests {
    use madoguchi_inventory::funnel::Funnel;

    use super::*;
    use crate::page::tests::for_staff;

    fn today() -> Date {
        "2026-11-24".parse().unwrap()
    }

    #[test]
    fn a_period_is_read_or_said_to_be_none() {
        for (from, until, read, wrong) in [
            ("", "", ("2026-08-27", "2026-11-24"), false),
            ("2026-11-01", "", ("2026-11-01", "2026-11-24"), false),
            ("", "2026-01-31", ("2026-01-31", "2026-01-31"), false),
            ("2026-11-01", "2099-01-01", ("2026-11-01", "2026-11-24"), false),
            ("2026-11-20", "2026-11-10", ("2026-08-27", "2026-11-24"), true),
            ("きのう", "", ("2026-08-27", "2026-11-24"), true),
            ("", "<b>", ("2026-08-27", "2026-11-24"), true),
        ] {
            let asked = Asked { from: from.into(), until: until.into(), ..Asked::default() };
            let p = Period::of(&asked, today());
            assert_eq!(
                (p.from.to_string(), p.until.to_string()),
                (read.0.into(), read.1.into()),
                "{from} {until}"
            );
            assert_eq!(p.wrong.is_some(), wrong, "{from} {until}");
        }
    }

    fn line(slug: &str, started: u64, submitted: u64) -> FunnelLine {
        FunnelLine {
            slug: slug.into(),
            title: format!("<{slug}>"),
            is_open: started > 0,
            funnel: Funnel { started, submitted, ..Funnel::default() },
            worst: Ratio::new(1, 2).map(|r| ("口座".to_owned(), r)).filter(|_| submitted > 0),
        }
    }

    #[test]
    fn lists_are_put_in_order() {
        let lines = || vec![line("a", 5, 5), line("b", 100, 10), line("c", 40, 30), line("d", 0, 0)];
        let order = |sort| sorted(sort, lines()).iter().map(|l| l.slug.clone()).collect::<String>();
        assert_eq!(order(""), "bcad");
        assert_eq!(order("completion"), "bcad", "the lowest first, those without a share last");
        assert_eq!(order("name"), "abcd");
        assert_eq!(order("worst"), "abcd");
    }

    #[test]
    fn the_page_draws_empty_and_full() {
        for lines in [vec![], vec![line("a", 0, 0)], vec![line("a", 5, 5), line("b", 100, 10)]] {
            for wrong in ["", "x"] {
                let asked = Asked { from: wrong.into(), ..Asked::default() };
                let period = Period::of(&asked, today());
                for_staff(|chrome| drawn(chrome, period.clone(), "completion".into(), lines.clone(), 30));
            }
        }
    }
}
