//! Files: what is known of them in the tables, their bytes, sealed, on a shelf.

mod bucket;
mod download;
mod folder;
mod incoming;
mod ring;
mod scans;
mod seal;
mod shelf;
mod source;
mod vault;
mod words;

pub use bucket::{BadBucket, Bucket, BucketAt};
pub use download::Download;
pub use incoming::{Arrived, Edit, Incoming};
use madoguchi_vocab::{DraftId, FileId, Instant, SubmissionId};
pub use ring::KeyRing;
pub use scans::{Scan, ToScan, claim, digests, scan_anew, scan_later, scanned, unscanned};
pub use seal::Opened;
pub use shelf::{Kept, Shelf};
pub use source::Source;
pub use vault::{Rotated, Vault};

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{FromRow, On, Row, exactly_one, sql},
};

/// The name of content: the SHA-256 of its plain bytes.
pub type ContentDigest = [u8; 32];

/// What is known of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// Which.
    pub id: FileId,
    /// The draft it was given with.
    pub draft: Option<DraftId>,
    /// The submission it belongs to.
    pub submission: Option<SubmissionId>,
    /// The question it answers.
    pub field: String,
    /// Its name as given. Never a path of ours.
    pub name: String,
    /// Its type by content.
    pub kind: String,
    /// In bytes.
    pub size: i64,
    /// The name of its content.
    pub digest: ContentDigest,
    /// When it came.
    pub created_at: Instant,
    /// What the virus scanner said.
    pub scan: Scan,
}

impl FromRow for FileRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            draft: row.opt("draft")?,
            submission: row.opt("submission")?,
            field: row.get("field")?,
            name: row.get("name")?,
            kind: row.get("kind")?,
            size: row.get("size")?,
            digest: row.get("digest")?,
            created_at: row.get("created_at")?,
            scan: row.get::<String>("scan")?.parse()?,
        })
    }
}

const FILE: &str =
    "SELECT id, draft, submission, field, name, kind, size, digest, created_at, scan FROM files";

/// Puts a file in.
///
/// # Errors
/// What the database says.
pub async fn insert_file(tx: &mut Tx, f: &FileRow) -> Result<()> {
    sql("INSERT INTO files (id, draft, submission, field, name, kind, size, digest, created_at, scan)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
    .bind(f.id)
    .bind(f.draft)
    .bind(f.submission)
    .bind(f.field.as_str())
    .bind(f.name.as_str())
    .bind(f.kind.as_str())
    .bind(f.size)
    .bind(f.digest)
    .bind(f.created_at)
    .bind(f.scan.name())
    .run(tx)
    .await?;
    Ok(())
}

/// The files of a draft, oldest first.
///
/// # Errors
/// What the database says.
pub async fn files_of_draft(on: impl Into<On<'_>>, draft: DraftId) -> Result<Vec<FileRow>> {
    sql(FILE).push_bind(" WHERE draft = ? ORDER BY created_at, id", draft).all(on).await
}

/// The files of a submission, oldest first.
///
/// # Errors
/// What the database says.
pub async fn files_of_submission(reader: &Reader, submission: SubmissionId) -> Result<Vec<FileRow>> {
    sql(FILE).push_bind(" WHERE submission = ? ORDER BY created_at, id", submission).all(reader).await
}

/// The files of some submissions, each one's together and oldest first.
///
/// # Errors
/// What the database says.
pub async fn files_of_submissions(reader: &Reader, of: &[SubmissionId]) -> Result<Vec<FileRow>> {
    if of.is_empty() {
        return Ok(vec![]);
    }
    let begun = sql(FILE).push(" WHERE submission IN (");
    let listed = of
        .iter()
        .enumerate()
        .fold(begun, |so_far, (n, id)| so_far.push_bind(if n == 0 { "?" } else { ", ?" }, *id));
    listed.push(") ORDER BY submission, created_at, id").all(reader).await
}

/// Takes a file out of a draft. Its bytes stay until nothing names them.
///
/// # Errors
/// [`StoreError::NotFound`] if the draft has no such file.
pub async fn remove_from_draft(tx: &mut Tx, draft: DraftId, file: FileId) -> Result<()> {
    let done = sql("DELETE FROM files WHERE id = $1 AND draft = $2 AND submission IS NULL")
        .bind(file)
        .bind(draft)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}

/// Gives a draft's file to the submission the draft becomes.
///
/// # Errors
/// [`StoreError::NotFound`] if the draft has no such file.
pub async fn adopt(tx: &mut Tx, draft: DraftId, submission: SubmissionId, file: FileId) -> Result<()> {
    let done = sql("UPDATE files SET submission = $1 WHERE id = $2 AND draft = $3 AND submission IS NULL")
        .bind(submission)
        .bind(file)
        .bind(draft)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}
