//! What residents said of a procedure, kept away from what they submitted.

use madoguchi_vocab::{Date, FeedbackId, SubmissionId};

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{Count, FromRow, Row, Sql, exactly_one, sql},
};

/// What somebody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedbackRow {
    /// Pure chance: it tells neither when it came nor after what.
    pub id: FeedbackId,
    /// Of which paper …
    pub slug: String,
    /// … and version.
    pub version: i64,
    /// On which day.
    pub day: Date,
    /// From 1 to 5.
    pub stars: i64,
    /// In words; may be empty.
    pub words: String,
    /// Whether the office has looked after it.
    pub handled: bool,
}

impl FromRow for FeedbackRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            slug: row.get("slug")?,
            version: row.get("version")?,
            day: row.get("day")?,
            stars: row.get("stars")?,
            words: row.get("words")?,
            handled: row.get("handled")?,
        })
    }
}

/// Notes on a submission that something was said after it: the flag is all that is noted there, and nothing of it is
/// noted in what was said.
///
/// # Errors
/// [`StoreError::Duplicate`] if something was said already.
pub async fn give_once(tx: &mut Tx, submission: SubmissionId) -> Result<()> {
    let done = sql("UPDATE submissions SET rated = TRUE WHERE id = $1 AND NOT rated")
        .bind(submission)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::Duplicate)
}

/// Whether something was said after a submission.
///
/// # Errors
/// What the database says.
pub async fn was_given(reader: &Reader, submission: SubmissionId) -> Result<bool> {
    let found: Count = sql("SELECT count(*) AS n FROM submissions WHERE id = $1 AND rated")
        .bind(submission)
        .one(reader)
        .await?;
    Ok(found.0 > 0)
}

/// Keeps what was said.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, row: &FeedbackRow) -> Result<()> {
    sql("INSERT INTO feedback (id, slug, version, day, stars, words, handled) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(row.id)
        .bind(row.slug.as_str())
        .bind(row.version)
        .bind(row.day)
        .bind(row.stars)
        .bind(row.words.as_str())
        .bind(row.handled)
        .run(tx)
        .await?;
    Ok(())
}

/// Which of it is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedbackQuery {
    /// Of one paper.
    pub slug: Option<String>,
    /// What was looked after, or what was not.
    pub handled: Option<bool>,
    /// Only with words.
    pub in_words: bool,
}

fn narrowed(mut statement: Sql, q: &FeedbackQuery) -> Sql {
    statement = statement.push(" WHERE TRUE");
    if let Some(slug) = &q.slug {
        statement = statement.push_bind(" AND slug = ?", slug.as_str());
    }
    if let Some(handled) = q.handled {
        statement = statement.push_bind(" AND handled = ?", handled);
    }
    if q.in_words { statement.push(" AND words <> ''") } else { statement }
}

/// What was said, the latest day first.
///
/// # Errors
/// What the database says.
pub async fn list(reader: &Reader, q: &FeedbackQuery, limit: i64, offset: i64) -> Result<Vec<FeedbackRow>> {
    narrowed(sql("SELECT id, slug, version, day, stars, words, handled FROM feedback"), q)
        .push_bind(" ORDER BY day DESC, id LIMIT ?", limit)
        .push_bind(" OFFSET ?", offset)
        .all(reader)
        .await
}

/// How much of it there is.
///
/// # Errors
/// What the database says.
pub async fn count(reader: &Reader, q: &FeedbackQuery) -> Result<i64> {
    let found: Count = narrowed(sql("SELECT count(*) AS n FROM feedback"), q).one(reader).await?;
    Ok(found.0)
}

/// How often a paper was given so many stars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StarsRow {
    /// The paper.
    pub slug: String,
    /// From 1 to 5.
    pub stars: i64,
    /// How often.
    pub n: i64,
}

impl FromRow for StarsRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { slug: row.get("slug")?, stars: row.get("stars")?, n: row.get("n")? })
    }
}

/// How often each paper was given how many stars.
///
/// # Errors
/// What the database says.
pub async fn stars(reader: &Reader) -> Result<Vec<StarsRow>> {
    sql("SELECT slug, stars, count(*) AS n FROM feedback GROUP BY slug, stars ORDER BY slug, stars")
        .all(reader)
        .await
}

/// Notes whether the office has looked after it. Says of which paper it is.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not there, or was noted so already.
pub async fn set_handled(tx: &mut Tx, id: FeedbackId, handled: bool) -> Result<FeedbackRow> {
    sql("UPDATE feedback SET handled = $1 WHERE id = $2 AND handled <> $1
         RETURNING id, slug, version, day, stars, words, handled")
    .bind(handled)
    .bind(id)
    .one(tx)
    .await
}

/// Removes what was said before a day. Says how much that was.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, before: Date) -> Result<u64> {
    sql("DELETE FROM feedback WHERE day < $1").bind(before).run(tx).await
}
