//! Lists as files: short ones at once, as the queue shows them; any other is asked for ([`ask`]), written behind the
//! counter and taken from its page ([`job`]).

pub mod ask;
mod columns;
pub mod job;
mod scope;

use axum::{
    body::Body,
    extract::{Query, State},
    http::header,
    response::IntoResponse,
};
use futures_util::stream;
use madoguchi_app::{App, Form, QueueFilter, StaffPerson};
use madoguchi_vocab::Date;
use serde::Deserialize;

use super::queue::Asked;
use crate::{
    page::{Answer, attachment, go_to},
    who::Staff,
};

pub const CSV: &str = "/queue.csv";
pub const WORKBOOK: &str = "/queue.xlsx";
pub const ARCHIVE: &str = "/queue.zip";

/// Where the rows of a filter are asked for with columns, period and form of one's choice.
pub fn url(filter: &QueueFilter) -> String {
    scope::url(filter, None)
}

/// How a CSV is written.
#[derive(Clone, Copy, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum Writing {
    #[default]
    Utf8,
    Cp932,
    Lacking,
}

/// What the address says beside the filter.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default, rename = "as")]
    writing: Writing,
}

pub async fn csv(
    State(app): State<App>,
    Staff(person): Staff,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let form = match wanted.writing {
        Writing::Utf8 => Form::Csv,
        Writing::Cp932 => Form::Cp932,
        Writing::Lacking => Form::Lacking,
    };
    direct(&app, &person, &asked, form).await
}

pub async fn workbook(State(app): State<App>, Staff(person): Staff, Query(asked): Query<Asked>) -> Answer {
    direct(&app, &person, &asked, Form::Xlsx).await
}

pub async fn archive(State(app): State<App>, Staff(person): Staff, Query(asked): Query<Asked>) -> Answer {
    direct(&app, &person, &asked, Form::Zip).await
}

/// A short list; a long one leads to where it is asked for. If its rows cannot be read to their end the connection
/// breaks: half a file is not taken for a whole one.
async fn direct(app: &App, person: &StaffPerson, asked: &Asked, form: Form) -> Answer {
    let filter = asked.filter();
    let Some(pieces) = app.export_now(person, &filter, form).await? else {
        return go_to(&scope::url(&filter, Some(form)));
    };
    let (kind, disposition) = file(app, filter.slug.as_deref(), form, false, app.today());
    let body = stream::unfold(pieces, |mut pieces| async { Some((pieces.next().await?, pieces)) });
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// The type of a file, and what it is called for programs and for people. `several` workbooks are in an archive.
fn file(app: &App, slug: Option<&str>, form: Form, several: bool, day: Date) -> (&'static str, String) {
    let (plain, what) = match slug.and_then(|slug| app.papers().open(slug)) {
        Some(open) => (open.paper.slug.to_string(), open.paper.procedure.title.ja.clone()),
        None => ("submissions".to_owned(), "申請一覧".to_owned()),
    };
    let (kind, behind, said) = match form {
        Form::Csv => ("text/csv; charset=utf-8", ".csv", ".csv"),
        Form::Cp932 => ("text/csv; charset=Shift_JIS", "-sjis.csv", "_SJIS.csv"),
        Form::Lacking => ("text/csv; charset=utf-8", "-unwritable.csv", "_書けない文字.csv"),
        Form::Xlsx if !several => {
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", ".xlsx")
        }
        Form::Xlsx => ("application/zip", "-xlsx.zip", "_Excel.zip"),
        Form::Zip => ("application/zip", ".zip", ".zip"),
    };
    (kind, attachment(&format!("{plain}-{day}{behind}"), &format!("{what}_{day}{said}")))
}

/// A form in the words of a page.
fn words(form: Form) -> &'static str {
    match form {
        Form::Csv => "CSV（UTF-8）",
        Form::Cp932 | Form::Lacking => "CSV（Shift_JIS）",
        Form::Xlsx => "Excel（XLSX）",
        Form::Zip => "添付ファイルごと（ZIP）",
    }
}
