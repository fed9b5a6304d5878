//! The queue of a department: rows, and counts that open exactly the rows they count.

use madoguchi_vocab::{Date, DepartmentId, Instant, Lang, ReceiptNumber, StaffId, SubmissionId};

use super::order::{Place, Sort, Way, beyond, ordered};
use crate::{
    Reader, Result,
    dialect::{Count, FromRow, Row, Sql, sql},
    names,
};

/// Which rows are wanted.
#[derive(Clone, Debug)]
pub struct QueueQuery {
    /// The department. A person sees no other's.
    pub department: DepartmentId,
    /// Stages by name; empty for all that are not final …
    pub stages: Vec<String>,
    /// … or, with this, for all.
    pub ended: bool,
    /// Only what arrived at this moment or later …
    pub arrived_from: Option<Instant>,
    /// … and before this one.
    pub arrived_before: Option<Instant>,
    /// In whose hands.
    pub holder: Holder,
    /// One paper only.
    pub slug: Option<String>,
    /// Words of the name, its reading or the receipt number, folded as a search key.
    pub text: Option<String>,
    /// By when.
    pub due: Due,
    /// Only those with a question of the resident waiting.
    pub asked: bool,
    /// In which order.
    pub sort: Sort,
    /// After this row: what the last page ended with.
    pub after: Option<Place>,
    /// At most this many.
    pub limit: i64,
}

impl QueueQuery {
    /// The first page of everything that is not final.
    pub fn of(department: DepartmentId) -> Self {
        Self {
            department,
            stages: vec![],
            ended: false,
            arrived_from: None,
            arrived_before: None,
            holder: Holder::Any,
            slug: None,
            text: None,
            due: Due::Any,
            asked: false,
            sort: Sort::Oldest,
            after: None,
            limit: 50,
        }
    }
}

/// In whose hands a submission is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holder {
    /// Anybody's or nobody's.
    #[default]
    Any,
    /// Nobody's.
    Nobody,
    /// This person's.
    Is(StaffId),
}

/// By when a submission is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Due {
    /// Whenever.
    #[default]
    Any,
    /// Before this day.
    Before(Date),
    /// On this day.
    On(Date),
}

/// A row of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueRow {
    /// Which.
    pub id: SubmissionId,
    /// 受付番号
    pub receipt: ReceiptNumber,
    /// The paper …
    pub slug: String,
    /// … and its version.
    pub version: i64,
    /// Where it stands …
    pub stage: String,
    /// … at which step of its paper's life …
    pub step: String,
    /// … and since when.
    pub stage_since: Option<Instant>,
    /// Counts the changes.
    pub revision: i64,
    /// Who applied.
    pub applicant_name: String,
    /// How the name is read.
    pub applicant_kana: String,
    /// In which language.
    pub lang: Lang,
    /// 到達
    pub arrived_at: Instant,
    /// By when a decision is expected.
    pub due_on: Option<Date>,
    /// The last day of a correction under way.
    pub correction_due: Option<Date>,
    /// In whose hands.
    pub holder: Option<StaffId>,
    /// That person's name.
    pub holder_name: Option<String>,
    /// Since when a question of the resident waits for an answer.
    pub asked_at: Option<Instant>,
}

impl FromRow for QueueRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            receipt: row.get("receipt")?,
            slug: row.get("slug")?,
            version: row.get("version")?,
            stage: row.get("stage")?,
            step: row.get("step")?,
            stage_since: row.opt("stage_since")?,
            revision: row.get("revision")?,
            applicant_name: row.get("applicant_name")?,
            applicant_kana: row.get("applicant_kana")?,
            lang: row.get("lang")?,
            arrived_at: row.get("arrived_at")?,
            due_on: row.opt("due_on")?,
            correction_due: row.opt("correction_due")?,
            holder: row.opt("holder")?,
            holder_name: row.opt("holder_name")?,
            asked_at: row.opt("asked_at")?,
        })
    }
}

/// The pair of letters by which a query for a name is answered.
pub(super) fn pair(q: &QueueQuery) -> Option<String> {
    q.text.as_deref().and_then(names::pair_of)
}

/// Where the rows come from. A cross join says in which order: the pair first, its rows then.
pub(super) fn tables(q: &QueueQuery) -> &'static str {
    if pair(q).is_some() { "name_pairs g CROSS JOIN submissions q" } else { "submissions q" }
}

/// What a query asks for, as SQL after `WHERE`.
pub(super) fn conditions(mut s: Sql, q: &QueueQuery) -> Sql {
    s = s.push_bind(" WHERE q.department = ?", q.department.clone());
    if let Some(pair) = pair(q) {
        s = s.push_bind(" AND q.id = g.submission AND g.department = ?", q.department.clone());
        s = s.push_bind(" AND g.pair = ?", pair);
    }
    if let Some(from) = q.arrived_from {
        s = s.push_bind(" AND q.arrived_at >= ?", from);
    }
    if let Some(before) = q.arrived_before {
        s = s.push_bind(" AND q.arrived_at < ?", before);
    }
    if q.stages.is_empty() && q.ended {
        // Whatever its stage.
    } else if q.stages.is_empty() {
        s = s.push(
            " AND q.stage IN ('received', 'accepted', 'in_review', 'awaiting_correction', 'corrected',
              'awaiting_approval')",
        );
    } else {
        s = s.push(" AND q.stage IN (");
        for (i, stage) in q.stages.iter().enumerate() {
            s = s.push_bind(if i == 0 { "?" } else { ", ?" }, stage.as_str());
        }
        s = s.push(")");
    }
    s = match q.holder {
        Holder::Any => s,
        Holder::Nobody => s.push(" AND q.holder IS NULL"),
        Holder::Is(id) => s.push_bind(" AND q.holder = ?", id),
    };
    if let Some(slug) = &q.slug {
        s = s.push_bind(" AND q.slug = ?", slug.as_str());
    }
    if let Some(text) = &q.text {
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        s = s.push_bind(" AND q.search_key LIKE ? ESCAPE '\\'", format!("%{escaped}%"));
    }
    if q.asked {
        s = s.push(" AND q.asked_at IS NOT NULL");
    }
    match q.due {
        Due::Any => s,
        Due::Before(day) => s.push_bind(" AND q.due_on < ?", day),
        Due::On(day) => s.push_bind(" AND q.due_on = ?", day),
    }
}

/// The rows of a query, their holders beside them, in their order, behind `SELECT … FROM `.
pub(super) fn chosen(columns: Sql, q: &QueueQuery) -> Sql {
    let mut s = conditions(columns.push(tables(q)).push(" LEFT JOIN staff h ON h.id = q.holder"), q);
    if let Some(place) = q.after {
        s = beyond(s, q, place, Way::Forth);
    }
    ordered(s, q, Way::Forth).push_bind(" LIMIT ?", q.limit)
}

/// What a row of the queue says.
fn columns() -> Sql {
    sql("SELECT q.id, q.receipt, q.slug, q.version, q.stage, q.applicant_name, q.applicant_kana, q.lang, q.arrived_at,
         q.due_on, q.correction_due, q.holder, h.name AS holder_name, q.asked_at, q.step, q.stage_since, q.revision FROM ")
}

/// A page of the queue, in its order.
///
/// # Errors
/// What the database says.
pub async fn page(reader: &Reader, q: &QueueQuery) -> Result<Vec<QueueRow>> {
    chosen(columns(), q).all(reader).await
}

/// Those of these that are a department's, in whichever stage, oldest arrival first.
///
/// # Errors
/// What the database says.
pub async fn of(
    reader: &Reader,
    department: &DepartmentId,
    receipts: &[ReceiptNumber],
) -> Result<Vec<QueueRow>> {
    if receipts.is_empty() {
        return Ok(vec![]);
    }
    let begun = columns().push("submissions q LEFT JOIN staff h ON h.id = q.holder WHERE q.receipt IN (");
    let listed = receipts.iter().enumerate().fold(begun, |so_far, (n, receipt)| {
        so_far.push_bind(if n == 0 { "?" } else { ", ?" }, receipt.as_str())
    });
    let own = listed.push_bind(") AND q.department = ?", department.clone());
    own.push(" ORDER BY q.arrived_at, q.id").all(reader).await
}

/// How many rows a query has, counted up to `most`: nobody works through more, and counting them all costs what
/// reading them all costs.
///
/// # Errors
/// What the database says.
pub async fn count(reader: &Reader, q: &QueueQuery, most: i64) -> Result<i64> {
    let counted = conditions(sql("SELECT COUNT(*) AS n FROM (SELECT 1 FROM ").push(tables(q)), q);
    let Count(n) = counted.push_bind(" LIMIT ?) t", most).one(reader).await?;
    Ok(n)
}
