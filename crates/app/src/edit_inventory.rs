//! One procedure of the inventory: its page, its history, and an edit.

use std::collections::BTreeMap;

use madoguchi_auth::Deed;
use madoguchi_inventory::{Channel, Fact, Problem, Procedure, changes, dated, edited};
use madoguchi_store::ledger::{self, ChangeRow};
use madoguchi_vocab::{Actor, Date, Instant};

use crate::{App, Result, StaffPerson, Trouble};

/// A change of a procedure.
#[derive(Clone, Debug)]
pub struct Altered {
    /// The version it belongs to.
    pub version: i64,
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: Actor,
    /// Column, what stood there, what stands there; nothing where the procedure was new.
    pub cells: Vec<(String, String, String)>,
}

impl Altered {
    fn of(row: ChangeRow) -> Result<Self> {
        Ok(Self {
            version: row.version,
            at: row.at,
            by: serde_json::from_value(row.actor)?,
            cells: serde_json::from_value(row.cells)?,
        })
    }
}

/// A procedure with its past.
#[derive(Clone, Debug)]
pub struct ProcedurePage {
    /// The procedure.
    pub procedure: Procedure,
    /// How it counts.
    pub fact: Fact,
    /// Its changes, newest first.
    pub past: Vec<Altered>,
    /// The version of its last change: an edit of an older one is refused.
    pub version: i64,
    /// Whether its paper was open on that day.
    pub is_open: bool,
    /// What came for its paper in the last twelve months, by the way it came.
    pub counted: BTreeMap<Channel, u64>,
}

/// What came of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edited {
    /// It stands.
    Saved,
    /// Nothing was said otherwise than it stood.
    Unchanged,
    /// What is wrong, column by column. Nothing was saved.
    Wrong(Vec<Problem>),
}

impl App {
    /// A procedure as it stood on a day, with its changes.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if the inventory does not have it.
    pub async fn procedure(&self, id: &str, as_of: Date) -> Result<ProcedurePage> {
        let page = self.rates(as_of).await?;
        let found = page.procedures.into_iter().zip(page.facts).find(|(p, _)| p.id == id);
        let (procedure, fact) = found.ok_or(Trouble::NotFound)?;
        let past = ledger::changes_of(&self.store().reader(), id).await?;
        let past = past.into_iter().map(Altered::of).collect::<Result<Vec<_>>>()?;
        let counted = match &procedure.paper {
            Some(slug) => {
                let from = Instant::beginning_of(madoguchi_inventory::window(as_of));
                self.counts(from, self.now()).await?.remove(slug).unwrap_or_default()
            }
            None => BTreeMap::new(),
        };
        let is_open = match &procedure.paper {
            Some(slug) => self.open_on(as_of, self.now()).await?.contains(slug),
            None => false,
        };
        let version = past.first().map_or(0, |c| c.version);
        Ok(ProcedurePage { procedure, fact, past, version, is_open, counted })
    }

    /// Changes some cells of a procedure, if nobody has changed it since `version`.
    ///
    /// # Errors
    /// [`Trouble::Overtaken`] if somebody has; [`Trouble::NotFound`] if the inventory does not have it;
    /// [`Trouble::NotAllowed`] if the role may not change the inventory.
    pub async fn edit_procedure(
        &self,
        staff: &StaffPerson,
        id: &str,
        version: i64,
        written: &BTreeMap<String, String>,
    ) -> Result<Edited> {
        staff.must(Deed::EditInventory)?;
        let mut tx = self.store().begin().await?;
        let saving = self.begin_version(&mut tx, staff.actor(), "edit").await?;
        let old = saving.standing.iter().find(|p| p.id == id).cloned().ok_or(Trouble::NotFound)?;
        if ledger::last_changed(&mut tx, id).await? != version {
            return Err(Trouble::Overtaken);
        }
        let known = self.known(&mut tx, saving.standing.clone()).await?;
        let new = match edited(&old, written, &known) {
            Ok((new, _)) => dated(Some(&old), new, known.today),
            Err(problems) => return Ok(Edited::Wrong(problems)),
        };
        let mut changes = changes(&[old], std::slice::from_ref(&new));
        changes.retain(|c| c.id == id);
        if changes.is_empty() {
            return Ok(Edited::Unchanged);
        }
        self.save_version(&mut tx, &saving, &[new], &changes).await?;
        tx.commit().await?;
        Ok(Edited::Saved)
    }
}
