//! A set as a file: CSV, JSON, and what its columns are.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use futures_util::stream;
use madoguchi_app::{App, OpenSet};
use madoguchi_inventory::{DataSet, Form};

use super::describe::{METADATA, columns};
use crate::{page::Answer, problem::Problem};

/// `/opendata/{file}`
pub const FILE: &str = "/opendata/{file}";

/// What is asked for by the name of a file.
enum Wanted {
    /// The set itself.
    Set(DataSet, Form),
    /// What its columns are, where CSV on the Web looks for it: beside the CSV.
    Columns(DataSet),
}

impl Wanted {
    fn parse(name: &str) -> Option<Self> {
        let (set, ending) = name.split_once('.')?;
        let set = DataSet::parse(set)?;
        if ending == METADATA {
            return Some(Wanted::Columns(set));
        }
        let form = Form::ALL.into_iter().find(|form| form.ending() == ending)?;
        Some(Wanted::Set(set, form))
    }
}

/// Gives a file, or says that it has not changed.
pub async fn get(State(app): State<App>, Path(name): Path<String>, asked: HeaderMap) -> Answer {
    match Wanted::parse(&name).ok_or(Problem::Missing)? {
        Wanted::Set(set, form) => give_set(&app, app.open_set(set).await?, form, &asked),
        Wanted::Columns(set) => {
            let open = app.open_set(set).await?;
            let text = columns(app.settings(), &open).to_string();
            Ok(give_json("application/csvm+json", text, open.changed_at.utc(), &asked))
        }
    }
}

fn give_set(app: &App, open: Arc<OpenSet>, form: Form, asked: &HeaderMap) -> Answer {
    let kind = match form {
        Form::Csv => "text/csv; charset=utf-8; header=present",
        Form::Json => "application/json",
    };
    let tag = format!("W/\"{}-{}\"", &open.digest[..32], form.ending());
    let mut headers = headers(kind, &tag, open.changed_at.utc());
    if is_known(asked, &tag, open.changed_at.utc()) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let (set, url) = (open.set.code(), &app.settings().public_url);
    let described =
        format!("<{url}/opendata/{set}.{METADATA}>; rel=\"describedby\"; type=\"application/csvm+json\"");
    let name = format!("attachment; filename=\"{set}.{}\"", form.ending());
    for (header, value) in [(header::LINK, described), (header::CONTENT_DISPOSITION, name)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(header, value);
        }
    }
    if let Some(length) = open.length.get(&form) {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(*length));
    }
    // Piece by piece: the whole text never lies in memory beside the table.
    let pieces = stream::unfold(0, move |nth| {
        let piece = open.table.piece(form, nth);
        async move { piece.map(|piece| (Ok::<_, std::convert::Infallible>(piece), nth + 1)) }
    });
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// A small description, or that it has not changed.
pub(super) fn give_json(kind: &str, text: String, changed: DateTime<Utc>, asked: &HeaderMap) -> Response {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let tag = format!("W/\"{:016x}\"", hasher.finish());
    let headers = headers(kind, &tag, changed);
    // The time is that of the data; the description may have changed without them, so only the tag counts.
    let known = asked.contains_key(header::IF_NONE_MATCH) && is_known(asked, &tag, changed);
    if known { (StatusCode::NOT_MODIFIED, headers).into_response() } else { (headers, text).into_response() }
}

/// Whether whoever asks has it already. A tag says more than a time.
fn is_known(asked: &HeaderMap, tag: &str, changed: DateTime<Utc>) -> bool {
    let said = |name: HeaderName| asked.get(name).and_then(|v| v.to_str().ok());
    // A proxy may have made the tag a strong one.
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    match (said(header::IF_NONE_MATCH), said(header::IF_MODIFIED_SINCE)) {
        (Some(tags), _) => tags.split(',').any(|t| t.trim() == "*" || bare(t) == bare(tag)),
        (None, Some(since)) => {
            DateTime::parse_from_rfc2822(since).is_ok_and(|since| changed.timestamp() <= since.timestamp())
        }
        (None, None) => false,
    }
}

/// Anybody may read it, from any page; it is asked for again whether it has changed.
fn headers(kind: &str, tag: &str, changed: DateTime<Utc>) -> HeaderMap {
    let changed = changed.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::ETAG, tag),
        (header::LAST_MODIFIED, &changed),
        (header::CACHE_CONTROL, "public, max-age=600"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    // All of them are letters of ours.
    headers.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(value).ok()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_not_given_again() {
        let changed = DateTime::parse_from_rfc3339("2026-11-29T01:02:03.9Z").unwrap().to_utc();
        let asked = |name: HeaderName, value: &str| HeaderMap::from_iter([(name, value.parse().unwrap())]);
        let tag = "W/\"abc\"";
        for (name, value, known) in [
            (header::IF_NONE_MATCH, "W/\"abc\"", true),
            (header::IF_NONE_MATCH, "\"x\", \"abc\"", true),
            (header::IF_NONE_MATCH, "*", true),
            (header::IF_NONE_MATCH, "W/\"abd\"", false),
            (header::IF_MODIFIED_SINCE, "Sun, 29 Nov 2026 01:02:03 GMT", true),
            (header::IF_MODIFIED_SINCE, "Sun, 29 Nov 2026 01:02:02 GMT", false),
            (header::IF_MODIFIED_SINCE, "昨日", false),
        ] {
            assert_eq!(is_known(&asked(name.clone(), value), tag, changed), known, "{name}: {value}");
        }
        assert!(!is_known(&HeaderMap::new(), tag, changed));
        let given = headers("text/csv", tag, changed);
        assert_eq!(given[header::LAST_MODIFIED], "Sun, 29 Nov 2026 01:02:03 GMT");
    }

    #[test]
    fn only_files_there_are_have_names() {
        for name in ["inventory.csv", "rates.json", "kpi-measurements.csv-metadata.json"] {
            assert!(Wanted::parse(name).is_some(), "{name}");
        }
        for name in ["inventory", "inventory.xml", "nai.csv", ".csv", "inventory.csv.csv", "../inventory.csv"]
        {
            assert!(Wanted::parse(name).is_none(), "{name}");
        }
    }
}
