//! Submissions as they stand.

use madoguchi_vocab::{Date, DepartmentId, DraftId, Instant, Lang, ReceiptNumber, StaffId, SubmissionId};
use serde_json::Value;

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{Count, FromRow, On, Row, exactly_one, sql},
    names,
};

/// A submission as it lies in the cabinet.
#[derive(Clone, Debug)]
pub struct SubmissionRow {
    /// Which.
    pub id: SubmissionId,
    /// 受付番号
    pub receipt: ReceiptNumber,
    /// The draft it came of.
    pub draft: DraftId,
    /// The paper.
    pub slug: String,
    /// And its version.
    pub version: i64,
    /// The digest of what the resident was asked.
    pub paper_hash: String,
    /// The shape of its life.
    pub flow: String,
    /// Who answers for it.
    pub department: DepartmentId,
    /// Where it stands: the name …
    pub stage: String,
    /// … and the facts.
    pub stage_facts: Value,
    /// The step of the paper's life.
    pub step: String,
    /// Since when it stands there.
    pub stage_since: Option<Instant>,
    /// Counts the changes.
    pub revision: i64,
    /// The answers as they are now.
    pub answers: Value,
    /// The applicant's name as written.
    pub applicant_name: String,
    /// And how it is read.
    pub applicant_kana: String,
    /// Whether somebody acts for the applicant.
    pub by_proxy: bool,
    /// Where letters go.
    pub email: Option<String>,
    /// What a search compares.
    pub search_key: String,
    /// The language of the resident.
    pub lang: Lang,
    /// How it came: online, counter, phone, mail.
    pub channel: String,
    /// 到達. Never changes.
    pub arrived_at: Instant,
    /// 受付: when the office first saw it.
    pub received_at: Option<Instant>,
    /// 審査開始: when a clerk first took it.
    pub review_started_at: Option<Instant>,
    /// Since when a question of the resident waits for an answer.
    pub asked_at: Option<Instant>,
    /// When it ended.
    pub decided_at: Option<Instant>,
    /// By when a decision is expected.
    pub due_on: Option<Date>,
    /// The last day of a correction under way.
    pub correction_due: Option<Date>,
    /// In whose hands it is.
    pub holder: Option<StaffId>,
    /// 保存年限: the day from which it may be disposed of; none while it is open.
    pub dispose_from: Option<Date>,
    /// When it was disposed of: number, paper and moments are left of it.
    pub disposed_at: Option<Instant>,
}

impl FromRow for SubmissionRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            receipt: row.get("receipt")?,
            draft: row.get("draft")?,
            slug: row.get("slug")?,
            version: row.get("version")?,
            paper_hash: row.get("paper_hash")?,
            flow: row.get("flow")?,
            department: row.get("department")?,
            stage: row.get("stage")?,
            stage_facts: row.get("stage_facts")?,
            step: row.get("step")?,
            stage_since: row.opt("stage_since")?,
            revision: row.get("revision")?,
            answers: row.get("answers")?,
            applicant_name: row.get("applicant_name")?,
            applicant_kana: row.get("applicant_kana")?,
            by_proxy: row.get("by_proxy")?,
            email: row.opt("email")?,
            search_key: row.get("search_key")?,
            lang: row.get("lang")?,
            channel: row.get("channel")?,
            arrived_at: row.get("arrived_at")?,
            received_at: row.opt("received_at")?,
            review_started_at: row.opt("review_started_at")?,
            asked_at: row.opt("asked_at")?,
            decided_at: row.opt("decided_at")?,
            due_on: row.opt("due_on")?,
            correction_due: row.opt("correction_due")?,
            holder: row.opt("holder")?,
            dispose_from: row.opt("dispose_from")?,
            disposed_at: row.opt("disposed_at")?,
        })
    }
}

/// Puts a submission in.
///
/// # Errors
/// [`StoreError::Duplicate`] if the draft has become one already, or the number is taken.
pub async fn insert(tx: &mut Tx, s: &SubmissionRow) -> Result<()> {
    sql("INSERT INTO submissions (id, receipt, draft, slug, version, paper_hash, flow, department, stage, stage_facts,
             revision, answers, applicant_name, applicant_kana, email, search_key, lang, channel, arrived_at,
             received_at, decided_at, due_on, correction_due, holder, step, stage_since, by_proxy)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
             $25, $26, $27)")
    .bind(s.id)
    .bind(s.receipt.as_str())
    .bind(s.draft)
    .bind(s.slug.as_str())
    .bind(s.version)
    .bind(s.paper_hash.as_str())
    .bind(s.flow.as_str())
    .bind(s.department.clone())
    .bind(s.stage.as_str())
    .bind(s.stage_facts.clone())
    .bind(s.revision)
    .bind(s.answers.clone())
    .bind(s.applicant_name.as_str())
    .bind(s.applicant_kana.as_str())
    .bind(s.email.clone())
    .bind(s.search_key.as_str())
    .bind(s.lang.code())
    .bind(s.channel.as_str())
    .bind(s.arrived_at)
    .bind(s.received_at)
    .bind(s.decided_at)
    .bind(s.due_on)
    .bind(s.correction_due)
    .bind(s.holder)
    .bind(s.step.as_str())
    .bind(s.stage_since)
    .bind(s.by_proxy)
    .run(&mut *tx)
    .await?;
    names::index(tx, s).await
}

const SUBMISSION: &str = "SELECT id, receipt, draft, slug, version, paper_hash, flow, department, stage, stage_facts,
    revision, answers, applicant_name, applicant_kana, email, search_key, lang, channel, arrived_at, received_at,
    review_started_at, asked_at, decided_at, due_on, correction_due, holder, dispose_from, disposed_at, step, stage_since,
    by_proxy FROM submissions";

/// The submission of that id.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub async fn get(on: impl Into<On<'_>>, id: SubmissionId) -> Result<SubmissionRow> {
    sql(SUBMISSION).push_bind(" WHERE id = ?", id).one(on).await
}

/// The submission of that number.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub async fn by_receipt(on: impl Into<On<'_>>, receipt: &ReceiptNumber) -> Result<SubmissionRow> {
    sql(SUBMISSION).push_bind(" WHERE receipt = ?", receipt.as_str()).one(on).await
}

/// Up to `limit` submissions whose ids come after `after`, in order: for walking over all of them.
///
/// # Errors
/// What the database says.
pub async fn after(
    on: impl Into<On<'_>>,
    after: Option<SubmissionId>,
    limit: i64,
) -> Result<Vec<SubmissionRow>> {
    let from = match after {
        Some(after) => sql(SUBMISSION).push_bind(" WHERE id > ?", after),
        None => sql(SUBMISSION),
    };
    from.push_bind(" ORDER BY id LIMIT ?", limit).all(on).await
}

/// Up to `limit` submissions of a paper that are not over, oldest arrival first, from the one after `after`.
///
/// # Errors
/// What the database says.
pub async fn open_of(
    on: impl Into<On<'_>>,
    slug: &str,
    after: Option<&SubmissionRow>,
    limit: i64,
) -> Result<Vec<SubmissionRow>> {
    let open =
        sql(SUBMISSION).push_bind(" WHERE decided_at IS NULL AND disposed_at IS NULL AND slug = ?", slug);
    let open = match after {
        None => open,
        Some(a) => open.push_bind(" AND (arrived_at, id) > (?", a.arrived_at).push_bind(", ?)", a.id),
    };
    open.push_bind(" ORDER BY arrived_at, id LIMIT ?", limit).all(on).await
}

/// How many of a paper stand at a stage.
///
/// # Errors
/// What the database says.
pub async fn count_at(on: impl Into<On<'_>>, slug: &str, stage: &str) -> Result<i64> {
    let counted = sql("SELECT COUNT(*) AS n FROM submissions").push_bind(" WHERE slug = ?", slug);
    let Count(n) = counted.push_bind(" AND stage = ?", stage).one(on).await?;
    Ok(n)
}

/// How many there are.
///
/// # Errors
/// What the database says.
pub async fn count(on: impl Into<On<'_>>) -> Result<i64> {
    let Count(n) = sql("SELECT COUNT(*) AS n FROM submissions").one(on).await?;
    Ok(n)
}

/// What a draft has become.
///
/// # Errors
/// What the database says.
pub async fn by_draft(on: impl Into<On<'_>>, draft: DraftId) -> Result<Option<SubmissionRow>> {
    sql(SUBMISSION).push_bind(" WHERE draft = ?", draft).opt(on).await
}

/// Writes a submission as it is after a change, if nobody changed it since it was read. What never changes
/// (number, paper, arrival) is not written.
///
/// # Errors
/// [`StoreError::Overtaken`] if somebody did.
pub async fn update(tx: &mut Tx, s: &SubmissionRow) -> Result<()> {
    names::forget(tx, s.id).await?;
    let done = sql("UPDATE submissions SET stage = $1, stage_facts = $2, answers = $3, applicant_name = $4,
             applicant_kana = $5, email = $6, search_key = $7, received_at = $8, decided_at = $9, due_on = $10,
             correction_due = $11, holder = $12, department = $13, review_started_at = $14, asked_at = $15,
             dispose_from = $16, step = $17, stage_since = $18, by_proxy = $19, revision = revision + 1
         WHERE id = $20 AND revision = $21")
    .bind(s.stage.as_str())
    .bind(s.stage_facts.clone())
    .bind(s.answers.clone())
    .bind(s.applicant_name.as_str())
    .bind(s.applicant_kana.as_str())
    .bind(s.email.clone())
    .bind(s.search_key.as_str())
    .bind(s.received_at)
    .bind(s.decided_at)
    .bind(s.due_on)
    .bind(s.correction_due)
    .bind(s.holder)
    .bind(s.department.clone())
    .bind(s.review_started_at)
    .bind(s.asked_at)
    .bind(s.dispose_from)
    .bind(s.step.as_str())
    .bind(s.stage_since)
    .bind(s.by_proxy)
    .bind(s.id)
    .bind(s.revision)
    .run(&mut *tx)
    .await?;
    exactly_one(done, StoreError::Overtaken)?;
    names::index(tx, s).await
}

/// Remembers that a browser has shown number and key.
///
/// # Errors
/// What the database says.
pub async fn grant_visit(
    tx: &mut Tx,
    visitor: [u8; 32],
    submission: SubmissionId,
    until: Instant,
) -> Result<()> {
    sql("INSERT INTO visits (visitor_hash, submission, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (visitor_hash, submission) DO UPDATE SET expires_at = excluded.expires_at")
    .bind(visitor)
    .bind(submission)
    .bind(until)
    .run(tx)
    .await?;
    Ok(())
}

/// Lets a browser look at what it might look at before, by what it is called from now on.
///
/// # Errors
/// What the database says.
pub async fn hand_on_visits(tx: &mut Tx, from: [u8; 32], to: [u8; 32]) -> Result<()> {
    sql("UPDATE visits SET visitor_hash = $1 WHERE visitor_hash = $2").bind(to).bind(from).run(tx).await?;
    Ok(())
}

/// Forgets that a browser has shown number and key of a submission.
///
/// # Errors
/// What the database says.
pub async fn end_visit(tx: &mut Tx, visitor: [u8; 32], submission: SubmissionId) -> Result<()> {
    sql("DELETE FROM visits WHERE visitor_hash = $1 AND submission = $2")
        .bind(visitor)
        .bind(submission)
        .run(tx)
        .await?;
    Ok(())
}

/// Forgets what a browser has shown.
///
/// # Errors
/// What the database says.
pub async fn end_visits(tx: &mut Tx, visitor: [u8; 32]) -> Result<()> {
    sql("DELETE FROM visits WHERE visitor_hash = $1").bind(visitor).run(tx).await?;
    Ok(())
}

/// Whether a browser has, lately.
///
/// # Errors
/// What the database says.
pub async fn may_visit(
    reader: &Reader,
    visitor: [u8; 32],
    submission: SubmissionId,
    now: Instant,
) -> Result<bool> {
    let found: Vec<crate::dialect::Count> =
        sql("SELECT CAST(1 AS BIGINT) AS n FROM visits WHERE visitor_hash = $1 AND submission = $2 AND expires_at > $3")
            .bind(visitor)
            .bind(submission)
            .bind(now)
            .all(reader)
            .await?;
    Ok(!found.is_empty())
}
