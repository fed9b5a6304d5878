//! The inventory comes in as a file: shown first, saved when told to, as a whole or not at all.

use std::collections::BTreeMap;

use madoguchi_auth::Deed;
use madoguchi_inventory::{Change, ChangeKind, Problem, Procedure, changes, read};
use madoguchi_store::{audit, inventory};
use madoguchi_vocab::Actor;

use crate::{App, Result, StaffPerson};

/// What a file would change.
#[derive(Clone, Debug)]
pub struct ImportPreview {
    /// What would change.
    pub changes: Vec<Change>,
    /// What is wrong. As long as there is anything, nothing is saved.
    pub problems: Vec<Problem>,
    /// How many rows were read.
    pub rows: usize,
}

impl App {
    /// Says what a file would change. Saves nothing.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn preview_import(&self, bytes: &[u8]) -> Result<ImportPreview> {
        Ok(self.compare(bytes).await?.0)
    }

    /// Saves a file, unless there is anything wrong with it.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role may not change the inventory.
    pub async fn import(&self, staff: &StaffPerson, bytes: &[u8]) -> Result<ImportPreview> {
        staff.must(Deed::EditInventory)?;
        self.save(staff.actor(), bytes).await
    }

    /// As [`App::import`], for the operator at the command line.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn import_as_operator(&self, bytes: &[u8]) -> Result<ImportPreview> {
        self.save(Actor::System, bytes).await
    }

    /// A file in our own spelling (UTF-8, our columns), so that what was shown can be sent back and saved.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn respell(&self, bytes: &[u8]) -> Result<String> {
        let (_, rows) = self.compare(bytes).await?;
        Ok(String::from_utf8_lossy(&madoguchi_inventory::write(&rows)).into_owned())
    }

    async fn compare(&self, bytes: &[u8]) -> Result<(ImportPreview, Vec<Procedure>)> {
        let departments = self.departments().iter().map(|d| d.id.clone()).collect();
        let sheet = read(bytes, &departments);
        let changes = changes(&self.procedures().await?, &sheet.rows);
        let rows = sheet.rows.len();
        Ok((ImportPreview { changes, problems: sheet.problems, rows }, sheet.rows))
    }

    async fn save(&self, by: Actor, bytes: &[u8]) -> Result<ImportPreview> {
        let (preview, rows) = self.compare(bytes).await?;
        if !preview.problems.is_empty() {
            return Ok(preview);
        }
        let (now, actor) = (self.now(), serde_json::to_value(by)?);
        let changed: BTreeMap<&str, &Change> = preview
            .changes
            .iter()
            .filter(|c| c.kind != ChangeKind::Missing)
            .map(|c| (c.id.as_str(), c))
            .collect();
        let mut tx = self.store().begin().await?;
        for (position, row) in (0..).zip(&rows) {
            inventory::upsert_procedure(&mut tx, &row.id, position, serde_json::to_value(row)?).await?;
            let Some(change) = changed.get(row.id.as_str()) else { continue };
            let cells: Vec<_> = match &change.kind {
                ChangeKind::Changed(cells) => cells.clone(),
                ChangeKind::Added | ChangeKind::Missing => vec![],
            };
            inventory::note_change(&mut tx, &row.id, now, actor.clone(), serde_json::to_value(&cells)?)
                .await?;
            let new_status =
                change.kind == ChangeKind::Added || cells.iter().any(|(c, ..)| c.starts_with("status"));
            // A status without a date of its own holds from today; before that it was as the past says.
            let since = row.status_since.or((change.kind != ChangeKind::Added).then(|| now.date()));
            if let Some(since) = since.filter(|_| new_status) {
                inventory::note_standing(&mut tx, &row.id, since, row.status.code(), now).await?;
            }
        }
        audit::note(&mut tx, now, actor, "imported", "inventory").await?;
        tx.commit().await?;
        Ok(preview)
    }
}
