//! Names by their pairs of letters: most surnames have two, and nothing else finds two letters fast.
//!
//! A search of which the first two letters are not ASCII is a search for a name or its reading: the rows that have
//! that pair are few and lie in the order of arrival; whether they have the rest is then looked at one by one.

use std::collections::BTreeSet;

use madoguchi_vocab::{DepartmentId, Instant, SubmissionId};
use serde_json::json;

use crate::{
    Result, Store, Tx,
    dialect::{Count, FromRow, Row, sql},
    submissions::SubmissionRow,
};

/// Rows that are indexed at a time when an older cabinet is brought up to date.
const HANDFUL: i64 = 500;

/// The pairs of neighbouring letters of a search key, of names only.
fn pairs(key: &str) -> BTreeSet<String> {
    let letters: Vec<char> = key.chars().collect();
    letters.windows(2).filter(|w| w.iter().all(|c| is_of_a_name(*c))).map(|w| w.iter().collect()).collect()
}

fn is_of_a_name(c: char) -> bool {
    !c.is_ascii() && !c.is_whitespace()
}

/// The pair by which a text can be searched, if it begins like a name.
pub(crate) fn pair_of(text: &str) -> Option<String> {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(a), Some(b)) if is_of_a_name(a) && is_of_a_name(b) => Some([a, b].iter().collect()),
        _ => None,
    }
}

/// Where a submission is found by its name.
struct Found {
    id: SubmissionId,
    department: DepartmentId,
    arrived_at: Instant,
    search_key: String,
}

impl FromRow for Found {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            department: row.get("department")?,
            arrived_at: row.get("arrived_at")?,
            search_key: row.get("search_key")?,
        })
    }
}

impl From<&SubmissionRow> for Found {
    fn from(row: &SubmissionRow) -> Self {
        Self {
            id: row.id,
            department: row.department.clone(),
            arrived_at: row.arrived_at,
            search_key: row.search_key.clone(),
        }
    }
}

/// Lets a submission be found by its name.
///
/// # Errors
/// What the database says.
pub(crate) async fn index(tx: &mut Tx, row: &SubmissionRow) -> Result<()> {
    put(tx, &row.into()).await
}

async fn put(tx: &mut Tx, found: &Found) -> Result<()> {
    sql("INSERT INTO name_pairs (department, pair, arrived_at, submission) SELECT $1, g.value, $2, $3 FROM {each_text}($4) AS g")
        .bind(found.department.clone())
        .bind(found.arrived_at)
        .bind(found.id)
        .bind(json!(pairs(&found.search_key)))
        .run(tx)
        .await?;
    Ok(())
}

/// Lets a submission be found no more by the name it has now: before that is changed, or when it goes.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, id: SubmissionId) -> Result<()> {
    let found: Option<Found> =
        sql("SELECT id, department, arrived_at, search_key FROM submissions WHERE id = $1")
            .bind(id)
            .opt(&mut *tx)
            .await?;
    let Some(found) = found else { return Ok(()) };
    sql("DELETE FROM name_pairs WHERE department = $1 AND arrived_at = $2 AND submission = $3 AND pair IN (SELECT g.value FROM {each_text}($4) AS g)")
        .bind(found.department)
        .bind(found.arrived_at)
        .bind(found.id)
        .bind(json!(pairs(&found.search_key)))
        .run(tx)
        .await?;
    Ok(())
}

/// Indexes what a cabinet from before there were pairs holds.
pub(crate) async fn catch_up(store: &Store) -> Result<()> {
    let reader = store.reader();
    let Count(known) =
        sql("SELECT COUNT(*) AS n FROM (SELECT 1 FROM name_pairs LIMIT 1) t").one(&reader).await?;
    if known > 0 {
        return Ok(());
    }
    let mut after: Option<SubmissionId> = None;
    loop {
        let select = sql("SELECT id, department, arrived_at, search_key FROM submissions");
        let select = match after {
            Some(after) => select.push_bind(" WHERE id > ?", after),
            None => select,
        };
        let rows: Vec<Found> = select.push_bind(" ORDER BY id LIMIT ?", HANDFUL).all(&reader).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(last.id);
        let mut tx = store.begin().await?;
        for row in &rows {
            put(&mut tx, row).await?;
        }
        tx.commit().await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_of_names_and_begin_what_is_searched() {
        let key = "k7mn412883 見本花子 みほんはなこ a@example.jp 0744224001";
        let known = pairs(key);
        for text in ["見本", "本花子", "花子", "はなこ", "みほんは"] {
            assert!(known.contains(&pair_of(text).unwrap()), "{text}");
        }
        for text in ["0744", "a@", "見", "", "k7", "見 本"] {
            assert_eq!(pair_of(text), None, "{text}");
        }
        assert!(known.iter().all(|p| p.chars().count() == 2 && !p.contains(' ')), "{known:?}");
    }
}
