//! What a list would newly show, for a page that stays open: it says so and moves nothing.

use axum::{
    Json,
    extract::{RawQuery, State},
    response::IntoResponse,
};
use madoguchi_app::{App, QueueFilter};
use madoguchi_vocab::Instant;
use serde::Serialize;

use super::address::{self, Asked};
use crate::{page::Answer, who::Unattended};

pub const PATH: &str = "/queue/changes";

/// How many rows are new.
#[derive(Serialize)]
struct News {
    new: usize,
    /// Whether there may be more.
    more: bool,
}

/// Where a list asks that was drawn at this moment.
pub fn address(filter: &QueueFilter, drawn: Instant) -> String {
    let query = address::query(&QueueFilter { after: None, ..filter.clone() });
    let since = drawn.utc().timestamp_micros();
    format!("/staff{PATH}?since={since}{}{query}", if query.is_empty() { "" } else { "&" })
}

/// The moment in such an address; without one nothing is new.
fn since(query: &str) -> Option<Instant> {
    let since = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "since")?;
    let at = chrono::DateTime::from_timestamp_micros(since.1.parse().ok()?)?;
    Some(Instant::from_utc(at))
}

pub async fn get(
    State(app): State<App>,
    Unattended(person): Unattended,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = query.unwrap_or_default();
    // Nobody keeps a list open for longer; and what is far away is no moment of a cabinet.
    let earliest = app.now().plus(-chrono::Duration::days(1));
    let since = since(&query).unwrap_or_else(|| app.now()).max(earliest);
    let news = app.news(&person, &Asked::read(&query).filter(), since).await?;
    Ok(Json(News { new: news.count, more: news.at_least }).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moment_is_read_back_and_nonsense_is_none() {
        let drawn = Instant::parse("2026-11-24T09:00:00.123456+09:00").unwrap();
        let filter = QueueFilter { text: "見本".into(), after: Some("x".into()), ..QueueFilter::default() };
        let address = address(&filter, drawn);
        let query = address.split_once('?').unwrap().1;
        assert_eq!(since(query), Some(drawn));
        assert_eq!(Asked::read(query).filter(), QueueFilter { after: None, ..filter });
        for nonsense in ["", "since=", "since=x", "since=99999999999999999999"] {
            assert_eq!(since(nonsense), None, "{nonsense}");
        }
    }
}
