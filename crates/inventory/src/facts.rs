//! What the rates are computed from: for each procedure, how it stands on a day, and its volume.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_vocab::{Date, DepartmentId, Slug};
use serde::{Deserialize, Serialize};

use crate::procedure::{Level, Procedure, Status};

/// How a procedure counts on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Can be done online.
    Able,
    /// 一部: can be done online in part; how it counts is a rule of its own.
    Partly,
    /// Cannot.
    NotYet,
    /// Left out of the rates, with the reason (適用除外, 市の手続きではない, その他).
    Excluded(String),
    /// The city has no such procedure: left out.
    NoScheme,
}

/// One procedure on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who answers for it.
    pub department: DepartmentId,
    /// How it counts.
    pub standing: Standing,
    /// All of a year; unknown is not zero.
    pub total: Option<u64>,
    /// Of these online.
    pub online: Option<u64>,
}

/// From a day on, a procedure stood so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusChange {
    /// Its id.
    pub procedure: String,
    /// How.
    pub status: Status,
    /// From this day.
    pub since: Date,
}

/// How every procedure stands on `as_of`, given the inventory as it was kept on that day, the papers that were open then,
/// and since when what has held as far as is known now.
///
/// A procedure whose paper is open is able, whatever its row says. A procedure with a recorded past stands as
/// the last change up to that day says. Before its first change it was not yet online where a later change made it what its row
/// says; else it stands as its row says, as one without any past does.
pub fn facts(
    procedures: &[Procedure],
    open: &BTreeSet<Slug>,
    as_of: Date,
    past: &[StatusChange],
) -> Vec<Fact> {
    let mut by_procedure: BTreeMap<&str, Vec<&StatusChange>> = BTreeMap::new();
    for change in past {
        by_procedure.entry(&change.procedure).or_default().push(change);
    }
    procedures
        .iter()
        .map(|p| {
            let changes = by_procedure.get(p.id.as_str()).map_or(&[][..], Vec::as_slice);
            let open_here = p.paper.as_ref().is_some_and(|s| open.contains(s));
            let standing = standing(p, status_on(p, changes, as_of), open_here);
            // The volume of a year in which it was online says nothing about a day before that.
            let not_yet_then =
                standing == Standing::NotYet && matches!(p.status, Status::Online | Status::Partial);
            Fact {
                id: p.id.clone(),
                name: p.name.clone(),
                department: p.department.clone(),
                standing,
                total: p.volume.total,
                online: if not_yet_then { Some(0) } else { p.volume.online },
            }
        })
        .collect()
}

fn status_on(p: &Procedure, changes: &[&StatusChange], as_of: Date) -> Status {
    if let Some(last) = changes.iter().filter(|c| c.since <= as_of).max_by_key(|c| c.since) {
        return last.status;
    }
    // What is left out by its nature was so before anybody wrote it down.
    let began_later = !p.status.needs_reason()
        && (p.status_since.is_some_and(|since| since > as_of)
            || changes.iter().any(|c| c.status == p.status));
    if began_later { Status::NotYet } else { p.status }
}

fn standing(p: &Procedure, status: Status, open_here: bool) -> Standing {
    let reason = || p.left_out.map_or_else(|| p.reason.clone(), |l| l.label().to_owned());
    if p.level != Level::City {
        return Standing::Excluded("市の手続きではない".to_owned());
    }
    match status {
        Status::NoScheme => Standing::NoScheme,
        Status::Excluded | Status::Other => Standing::Excluded(reason()),
        _ if open_here || status == Status::Online => able(p),
        Status::Partial => Standing::Partly,
        Status::Online | Status::NotYet | Status::Designing | Status::Trial => Standing::NotYet,
    }
}

/// Online, as far as it ever can be.
fn able(p: &Procedure) -> Standing {
    if p.partly_by_design { Standing::Partly } else { Standing::Able }
}
