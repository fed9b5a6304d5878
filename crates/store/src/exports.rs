//! Lists that are written into files behind the counter: each by one node at a time, part after part, so that whoever
//! takes it up again goes on where the last part ended.

use std::str::FromStr;

use madoguchi_vocab::{DepartmentId, ExportId, Instant, StaffId};
use serde_json::Value;

use crate::{
    Reader, Result, StoreError, Tx,
    attachments::ContentDigest,
    dialect::{Count, FromRow, On, Row, exactly_one, sql},
};

/// How far a list has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportState {
    /// Its rows are being read.
    Reading,
    /// All rows are read; the file is being written.
    Writing,
    /// The file is there.
    Done,
    /// It stopped, and does not go on by itself.
    Failed,
    /// Whoever asked for it does not want it any more.
    Cancelled,
}

impl ExportState {
    const ALL: [ExportState; 5] = [
        ExportState::Reading,
        ExportState::Writing,
        ExportState::Done,
        ExportState::Failed,
        ExportState::Cancelled,
    ];

    /// As it stands in the table.
    pub fn name(self) -> &'static str {
        match self {
            ExportState::Reading => "reading",
            ExportState::Writing => "writing",
            ExportState::Done => "done",
            ExportState::Failed => "failed",
            ExportState::Cancelled => "cancelled",
        }
    }
}

impl FromStr for ExportState {
    type Err = StoreError;
    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|s| s.name() == name);
        found.ok_or_else(|| StoreError::Corrupt(format!("export: {name}")))
    }
}

/// A list that is being written, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportRow {
    /// Which.
    pub id: ExportId,
    /// Who asked for it …
    pub staff: StaffId,
    /// … of which department …
    pub department: DepartmentId,
    /// … and when.
    pub asked_at: Instant,
    /// What is wanted.
    pub wanted: Value,
    /// How far it has come.
    pub state: ExportState,
    /// Rows when it was asked for.
    pub total: i64,
    /// Rows that were read.
    pub read: i64,
    /// Rows that were written.
    pub written: i64,
    /// The last row that was read.
    pub place: Option<Value>,
    /// Counts the times it was taken in hand.
    pub turn: i64,
    /// How often in a row it went wrong.
    pub failures: i64,
    /// What went wrong last, in a word.
    pub trouble: Option<String>,
    /// What became of it.
    pub made: Made,
    /// When the file was there.
    pub done_at: Option<Instant>,
    /// When it goes.
    pub expires_at: Instant,
}

/// A file that was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Its content.
    pub digest: Option<ContentDigest>,
    /// In bytes.
    pub bytes: i64,
    /// Different people in it, as far as names, readings and mail tell.
    pub persons: i64,
    /// Files that came along.
    pub files: i64,
    /// The list of what could not be written, if there is one …
    pub lacking_digest: Option<ContentDigest>,
    /// … its bytes …
    pub lacking_bytes: i64,
    /// … and its lines.
    pub lacking: i64,
}

impl FromRow for ExportRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            staff: row.get("staff")?,
            department: row.get("department")?,
            asked_at: row.get("asked_at")?,
            wanted: row.get("wanted")?,
            state: row.get::<String>("state")?.parse()?,
            total: row.get("total")?,
            read: row.get("read")?,
            written: row.get("written")?,
            place: row.opt("place")?,
            turn: row.get("turn")?,
            failures: row.get("failures")?,
            trouble: row.opt("trouble")?,
            made: Made {
                digest: row.opt("digest")?,
                bytes: row.get("bytes")?,
                persons: row.get("persons")?,
                files: row.get("files")?,
                lacking_digest: row.opt("lacking_digest")?,
                lacking_bytes: row.get("lacking_bytes")?,
                lacking: row.get("lacking")?,
            },
            done_at: row.opt("done_at")?,
            expires_at: row.get("expires_at")?,
        })
    }
}

const EXPORT: &str = "SELECT id, staff, department, asked_at, wanted, state, total, read, written, place, turn, failures,
    trouble, digest, bytes, persons, files, lacking_digest, lacking_bytes, lacking, done_at, expires_at FROM exports";

/// Puts a list in that was asked for; it is due at once.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, e: &ExportRow) -> Result<()> {
    sql("INSERT INTO exports (id, staff, department, asked_at, wanted, state, total, read, written, turn, next_at,
         failures, bytes, persons, files, lacking_bytes, lacking, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $4, 0, 0, 0, 0, 0, 0, $8)")
    .bind(e.id)
    .bind(e.staff)
    .bind(e.department.clone())
    .bind(e.asked_at)
    .bind(e.wanted.clone())
    .bind(e.state.name())
    .bind(e.total)
    .bind(e.expires_at)
    .run(tx)
    .await?;
    Ok(())
}

/// One of them.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not there, or not any more.
pub async fn get(on: impl Into<On<'_>>, id: ExportId) -> Result<ExportRow> {
    sql(EXPORT).push_bind(" WHERE id = ?", id).one(on).await
}

/// Those a person asked for, the newest first.
///
/// # Errors
/// What the database says.
pub async fn of_staff(reader: &Reader, staff: StaffId, limit: i64) -> Result<Vec<ExportRow>> {
    let own = sql(EXPORT).push_bind(" WHERE staff = ?", staff);
    own.push_bind(" ORDER BY asked_at DESC, id LIMIT ?", limit).all(reader).await
}

/// How many of a person's are not finished.
///
/// # Errors
/// What the database says.
pub async fn under_way_of(tx: &mut Tx, staff: StaffId) -> Result<i64> {
    let count = sql("SELECT COUNT(*) AS n FROM exports WHERE state IN ('reading', 'writing') AND staff = $1");
    Ok(count.bind(staff).one::<Count>(tx).await?.0)
}

/// How many are not finished, and how many stopped.
///
/// # Errors
/// What the database says.
pub async fn under_way(reader: &Reader) -> Result<(i64, i64)> {
    let going = sql("SELECT COUNT(*) AS n FROM exports WHERE state IN ('reading', 'writing')");
    let stopped = sql("SELECT COUNT(*) AS n FROM exports WHERE state = 'failed'");
    Ok((going.one::<Count>(reader).await?.0, stopped.one::<Count>(reader).await?.0))
}

/// Takes the one that has waited longest, if any is due; until the lease is over no other node takes it.
///
/// # Errors
/// What the database says.
pub async fn claim(tx: &mut Tx, now: Instant, lease_until: Instant) -> Result<Option<ExportRow>> {
    let due: Option<Taken> = sql("UPDATE exports SET next_at = $1, turn = turn + 1
         WHERE id IN (SELECT id FROM exports WHERE state IN ('reading', 'writing') AND next_at <= $2
                      ORDER BY next_at, id LIMIT 1 {skip_locked})
         RETURNING id")
    .bind(lease_until)
    .bind(now)
    .opt(&mut *tx)
    .await?;
    match due {
        Some(Taken(id)) => get(tx, id).await.map(Some),
        None => Ok(None),
    }
}

struct Taken(ExportId);

impl FromRow for Taken {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("id").map(Self)
    }
}

/// What was done while somebody had it in hand.
#[derive(Clone, Debug)]
pub enum Step {
    /// So many rows were read, up to that one.
    Read(i64, Option<Value>),
    /// There are no more rows.
    AllRead,
    /// So many rows were written; it stays in hand.
    Written(i64),
    /// The file is there.
    Made(Box<Made>),
    /// It went wrong so often in a row, for a reason that is a word, and is tried again.
    Failing(i64, String),
    /// It went wrong for good.
    Failed(String),
}

/// Notes a step of whoever has it in hand by that turn, and when it is due next.
///
/// # Errors
/// [`StoreError::Overtaken`] if somebody else has it in hand by now, or nobody wants it any more.
pub async fn note(tx: &mut Tx, e: &ExportRow, step: Step, now: Instant, next_at: Instant) -> Result<()> {
    let set = sql("UPDATE exports SET ").push_bind("next_at = ?", next_at);
    let set = match step {
        Step::Read(rows, place) => set
            .push_bind(", read = read + ?", rows)
            .push_bind(", place = ?", place)
            .push(", failures = 0, trouble = NULL"),
        Step::AllRead => set.push(", state = 'writing', failures = 0, trouble = NULL"),
        Step::Written(rows) => set.push_bind(", written = ?", rows),
        Step::Made(made) => set
            .push_bind(", digest = ?", made.digest)
            .push_bind(", bytes = ?", made.bytes)
            .push_bind(", persons = ?", made.persons)
            .push_bind(", files = ?", made.files)
            .push_bind(", lacking_digest = ?", made.lacking_digest)
            .push_bind(", lacking_bytes = ?", made.lacking_bytes)
            .push_bind(", lacking = ?", made.lacking)
            .push_bind(", done_at = ?", now)
            .push_bind(", expires_at = ?", e.expires_at)
            .push(", written = read, state = 'done', failures = 0, trouble = NULL"),
        Step::Failing(failures, trouble) => {
            set.push_bind(", failures = ?", failures).push_bind(", trouble = ?", trouble)
        }
        Step::Failed(trouble) => set
            .push_bind(", trouble = ?", trouble)
            .push_bind(", expires_at = ?", e.expires_at)
            .push(", failures = failures + 1, state = 'failed'"),
    };
    let touched = set
        .push_bind(" WHERE id = ?", e.id)
        .push_bind(" AND turn = ?", e.turn)
        .push(" AND state IN ('reading', 'writing')")
        .run(tx)
        .await?;
    exactly_one(touched, StoreError::Overtaken)
}

/// Adds a part, behind those that are there.
///
/// # Errors
/// [`StoreError::Duplicate`] if somebody else has added that one.
pub async fn add_part(tx: &mut Tx, export: ExportId, number: i64, digest: ContentDigest) -> Result<()> {
    sql("INSERT INTO export_parts (export, number, digest) VALUES ($1, $2, $3)")
        .bind(export)
        .bind(number)
        .bind(digest)
        .run(tx)
        .await?;
    Ok(())
}

struct Part(ContentDigest);

impl FromRow for Part {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("digest").map(Self)
    }
}

/// The parts, in their order.
///
/// # Errors
/// What the database says.
pub async fn parts(reader: &Reader, export: ExportId) -> Result<Vec<ContentDigest>> {
    let all = sql("SELECT digest FROM export_parts WHERE export = $1 ORDER BY number").bind(export);
    Ok(all.all::<Part>(reader).await?.into_iter().map(|p| p.0).collect())
}

/// Forgets the parts: the file is there, or nobody wants it.
///
/// # Errors
/// What the database says.
pub async fn forget_parts(tx: &mut Tx, export: ExportId) -> Result<()> {
    sql("DELETE FROM export_parts WHERE export = $1").bind(export).run(tx).await?;
    Ok(())
}

/// Nobody wants it any more.
///
/// # Errors
/// [`StoreError::Overtaken`] if it is finished already.
pub async fn cancel(tx: &mut Tx, export: ExportId) -> Result<()> {
    let done = sql("UPDATE exports SET state = 'cancelled', trouble = NULL
         WHERE id = $1 AND state IN ('reading', 'writing', 'failed')")
    .bind(export)
    .run(tx)
    .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// One that stopped goes on where it was.
///
/// # Errors
/// [`StoreError::Overtaken`] if it has not stopped.
pub async fn again(tx: &mut Tx, export: ExportId, now: Instant) -> Result<()> {
    let done = sql(
        "UPDATE exports SET state = 'reading', failures = 0, next_at = $1 WHERE id = $2 AND state = 'failed'",
    )
    .bind(now)
    .bind(export)
    .run(tx)
    .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// Those that stopped go on where they were. Says how many.
///
/// # Errors
/// What the database says.
pub async fn all_again(tx: &mut Tx, now: Instant) -> Result<u64> {
    sql("UPDATE exports SET state = 'reading', failures = 0, next_at = $1 WHERE state = 'failed'")
        .bind(now)
        .run(tx)
        .await
}

/// Removes those whose time is over. Says how many.
///
/// # Errors
/// What the database says.
pub async fn remove_expired(tx: &mut Tx, now: Instant) -> Result<u64> {
    sql("DELETE FROM export_parts WHERE export IN (SELECT id FROM exports WHERE expires_at <= $1)")
        .bind(now)
        .run(&mut *tx)
        .await?;
    sql("DELETE FROM exports WHERE expires_at <= $1").bind(now).run(tx).await
}
