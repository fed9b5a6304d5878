//! The decision notice: looked at before the decision, read and sent after it.

use axum::extract::{Path, State};
use madoguchi_app::{App, Issued, Submission};
use madoguchi_vocab::{Date, DocumentId};

use super::{
    case::{number, path},
    decide,
};
use crate::{
    form_state::Fields,
    page::{Answer, go_to, show_file, show_pdf},
    problem::Problem,
    who::Staff,
};

/// The notice in force.
pub const PATH: &str = "/a/{receipt}/notice";
/// What the notice would be.
pub const PREVIEW: &str = "/a/{receipt}/notice/preview";
/// Any document of the submission.
pub const DOCUMENT: &str = "/a/{receipt}/documents/{id}";
/// It has been sent on paper.
pub const POSTED: &str = "/a/{receipt}/documents/{id}/posted";

/// A document on the page of a submission.
pub struct Line {
    /// Which.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Number, moment, who issued it.
    pub about: String,
    /// Its digest, in short.
    pub digest: String,
    /// Where it is read.
    pub url: String,
    /// Another took its place.
    pub superseded: bool,
    /// How it reached the resident.
    pub way: String,
    /// Somebody has to send it on paper.
    pub to_post: bool,
}

/// The documents of a submission, as its page shows them.
pub fn lines(submission: &Submission, issued: Vec<Issued>) -> Vec<Line> {
    let base = path(&submission.receipt);
    let line = |d: Issued| {
        let way = match (&d.posted, d.by_post, d.first_downloaded_at) {
            (Some((on, by)), _, _) => format!("紙で送りました（{on}、{by}）"),
            (None, true, _) => "紙で送る（申請者は電子での受け取りを選んでいません）".to_owned(),
            (None, false, Some(at)) => format!("申請者が受け取りました（{}）", at.to_seconds()),
            (None, false, None) => "申請者はまだ受け取っていません".to_owned(),
        };
        Line {
            url: format!("{base}/documents/{}", d.id),
            id: d.id.to_string(),
            about: format!("{}　{}　{}", d.number, d.issued_at.to_seconds(), d.issued_by),
            digest: d.digest.chars().take(16).collect(),
            to_post: d.by_post && d.posted.is_none() && !d.superseded,
            superseded: d.superseded,
            title: d.title,
            way,
        }
    };
    issued.into_iter().map(line).collect()
}

pub async fn get(State(app): State<App>, Staff(person): Staff, Path(receipt): Path<String>) -> Answer {
    show_file(app.issued_to_staff(&person, &number(&receipt)?, None).await?)
}

pub async fn document(
    State(app): State<App>,
    Staff(person): Staff,
    Path((receipt, id)): Path<(String, String)>,
) -> Answer {
    let id: DocumentId = id.parse().map_err(|_| Problem::Missing)?;
    show_file(app.issued_to_staff(&person, &number(&receipt)?, Some(id)).await?)
}

pub async fn preview(
    State(app): State<App>,
    Staff(person): Staff,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Answer {
    let receipt = number(&receipt)?;
    let case = app.open_case(&person, &receipt).await?;
    let action = decide::action(&case, &fields).ok_or(Problem::Incomplete)?;
    let pdf = app.preview_notice(&person, &case.submission, action).await?;
    show_pdf(&format!("見本-{receipt}.pdf"), pdf)
}

pub async fn posted(
    State(app): State<App>,
    Staff(person): Staff,
    Path((receipt, id)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    let receipt = number(&receipt)?;
    let id: DocumentId = id.parse().map_err(|_| Problem::Missing)?;
    // What is another department's looks as if it were not there, whatever was typed.
    app.open_case(&person, &receipt).await?;
    let on: Date = fields.first("on").trim().parse().map_err(|_| Problem::Incomplete)?;
    app.posted(&person, &receipt, id, on).await?;
    go_to(&path(&receipt))
}
