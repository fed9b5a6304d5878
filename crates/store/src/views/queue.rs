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
    /// In whose hands.
    pub holder: Holder,
    /// One paper only.
    pub slug: Option<String>,
    /// Words of the name, its reading or the receipt number, folded as a search key.
    pub text: Option<String>,
    /// By when.
    pub due: Due,
    /// One way by which it came only.
    pub channel: Option<String>,
    /// Arrived at this moment or later.
    pub since: Option<Instant>,
    /// Arrived before this moment.
    pub until: Option<Instant>,
    /// Only those with this mark.
    pub mark: Option<Marked>,
    /// Only those with a notice that is still to be sent on paper.
    pub to_post: bool,
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
            holder: Holder::Any,
            slug: None,
            text: None,
            due: Due::Any,
            channel: None,
            since: None,
            until: None,
            mark: None,
            to_post: false,
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
    /// From this day to that one.
    Between(Date, Date),
}

/// Something to be seen of a row that rows can be chosen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marked {
    /// A question of the resident waits.
    Asked,
    /// The resident reads another language than Japanese, or easy Japanese.
    Foreign,
    /// Somebody acts for the applicant.
    ByProxy,
    /// Something was handed in with it.
    Files,
    /// Nobody has looked at it.
    Unread,
    /// This person has not looked at it.
    UnreadBy(StaffId),
    /// It has changed since this person looked.
    ChangedFor(StaffId),
}

/// The channel of what residents submit themselves.
const ONLINE: &str = "online";

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
    /// Whether somebody acts for them.
    pub by_proxy: bool,
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
            by_proxy: row.get("by_proxy")?,
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

/// What is few and leads to the rows.
#[derive(PartialEq, Eq)]
enum Lead {
    Pair(String),
    Looks(StaffId),
    Notices,
    Nothing,
}

fn lead(q: &QueueQuery) -> Lead {
    match (pair(q), q.mark) {
        (Some(pair), _) => Lead::Pair(pair),
        (None, Some(Marked::ChangedFor(staff))) => Lead::Looks(staff),
        _ if q.to_post => Lead::Notices,
        _ => Lead::Nothing,
    }
}

/// Where the rows come from. A cross join says in which order: what leads to them first, the rows then.
pub(super) fn tables(q: &QueueQuery) -> &'static str {
    match lead(q) {
        Lead::Pair(_) => "name_pairs g CROSS JOIN submissions q",
        Lead::Looks(_) => "looks l CROSS JOIN submissions q",
        Lead::Notices => "documents d CROSS JOIN submissions q",
        Lead::Nothing => "submissions q",
    }
}

/// What a query asks for, as SQL after `WHERE`.
pub(super) fn conditions(mut s: Sql, q: &QueueQuery) -> Sql {
    s = s.push_bind(" WHERE q.department = ?", q.department.clone());
    s = led(s, q);
    if q.stages.is_empty() {
        s = s.push(if q.ended { EVER } else { OPEN });
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
    s = match q.due {
        Due::Any => s,
        Due::Before(day) => s.push_bind(" AND COALESCE(q.due_on, {never}) < ?", day),
        Due::Between(from, until) => s
            .push_bind(" AND COALESCE(q.due_on, {never}) >= ?", from)
            .push_bind(" AND COALESCE(q.due_on, {never}) <= ?", until),
    };
    if let Some(since) = q.since {
        s = s.push_bind(" AND q.arrived_at >= ?", since);
    }
    if let Some(until) = q.until {
        s = s.push_bind(" AND q.arrived_at < ?", until);
    }
    s = marked(s, q);
    match q.channel.as_deref() {
        None => s,
        Some(ONLINE) => s.push(" AND q.channel = 'online'"),
        // Said twice so that the index of those few is used.
        Some(other) => s.push_bind(" AND q.channel <> 'online' AND q.channel = ?", other),
    }
}

/// Everything that is not final; word by word as the indexes say it.
pub(super) const OPEN: &str =
    " AND q.stage IN ('received', 'accepted', 'in_review', 'awaiting_correction', 'corrected',
      'awaiting_approval')";

/// Everything, in whichever stage: what the index over all of it says.
const EVER: &str = " AND q.stage <> ''";

/// How the rows hang on what leads to them.
fn led(s: Sql, q: &QueueQuery) -> Sql {
    match lead(q) {
        Lead::Nothing => s,
        Lead::Pair(pair) => s
            .push_bind(" AND q.id = g.submission AND g.department = ?", q.department.clone())
            .push_bind(" AND g.pair = ?", pair),
        Lead::Looks(staff) => {
            s.push_bind(" AND q.id = l.submission AND l.revision < q.revision AND l.staff = ?", staff)
        }
        Lead::Notices => s.push(
            " AND q.id = d.submission AND d.kind = 'notice' AND d.by_post AND d.posted_on IS NULL
              AND d.superseded_by IS NULL",
        ),
    }
}

/// What is asked about other tables, unless it leads to the rows already; and about few rows that have an index.
fn marked(s: Sql, q: &QueueQuery) -> Sql {
    let lead = lead(q);
    let s = if q.to_post && lead != Lead::Notices {
        s.push(
            " AND EXISTS (SELECT 1 FROM documents d WHERE d.submission = q.id AND d.kind = 'notice' AND d.by_post
                          AND d.posted_on IS NULL AND d.superseded_by IS NULL)",
        )
    } else {
        s
    };
    match q.mark {
        None => s,
        // No question is older than the machine; said like this its index is used.
        Some(Marked::Asked) => s.push_bind(" AND q.asked_at >= ?", Instant::from_utc(chrono::DateTime::UNIX_EPOCH)),
        Some(Marked::Foreign) => s.push(" AND q.lang <> 'ja' AND (q.lang <> 'ja') = TRUE"),
        Some(Marked::ByProxy) => s.push(" AND q.by_proxy AND q.by_proxy = TRUE"),
        Some(Marked::Files) => s.push(" AND EXISTS (SELECT 1 FROM files f WHERE f.submission = q.id)"),
        Some(Marked::Unread) => s.push(" AND NOT EXISTS (SELECT 1 FROM looks l WHERE l.submission = q.id)"),
        Some(Marked::UnreadBy(staff)) => s.push_bind(
            " AND NOT EXISTS (SELECT 1 FROM looks l WHERE l.submission = q.id AND l.staff = ?)",
            staff,
        ),
        Some(Marked::ChangedFor(_)) if matches!(lead, Lead::Looks(_)) => s,
        Some(Marked::ChangedFor(staff)) => s.push_bind(
            " AND EXISTS (SELECT 1 FROM looks l WHERE l.submission = q.id AND l.revision < q.revision AND l.staff = ?)",
            staff,
        ),
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
pub(super) fn page_columns() -> &'static str {
    "SELECT q.id, q.receipt, q.slug, q.version, q.stage, q.applicant_name, q.applicant_kana, q.lang, q.arrived_at,
         q.due_on, q.correction_due, q.holder, h.name AS holder_name, q.asked_at, q.step, q.stage_since, q.revision, q.by_proxy
     FROM "
}

/// A page of the queue, in its order.
///
/// # Errors
/// What the database says.
pub async fn page(reader: &Reader, q: &QueueQuery) -> Result<Vec<QueueRow>> {
    chosen(sql(page_columns()), q).all(reader).await
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
    let begun =
        sql(page_columns()).push("submissions q LEFT JOIN staff h ON h.id = q.holder WHERE q.receipt IN (");
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

/// How many rows each of several queries has, counted up to `most`, asked in one go.
///
/// # Errors
/// What the database says.
pub async fn counts(reader: &Reader, queries: &[QueueQuery], most: i64) -> Result<Vec<i64>> {
    if queries.is_empty() {
        return Ok(vec![]);
    }
    let mut s = sql("");
    for (nth, q) in (0_i64..).zip(queries) {
        let begun =
            s.push_bind(if nth == 0 { "SELECT ? AS nth, " } else { " UNION ALL SELECT ? AS nth, " }, nth);
        let counted = conditions(begun.push("(SELECT COUNT(*) FROM (SELECT 1 FROM ").push(tables(q)), q);
        s = counted.push_bind(" LIMIT ?) t) AS n", most);
    }
    let found: Vec<Count> = s.push(" ORDER BY nth").all(reader).await?;
    Ok(found.into_iter().map(|Count(n)| n).collect())
}
