//! The inventory and its past: every change is part of a version, dated and signed, and any version can be laid open again.

use std::collections::BTreeMap;

use madoguchi_inventory::{Change, ChangeKind, Procedure, stands_since, version_on};
use madoguchi_store::{
    Tx, audit, inventory,
    ledger::{self, ChangeRow, StandingRow},
};
use madoguchi_vocab::{Actor, Date, Instant};
use serde_json::Value;

use crate::{App, Result, Trouble};

/// A version that is being made. Nobody else makes one meanwhile.
pub(crate) struct Saving {
    /// Its number.
    pub(crate) version: i64,
    /// The inventory it is made from.
    pub(crate) standing: Vec<Procedure>,
    at: Instant,
    actor: Value,
}

/// A version of the inventory.
#[derive(Clone, Debug)]
pub struct InventoryVersion {
    /// Its number.
    pub number: i64,
    /// When it was made.
    pub at: Instant,
    /// By whom.
    pub by: Actor,
    /// By what: `import`, `edit`, or `before` for what stood before versions were kept.
    pub what: String,
}

/// The inventory as it stood on a day.
pub(crate) struct Kept {
    /// The version; 0 where versions were not kept yet.
    pub(crate) version: i64,
    /// Its rows.
    pub(crate) procedures: Vec<Procedure>,
}

impl App {
    /// The inventory, in the order of its sheet.
    pub(crate) async fn procedures(&self) -> Result<Vec<Procedure>> {
        read(inventory::procedures(&self.store().reader()).await?)
    }

    /// The inventory as it stood at the end of a day; before it began, as it stood on its first day.
    pub(crate) async fn kept_on(&self, day: Date) -> Result<Kept> {
        let head = ledger::version(&self.store().reader()).await?;
        if day >= self.today() {
            return Ok(Kept { version: head, procedures: self.procedures().await? });
        }
        let made: Vec<_> = self.inventory_versions().await?.iter().map(|v| (v.number, v.at.date())).collect();
        match version_on(&made, day) {
            Some(version) if version != head => {
                Ok(Kept { version, procedures: self.procedures_of(version).await? })
            }
            _ => Ok(Kept { version: head, procedures: self.procedures().await? }),
        }
    }

    /// The inventory as it stood at the end of a day.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn inventory_on(&self, day: Date) -> Result<Vec<Procedure>> {
        Ok(self.kept_on(day).await?.procedures)
    }

    /// The inventory as it was in a version.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn procedures_of(&self, version: i64) -> Result<Vec<Procedure>> {
        read(ledger::procedures_at(&self.store().reader(), version).await?)
    }

    /// The versions of the inventory, oldest first.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn inventory_versions(&self) -> Result<Vec<InventoryVersion>> {
        let rows = ledger::versions(&self.store().reader()).await?;
        rows.into_iter()
            .map(|r| {
                Ok(InventoryVersion {
                    number: r.version,
                    at: r.at,
                    by: serde_json::from_value(r.actor)?,
                    what: r.what,
                })
            })
            .collect()
    }

    pub(crate) async fn begin_version(&self, tx: &mut Tx, by: Actor, what: &str) -> Result<Saving> {
        let (at, actor) = (self.now(), serde_json::to_value(by)?);
        let version = ledger::next_version(tx, at, actor.clone(), what).await?;
        let standing = read(inventory::procedures(&mut *tx).await?)?;
        Ok(Saving { version, standing, at, actor })
    }

    /// Saves the rows that change. What is not among them stays.
    pub(crate) async fn save_version(
        &self,
        tx: &mut Tx,
        saving: &Saving,
        rows: &[Procedure],
        changes: &[Change],
    ) -> Result<()> {
        let rows: BTreeMap<&str, &Procedure> = rows.iter().map(|p| (p.id.as_str(), p)).collect();
        let old: BTreeMap<&str, &Procedure> = saving.standing.iter().map(|p| (p.id.as_str(), p)).collect();
        let mut position = inventory::last_position(tx).await?;
        for change in changes {
            let Some(row) = rows.get(change.id.as_str()) else { continue };
            let (body, cells) = (serde_json::to_value(row)?, cells(change));
            match change.kind {
                ChangeKind::Missing => continue,
                ChangeKind::Changed(_) => inventory::change_procedure(tx, &row.id, body.clone()).await?,
                ChangeKind::Added => {
                    position += 1;
                    inventory::upsert_procedure(tx, &row.id, position, body.clone()).await?;
                }
            }
            let noted = ChangeRow {
                procedure: row.id.clone(),
                version: saving.version,
                at: saving.at,
                actor: saving.actor.clone(),
                cells: serde_json::to_value(cells)?,
            };
            ledger::note_change(tx, noted, body).await?;
            if let Some(since) = stands_since(old.get(row.id.as_str()).copied(), row, saving.at.date()) {
                let standing =
                    StandingRow { procedure: row.id.clone(), since, status: row.status.code().to_owned() };
                ledger::note_standing(tx, &standing, saving.version, saving.at).await?;
            }
        }
        Ok(audit::note(tx, saving.at, saving.actor.clone(), "changed", "inventory").await?)
    }
}

fn cells(change: &Change) -> &[(&'static str, String, String)] {
    match &change.kind {
        ChangeKind::Changed(cells) => cells,
        ChangeKind::Added | ChangeKind::Missing => &[],
    }
}

fn read(rows: Vec<Value>) -> Result<Vec<Procedure>> {
    rows.into_iter().map(serde_json::from_value).collect::<std::result::Result<_, _>>().map_err(Trouble::from)
}
