//! What a new sheet would change.

use std::collections::BTreeMap;

use madoguchi_vocab::Date;

use crate::{
    procedure::Procedure,
    sheet::{COLUMNS, cells},
};

/// A change to one procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What changes.
    pub kind: ChangeKind,
}

/// What changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// Column, what stands there, what would stand there.
    Changed(Vec<(&'static str, String, String)>),
    /// It stands in the inventory but not in the sheet. Nothing is done to it.
    Missing,
}

/// What would change, in the order of the sheet; what the sheet lacks comes last.
pub fn changes(now: &[Procedure], sheet: &[Procedure]) -> Vec<Change> {
    let known: BTreeMap<&str, &Procedure> = now.iter().map(|p| (p.id.as_str(), p)).collect();
    let change = |p: &Procedure, kind| Change { id: p.id.clone(), name: p.name.clone(), kind };
    let mut out: Vec<Change> = sheet
        .iter()
        .filter_map(|new| match known.get(new.id.as_str()) {
            None => Some(change(new, ChangeKind::Added)),
            Some(old) => {
                let differing: Vec<_> = COLUMNS
                    .iter()
                    .zip(cells(old).into_iter().zip(cells(new)))
                    .filter(|(_, (before, after))| before != after)
                    .map(|(column, (before, after))| (*column, before, after))
                    .collect();
                (!differing.is_empty()).then(|| change(new, ChangeKind::Changed(differing)))
            }
        })
        .collect();
    let in_sheet: std::collections::BTreeSet<&str> = sheet.iter().map(|p| p.id.as_str()).collect();
    out.extend(
        now.iter().filter(|p| !in_sheet.contains(p.id.as_str())).map(|p| change(p, ChangeKind::Missing)),
    );
    out
}

/// A procedure as it would be kept: where it came to stand otherwise and the day since when did not move with it, it stands so
/// from today.
pub fn dated(old: Option<&Procedure>, mut new: Procedure, today: Date) -> Procedure {
    let stale = old.is_some_and(|o| o.status != new.status && o.status_since == new.status_since);
    if stale && new.status_since.is_some() {
        new.status_since = Some(today);
    }
    new
}

/// Since when a procedure that was changed has stood as it does, if that is news. One that is new to the inventory and says
/// no day stands as its row says.
pub fn stands_since(old: Option<&Procedure>, new: &Procedure, today: Date) -> Option<Date> {
    match old {
        Some(o) if o.status == new.status && o.status_since == new.status_since => None,
        Some(_) => Some(new.status_since.unwrap_or(today)),
        None => new.status_since,
    }
}
