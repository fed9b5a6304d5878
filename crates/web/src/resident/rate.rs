//! How far the city is online, for everybody, and the use of each online procedure as open data.

use askama::Template;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use madoguchi_app::{App, PublicRates};
use madoguchi_inventory::{LEAST, OpenLine, WITHHELD, definition, open_csv};
use madoguchi_vocab::{Text, number::thousands};

use crate::{
    chart::{BarCell, bar_cell},
    chrome::Chrome,
    page::{Answer, show_public},
    who::Resident,
};

/// `/rate`
pub const PATH: &str = "/rate";
/// `/rate.csv`
pub const CSV: &str = "/rate.csv";

/// A rate as everybody sees it.
struct Line {
    label: String,
    percent: String,
    numerator: String,
    denominator: String,
    unknown: usize,
    excluded: u64,
    definition: Text,
}

/// A line of the table, with its picture.
struct Used {
    line: OpenLine,
    total: String,
    online: String,
    bar: Option<BarCell>,
}

impl Used {
    fn new(line: OpenLine) -> Self {
        Self {
            total: line.total.map_or_else(|| WITHHELD.to_owned(), thousands),
            online: line.online.map_or_else(|| WITHHELD.to_owned(), thousands),
            bar: line.share().map(|s| bar_cell(s.to_f64() * 100.0, None)),
            line,
        }
    }
}

#[derive(Template)]
#[template(path = "resident/rate.html")]
struct Page {
    chrome: Chrome,
    day: String,
    rates: Vec<Line>,
    used: Vec<Used>,
}

impl Page {
    fn new(chrome: Chrome, public: &PublicRates) -> Self {
        let page = &public.page;
        let rates = page
            .rates
            .iter()
            .map(|rate| Line {
                label: chrome.say(&format!("rate.{}", rate.id.code())).to_owned(),
                percent: rate
                    .value
                    .map_or_else(|| chrome.say("rate.none").to_owned(), |v| format!("{} %", v.percent())),
                numerator: thousands(rate.numerator()),
                denominator: thousands(rate.denominator),
                unknown: rate.unknown.len(),
                excluded: rate.excluded.kinds(),
                definition: definition(rate.id),
            })
            .collect();
        let used = public.used.iter().cloned().map(Used::new).collect();
        Self { day: chrome.day(&page.as_of), rates, used, chrome }
    }

    fn withholds(&self) -> bool {
        self.used.iter().any(|u| u.line.withholds())
    }
}

/// The rates with their definitions, and the table.
pub async fn get(Resident { chrome, .. }: Resident, State(app): State<App>) -> Answer {
    show_public(&Page::new(chrome, &*app.public_rates().await?))
}

/// The table as a file.
pub async fn csv(State(app): State<App>) -> Result<Response, crate::problem::Problem> {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"online-use.csv\""),
    ];
    Ok((headers, open_csv(&app.public_rates().await?.used)).into_response())
}

#[cfg(test)]
mod tests {
    use madoguchi_app::RatesPage;
    use madoguchi_inventory::{PartialRule, rates};
    use madoguchi_vocab::Lang;

    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_empty_in_every_language() {
        let as_of = "2026-11-23".parse().unwrap();
        let rule = PartialRule::Able;
        let page =
            RatesPage { rates: rates(&[], rule, as_of), facts: vec![], procedures: vec![], as_of, rule };
        let public = PublicRates { page, used: vec![] };
        in_every_language(|chrome| Page::new(chrome, &public));
        assert_eq!(Page::new(Chrome::sample(Lang::En), &public).rates[0].percent, "cannot be computed");
    }

    #[test]
    fn the_page_is_drawn_with_a_line_in_every_language() {
        let line =
            OpenLine { id: "a".into(), name: "見本".into(), total: Some(90), online: None, year: None };
        in_every_language(|chrome| Page {
            day: String::new(),
            rates: vec![],
            used: vec![Used::new(line.clone())],
            chrome,
        });
    }
}
