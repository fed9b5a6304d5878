//! Copies or notices of many submissions as one PDF. Each look is noted.

use axum::extract::{RawQuery, State};
use madoguchi_app::{App, Sheet};
use madoguchi_vocab::ReceiptNumber;

use super::case::number;
use crate::{
    form_state::Fields,
    page::{Answer, show_pdf},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/print";

/// `?ids=K7MN-4128-83,…&what=copies`, the ids with commas or one by one.
pub async fn get(State(app): State<App>, Staff(person): Staff, RawQuery(query): RawQuery) -> Answer {
    let query = query.unwrap_or_default();
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let of = |name: &'static str| {
        pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    };
    print(&app, &person, of("ids"), of("what").next().unwrap_or_default()).await
}

/// The same from a list with boxes to tick.
pub async fn post(State(app): State<App>, Staff(person): Staff, fields: Fields) -> Answer {
    print(&app, &person, fields.all("ids"), fields.first("what")).await
}

async fn print<'t>(
    app: &App,
    person: &madoguchi_app::StaffPerson,
    ids: impl Iterator<Item = &'t str>,
    what: &str,
) -> Answer {
    let what = match what {
        "" | "copies" => Sheet::Copies,
        "notices" => Sheet::Notices,
        _ => return Err(Problem::Missing),
    };
    let numbers = ids.flat_map(|ids| ids.split(',')).map(str::trim).filter(|id| !id.is_empty());
    let mut receipts: Vec<ReceiptNumber> = numbers.map(number).collect::<Result<_, _>>()?;
    let mut seen = std::collections::HashSet::new();
    receipts.retain(|receipt| seen.insert(receipt.to_string()));
    let pdf = app.print_many(person, &receipts, what).await?;
    show_pdf("印刷.pdf", pdf)
}
