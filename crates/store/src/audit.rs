//! The trail: who looked at, changed or took away what. Append-only; holds no answers.

use madoguchi_vocab::{Instant, StaffId};
use serde_json::Value;

use crate::{
    Reader, Result, Tx,
    dialect::{FromRow, Row, Sql, sql},
};

/// A line of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailRow {
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Value,
    /// Did what.
    pub verb: String,
    /// To what: a receipt number, a paper, an export.
    pub object: String,
    /// Why, where a reason was asked.
    pub reason: String,
    /// Its place in the trail.
    pub seq: i64,
}

impl FromRow for TrailRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            at: row.get("at")?,
            actor: row.get("actor")?,
            verb: row.get("verb")?,
            object: row.get("object")?,
            reason: row.get("reason")?,
            seq: row.get("seq")?,
        })
    }
}

/// Notes a deed.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, at: Instant, actor: Value, verb: &str, object: &str) -> Result<()> {
    note_why(tx, at, actor, verb, object, "").await
}

/// Notes a deed and its reason.
///
/// # Errors
/// What the database says.
pub async fn note_why(
    tx: &mut Tx,
    at: Instant,
    actor: Value,
    verb: &str,
    object: &str,
    reason: &str,
) -> Result<()> {
    let staff = actor.get("id").and_then(Value::as_str).and_then(|id| id.parse::<StaffId>().ok());
    sql("INSERT INTO audit (at, actor, verb, object, staff, reason) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(at)
        .bind(actor)
        .bind(verb)
        .bind(object)
        .bind(staff)
        .bind(reason)
        .run(tx)
        .await?;
    Ok(())
}

const LINE: &str = "SELECT seq, at, actor, verb, object, reason FROM audit";

/// Which lines are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailQuery {
    /// From this moment.
    pub from: Option<Instant>,
    /// Before this moment.
    pub until: Option<Instant>,
    /// By this person.
    pub staff: Option<StaffId>,
    /// Done to one of these; empty for anything.
    pub objects: Vec<String>,
    /// One of these deeds; empty for all.
    pub verbs: Vec<String>,
    /// Older than this line.
    pub after: Option<i64>,
}

fn asked(begun: Sql, q: &TrailQuery) -> Sql {
    let mut s = begun.push(" WHERE TRUE");
    if let Some(from) = q.from {
        s = s.push_bind(" AND a.at >= ?", from);
    }
    if let Some(until) = q.until {
        s = s.push_bind(" AND a.at < ?", until);
    }
    if let Some(staff) = q.staff {
        s = s.push_bind(" AND a.staff = ?", staff);
    }
    for (begun, any) in [(" AND a.object IN (?", &q.objects), (" AND a.verb IN (?", &q.verbs)] {
        for (n, one) in any.iter().enumerate() {
            s = s.push_bind(if n == 0 { begun } else { ", ?" }, one.as_str());
        }
        s = if any.is_empty() { s } else { s.push(")") };
    }
    s
}

/// A page of the trail, newest first.
///
/// # Errors
/// What the database says.
pub async fn page(reader: &Reader, q: &TrailQuery, limit: i64) -> Result<Vec<TrailRow>> {
    let mut s = asked(sql("SELECT a.seq, a.at, a.actor, a.verb, a.object, a.reason FROM audit a"), q);
    if let Some(after) = q.after {
        s = s.push_bind(" AND a.seq < ?", after);
    }
    s.push_bind(" ORDER BY a.seq DESC LIMIT ?", limit).all(reader).await
}

/// How many people's data an account has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Persons {
    /// Whose account.
    pub staff: StaffId,
    /// How many people applied with what was opened, counted once each.
    pub persons: i64,
    /// How many submissions that were.
    pub submissions: i64,
}

impl FromRow for Persons {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            staff: row.get("staff")?,
            persons: row.get("persons")?,
            submissions: row.get("submissions")?,
        })
    }
}

/// How many people's data each account has seen, one by one; what was taken away in lists is in lines of their own. The
/// same name, reading and mail is the same person: nothing better is known of people who do not sign in. Of what was
/// disposed of nothing is known, so each counts.
///
/// # Errors
/// What the database says.
pub async fn persons(reader: &Reader, q: &TrailQuery) -> Result<Vec<Persons>> {
    asked(
        sql("SELECT a.staff, COUNT(DISTINCT s.receipt) AS submissions, COUNT(DISTINCT CASE WHEN s.disposed_at IS NOT NULL
             THEN s.receipt ELSE s.applicant_name || '/' || s.applicant_kana || '/' || COALESCE(s.email, '') END) AS persons
             FROM audit a JOIN submissions s ON s.receipt = a.object"),
        q,
    )
    .push(" AND a.staff IS NOT NULL GROUP BY a.staff ORDER BY persons DESC, a.staff")
    .all(reader)
    .await
}

/// The latest lines, newest first.
///
/// # Errors
/// What the database says.
pub async fn latest(reader: &Reader, limit: i64) -> Result<Vec<TrailRow>> {
    sql(LINE).push_bind(" ORDER BY seq DESC LIMIT ?", limit).all(reader).await
}

/// What was done to one object, newest first; at most `limit` lines.
///
/// # Errors
/// What the database says.
pub async fn of_object(reader: &Reader, object: &str, limit: i64) -> Result<Vec<TrailRow>> {
    sql(LINE)
        .push_bind(" WHERE object = ?", object)
        .push_bind(" ORDER BY seq DESC LIMIT ?", limit)
        .all(reader)
        .await
}
