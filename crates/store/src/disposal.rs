//! 廃棄: what is over is listed, and once approved goes; number, paper, moments and the chain of hashes stay.

use madoguchi_vocab::{Date, Instant, ReceiptNumber, SubmissionId};
use serde_json::{Value, json};

use crate::{
    Result, StoreError, Tx,
    dialect::{FromRow, On, Row, exactly_one, sql},
    events, names,
};

/// A submission whose time is over, or soon will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueRow {
    /// Which.
    pub id: SubmissionId,
    /// 受付番号
    pub receipt: ReceiptNumber,
    /// Its paper.
    pub slug: String,
    /// When it ended.
    pub decided_at: Option<Instant>,
    /// From when it may go.
    pub dispose_from: Date,
    /// Why it stays all the same (争訟, 開示請求), if it does.
    pub kept_because: Option<String>,
}

impl FromRow for DueRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            receipt: row.get("receipt")?,
            slug: row.get("slug")?,
            decided_at: row.opt("decided_at")?,
            dispose_from: row.get("dispose_from")?,
            kept_because: row.opt("kept_because")?,
        })
    }
}

/// What may go until that day, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn due(on: impl Into<On<'_>>, until: Date, limit: i64) -> Result<Vec<DueRow>> {
    sql("SELECT id, receipt, slug, decided_at, dispose_from, kept_because FROM submissions
         WHERE dispose_from IS NOT NULL AND disposed_at IS NULL AND dispose_from <= $1
         ORDER BY dispose_from, id LIMIT $2")
    .bind(until)
    .bind(limit)
    .all(on)
    .await
}

/// Keeps a submission beyond its time, or no longer.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none, or it has gone already.
pub async fn keep(tx: &mut Tx, receipt: &ReceiptNumber, because: Option<&str>) -> Result<()> {
    let done = sql("UPDATE submissions SET kept_because = $1 WHERE receipt = $2 AND disposed_at IS NULL")
        .bind(because.map(str::to_owned))
        .bind(receipt.as_str())
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}

/// Disposes of a submission whose time is over. The bytes of its files go with the next sweep.
///
/// # Errors
/// [`StoreError::Overtaken`] if it is kept, has gone already, was taken up again, or its time is not over.
pub async fn dispose(tx: &mut Tx, id: SubmissionId, today: Date, now: Instant) -> Result<()> {
    names::forget(tx, id).await?;
    let empty: Value = json!({ "values": {}, "rows": {} });
    let done =
        sql("UPDATE submissions SET disposed_at = $1, answers = $2, stage_facts = $3, applicant_name = '',
             applicant_kana = '', by_proxy = FALSE, email = NULL, search_key = '', holder = NULL, revision = revision + 1
         WHERE id = $4 AND disposed_at IS NULL AND kept_because IS NULL AND dispose_from <= $5")
        .bind(now)
        .bind(empty)
        .bind(Value::Null)
        .bind(id)
        .bind(today)
        .run(&mut *tx)
        .await?;
    exactly_one(done, StoreError::Overtaken)?;
    for table in [
        "DELETE FROM entries WHERE submission = $1",
        "DELETE FROM originals WHERE submission = $1",
        "DELETE FROM files WHERE submission = $1",
        "DELETE FROM letters WHERE submission = $1",
        "DELETE FROM visits WHERE submission = $1",
        "DELETE FROM looks WHERE submission = $1",
        "DELETE FROM opinions WHERE submission = $1",
        "DELETE FROM drafts WHERE submission = $1",
        "DELETE FROM notice_consents WHERE submission = $1",
        // That it was issued can still be verified; what it said is gone, its bytes with the next sweep.
        "UPDATE documents SET facts = NULL WHERE submission = $1",
    ] {
        sql(table).bind(id).run(&mut *tx).await?;
    }
    events::dispose(tx, id).await?;
    Ok(())
}
