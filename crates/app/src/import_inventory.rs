//! The inventory comes in as a file: shown first, saved when told to, as a whole or not at all.

use std::collections::BTreeMap;

use madoguchi_auth::Deed;
use madoguchi_inventory::{Change, ChangeKind, Format, Known, Problem, Procedure, changes, dated, take};
use madoguchi_store::{On, StoreError, inventory};
use madoguchi_vocab::{Actor, Instant};

use crate::{App, Result, StaffPerson, Trouble};

/// What a file would change.
#[derive(Clone, Debug)]
pub struct ImportPreview {
    /// What kind of file it is.
    pub format: Format,
    /// What would change.
    pub changes: Vec<Change>,
    /// What is wrong. As long as there is anything, nothing is saved.
    pub problems: Vec<Problem>,
    /// What is odd.
    pub warnings: Vec<Problem>,
    /// How many rows were read.
    pub rows: usize,
}

impl App {
    /// Says what a file would change. Saves nothing.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn preview_import(&self, bytes: &[u8]) -> Result<ImportPreview> {
        let known = self.known(&self.store().reader(), self.procedures().await?).await?;
        Ok(compare(bytes, known).0)
    }

    /// Saves a file, unless there is anything wrong with it.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may not change the inventory.
    pub async fn import(&self, staff: &StaffPerson, bytes: &[u8]) -> Result<ImportPreview> {
        staff.must(Deed::EditInventory)?;
        self.save_file(staff.actor(), bytes).await
    }

    /// As [`App::import`], for the operator at the command line.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn import_as_operator(&self, bytes: &[u8]) -> Result<ImportPreview> {
        self.save_file(Actor::System, bytes).await
    }

    /// Says what a file would change and lays it aside, so that nothing has to be sent twice: the moment says which it is.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may not change the inventory.
    pub async fn lay_aside(&self, staff: &StaffPerson, bytes: &[u8]) -> Result<(ImportPreview, Instant)> {
        staff.must(Deed::EditInventory)?;
        let known = self.known(&self.store().reader(), self.procedures().await?).await?;
        let (preview, rows) = compare(bytes, known);
        let now = self.now();
        if preview.problems.is_empty() {
            let content = madoguchi_inventory::write(&rows);
            let mut tx = self.store().begin().await?;
            inventory::lay_aside(&mut tx, staff.id, now, &String::from_utf8_lossy(&content)).await?;
            tx.commit().await?;
        }
        Ok((preview, now))
    }

    /// Saves the file that was laid aside at that moment.
    ///
    /// # Errors
    /// [`Trouble::Overtaken`] if it was saved already or another one was laid aside since;
    /// [`Trouble::NotAllowed`] if the role may not change the inventory.
    pub async fn import_laid_aside(&self, staff: &StaffPerson, at: Instant) -> Result<ImportPreview> {
        staff.must(Deed::EditInventory)?;
        let mut tx = self.store().begin().await?;
        let content = match inventory::take_up(&mut tx, staff.id, at).await {
            Err(StoreError::NotFound) => return Err(Trouble::Overtaken),
            found => found?,
        };
        tx.commit().await?;
        self.save_file(staff.actor(), content.as_bytes()).await
    }

    /// What has to be known to read a file or an edit; in a transaction, as nobody who saves an inventory
    /// changes it until the commit.
    pub(crate) async fn known(&self, on: impl Into<On<'_>>, procedures: Vec<Procedure>) -> Result<Known> {
        let departments = self.departments().iter().map(|d| d.id.clone()).collect();
        Ok(Known {
            founded: self.settings().founded,
            today: self.today(),
            closed: self.closed(on).await?,
            procedures,
            ..Known::of(departments)
        })
    }

    async fn save_file(&self, by: Actor, bytes: &[u8]) -> Result<ImportPreview> {
        let mut tx = self.store().begin().await?;
        let saving = self.begin_version(&mut tx, by, "import").await?;
        let (preview, rows) = compare(bytes, self.known(&mut tx, saving.standing.clone()).await?);
        if preview.problems.is_empty() && preview.changes.iter().any(|c| c.kind != ChangeKind::Missing) {
            self.save_version(&mut tx, &saving, &rows, &preview.changes).await?;
            tx.commit().await?;
        }
        Ok(preview)
    }
}

fn compare(bytes: &[u8], known: Known) -> (ImportPreview, Vec<Procedure>) {
    let sheet = take(bytes, &known);
    let old: BTreeMap<&str, &Procedure> = known.procedures.iter().map(|p| (p.id.as_str(), p)).collect();
    let settled = |new: Procedure| dated(old.get(new.id.as_str()).copied(), new, known.today);
    let rows: Vec<Procedure> = sheet.rows.into_iter().map(settled).collect();
    let mut changes = changes(&known.procedures, &rows);
    // The files of others never held all of the city's procedures.
    changes.retain(|c| sheet.format == Format::Own || c.kind != ChangeKind::Missing);
    let preview = ImportPreview {
        format: sheet.format,
        changes,
        problems: sheet.problems,
        warnings: sheet.warnings,
        rows: rows.len(),
    };
    (preview, rows)
}
