//! The rows of a queue as a sheet: all that is known of each, a handful at a time.

use madoguchi_vocab::{Date, Instant, ReceiptNumber, SubmissionId};

use super::queue::{QueueQuery, chosen, conditions, tables};
use crate::{
    Reader, Result,
    dialect::{Count, FromRow, Row, sql},
};

/// A row of the sheet.
#[derive(Clone, Debug)]
pub struct SheetRow {
    /// Which.
    pub id: SubmissionId,
    /// 受付番号
    pub receipt: ReceiptNumber,
    /// The paper …
    pub slug: String,
    /// … and its version.
    pub version: i64,
    /// Where it stands.
    pub stage: String,
    /// Who applied.
    pub applicant_name: String,
    /// How the name is read.
    pub applicant_kana: String,
    /// Where letters go.
    pub email: Option<String>,
    /// In which language.
    pub lang: String,
    /// By which way it came.
    pub channel: String,
    /// 到達
    pub arrived_at: Instant,
    /// 受付
    pub received_at: Option<Instant>,
    /// 審査開始
    pub review_started_at: Option<Instant>,
    /// 決定
    pub decided_at: Option<Instant>,
    /// By when a decision is expected.
    pub due_on: Option<Date>,
    /// The last day of a correction under way.
    pub correction_due: Option<Date>,
    /// In whose hands.
    pub holder_name: Option<String>,
    /// Since when a question of the resident waits for an answer.
    pub asked_at: Option<Instant>,
    /// The answers as they are kept.
    pub answers: String,
}

impl FromRow for SheetRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            receipt: row.get("receipt")?,
            slug: row.get("slug")?,
            version: row.get("version")?,
            stage: row.get("stage")?,
            applicant_name: row.get("applicant_name")?,
            applicant_kana: row.get("applicant_kana")?,
            email: row.opt("email")?,
            lang: row.get("lang")?,
            channel: row.get("channel")?,
            arrived_at: row.get("arrived_at")?,
            received_at: row.opt("received_at")?,
            review_started_at: row.opt("review_started_at")?,
            decided_at: row.opt("decided_at")?,
            due_on: row.opt("due_on")?,
            correction_due: row.opt("correction_due")?,
            holder_name: row.opt("holder_name")?,
            asked_at: row.opt("asked_at")?,
            answers: row.get("answers")?,
        })
    }
}

/// The rows of a query, oldest arrival first, after `q.after` and at most `q.limit`.
///
/// # Errors
/// What the database says.
pub async fn rows(reader: &Reader, q: &QueueQuery) -> Result<Vec<SheetRow>> {
    let columns = sql("SELECT q.id, q.receipt, q.slug, q.version, q.stage, q.applicant_name, q.applicant_kana, q.email,
         q.lang, q.channel, q.arrived_at, q.received_at, q.review_started_at, q.decided_at, q.due_on, q.correction_due,
         q.asked_at, h.name AS holder_name, CAST(q.answers AS TEXT) AS answers FROM ");
    chosen(columns, q).all(reader).await
}

/// The versions of the chosen paper among the rows of a query, the newest first.
///
/// # Errors
/// What the database says.
pub async fn versions(reader: &Reader, q: &QueueQuery) -> Result<Vec<i64>> {
    let found = conditions(sql("SELECT DISTINCT q.version AS n FROM ").push(tables(q)), q);
    let versions: Vec<Count> = found.push(" ORDER BY n DESC").all(reader).await?;
    Ok(versions.into_iter().map(|c| c.0).collect())
}
