//! Files: what is known of them in the tables, their bytes in the data folder.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use madoguchi_vocab::{DraftId, FileId, Instant, SubmissionId};
use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{FromRow, On, Row, exactly_one, sql},
};

/// The name of content: its SHA-256.
pub type ContentDigest = [u8; 32];

/// Where the bytes lie: files named by what they contain, so that the same photo twice is one file and a
/// half-written one is never found.
#[derive(Clone, Debug)]
pub struct Vault(Arc<PathBuf>);

impl Vault {
    /// Opens the folder, making it when missing.
    ///
    /// # Errors
    /// What the file system says.
    pub fn open(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self(Arc::new(folder.to_owned())))
    }

    fn place(&self, digest: &ContentDigest) -> (PathBuf, String) {
        let name: String = digest.iter().map(|b| format!("{b:02x}")).collect();
        (self.0.join(&name[..2]), name)
    }

    /// Keeps bytes. When this returns they are on the disk.
    ///
    /// # Errors
    /// What the file system says; then nothing half-written is left under a name that is looked for.
    pub async fn put(&self, bytes: Vec<u8>) -> io::Result<ContentDigest> {
        let vault = self.clone();
        spawn_blocking(move || {
            let digest: ContentDigest = Sha256::digest(&bytes).into();
            let (folder, name) = vault.place(&digest);
            let path = folder.join(name);
            if path.exists() {
                return Ok(digest);
            }
            std::fs::create_dir_all(&folder)?;
            let mut file = tempfile::NamedTempFile::new_in(&folder)?;
            io::Write::write_all(&mut file, &bytes)?;
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|e| e.error)?;
            std::fs::File::open(&folder)?.sync_all()?;
            Ok(digest)
        })
        .await
        .map_err(io::Error::other)?
    }

    /// The bytes of that digest.
    ///
    /// # Errors
    /// What the file system says, or that the bytes are no longer what their name says.
    pub async fn get(&self, digest: ContentDigest) -> io::Result<Vec<u8>> {
        let (folder, name) = self.place(&digest);
        let bytes = tokio::fs::read(folder.join(name)).await?;
        if ContentDigest::from(Sha256::digest(&bytes)) == digest {
            Ok(bytes)
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidData, "the file was altered"))
        }
    }
}

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
        })
    }
}

const FILE: &str = "SELECT id, draft, submission, field, name, kind, size, digest, created_at FROM files";

/// Puts a file in.
///
/// # Errors
/// What the database says.
pub async fn insert_file(tx: &mut Tx, f: &FileRow) -> Result<()> {
    sql("INSERT INTO files (id, draft, submission, field, name, kind, size, digest, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
    .bind(f.id)
    .bind(f.draft)
    .bind(f.submission)
    .bind(f.field.as_str())
    .bind(f.name.as_str())
    .bind(f.kind.as_str())
    .bind(f.size)
    .bind(f.digest)
    .bind(f.created_at)
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
