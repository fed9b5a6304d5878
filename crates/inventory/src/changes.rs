//! What a new sheet would change.

use std::collections::BTreeMap;

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
