//! In which order a queue stands, and what lies behind or before a place in it. Every order ends with the id, so that no
//! two rows share a place, and has an index.

use madoguchi_vocab::{Date, Instant, SubmissionId};
use serde::{Deserialize, Serialize};

use super::{
    queue::{QueueQuery, QueueRow, pair},
    sheet::SheetRow,
};
use crate::dialect::Sql;

/// By what rows are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The oldest arrival first.
    #[default]
    Oldest,
    /// The newest arrival first.
    Newest,
    /// The next to be due first; what has no day is last.
    Due,
}

/// Where a row stands in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// 到達
    pub arrived_at: Instant,
    /// By when a decision is expected.
    pub due_on: Option<Date>,
    /// Which.
    pub id: SubmissionId,
}

impl From<&SheetRow> for Place {
    fn from(row: &SheetRow) -> Self {
        Self { arrived_at: row.arrived_at, due_on: row.due_on, id: row.id }
    }
}

impl From<&QueueRow> for Place {
    fn from(row: &QueueRow) -> Self {
        Self { arrived_at: row.arrived_at, due_on: row.due_on, id: row.id }
    }
}

/// Which way one looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Forth,
    Back,
}

/// The columns of an order, and whether they grow.
fn order(q: &QueueQuery) -> (&'static str, &'static str, bool) {
    match (q.sort, pair(q).is_some()) {
        (Sort::Oldest, false) => ("q.arrived_at", "q.id", true),
        (Sort::Newest, false) => ("q.arrived_at", "q.id", false),
        // Where rows are found by a pair of letters, its own index has their order.
        (Sort::Oldest, true) => ("g.arrived_at", "g.submission", true),
        (Sort::Newest, true) => ("g.arrived_at", "g.submission", false),
        (Sort::Due, _) => ("COALESCE(q.due_on, {never})", "q.id", true),
    }
}

/// Only what lies beyond a place.
pub(super) fn beyond(s: Sql, q: &QueueQuery, place: Place, way: Way) -> Sql {
    let (key, id, grows) = order(q);
    let sign = if grows == (way == Way::Forth) { ">" } else { "<" };
    let s = s.push(" AND (").push(key).push(", ").push(id).push(") ").push(sign).push(" (");
    let s = match (q.sort, place.due_on) {
        (Sort::Oldest | Sort::Newest, _) => s.push_bind("?", place.arrived_at),
        (Sort::Due, Some(day)) => s.push_bind("?", day),
        (Sort::Due, None) => s.push("{never}"),
    };
    s.push_bind(", ?)", place.id)
}

/// In the order of the query, or against it.
pub(super) fn ordered(s: Sql, q: &QueueQuery, way: Way) -> Sql {
    let (key, id, grows) = order(q);
    let way = if grows == (way == Way::Forth) { "" } else { " DESC" };
    s.push(" ORDER BY ").push(key).push(way).push(", ").push(id).push(way)
}
