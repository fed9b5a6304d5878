//! A number that is published is frozen, so that it can be derived again however the inventory goes on.

use madoguchi_auth::Deed;
use madoguchi_inventory::{Derived, Frozen, FrozenRate, rates};
use madoguchi_store::{
    audit,
    ledger::{self, SnapshotRow},
};
use madoguchi_vocab::{Actor, Date, Instant, normalise};

use crate::{
    App, Result, StaffPerson, Trouble,
    rates::{Knowing, RatesPage},
};

/// A number as it was published.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Its number, from 1.
    pub number: i64,
    /// What it was published for.
    pub name: String,
    /// When it was frozen.
    pub at: Instant,
    /// By whom.
    pub by: Actor,
    /// The day it is about.
    pub as_of: Date,
    /// The rates as they were shown.
    pub rates: Vec<FrozenRate>,
}

impl Snapshot {
    fn of(row: SnapshotRow) -> Result<Self> {
        Ok(Self {
            number: row.number,
            name: row.name,
            at: row.at,
            by: serde_json::from_value(row.actor)?,
            as_of: row.as_of,
            rates: serde_json::from_value(row.rates)?,
        })
    }
}

/// A published number, opened.
#[derive(Clone, Debug)]
pub struct OpenedSnapshot {
    /// The number.
    pub snapshot: Snapshot,
    /// What it was computed from.
    pub frozen: Frozen,
    /// What deriving it again gives now.
    pub derived: Derived,
}

impl OpenedSnapshot {
    /// The rates with their rows, as the present definitions make them of the frozen rows.
    pub fn page(&self) -> RatesPage {
        let Frozen { facts, rule, as_of, .. } = self.frozen.clone();
        RatesPage { rates: rates(&facts, rule, as_of), facts, procedures: vec![], as_of, rule }
    }
}

impl App {
    /// Freezes the rates of a day.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may not change the inventory; [`Trouble::NotFound`] for a day that is to come or a
    /// name that says nothing.
    pub async fn freeze(&self, staff: &StaffPerson, name: &str, as_of: Date) -> Result<i64> {
        staff.must(Deed::EditInventory)?;
        self.freeze_by(staff.actor(), name, as_of).await
    }

    /// As [`App::freeze`], for the operator at the command line.
    ///
    /// # Errors
    /// As there.
    pub async fn freeze_as_operator(&self, name: &str, as_of: Date) -> Result<i64> {
        self.freeze_by(Actor::System, name, as_of).await
    }

    async fn freeze_by(&self, by: Actor, name: &str, as_of: Date) -> Result<i64> {
        let name = normalise::name(name);
        if name.is_empty() || as_of > self.today() {
            return Err(Trouble::NotFound);
        }
        let (now, actor) = (self.now(), serde_json::to_value(by)?);
        let known = ledger::version(&self.store().reader()).await?;
        let kept = self.kept_on(as_of).await?;
        // Somebody changed the inventory between the two looks: the versions tell which rows are meant.
        let procedures =
            if kept.version > known { self.procedures_of(known).await? } else { kept.procedures };
        let dataset = kept.version.min(known);
        let (_, facts) = self.facts_of(procedures, as_of, Knowing { version: known, moment: now }).await?;
        let frozen = Frozen::new(facts, self.settings().partial_rule, as_of, dataset, known);
        let row = SnapshotRow {
            number: 0,
            name,
            at: now,
            actor: actor.clone(),
            as_of,
            rates: serde_json::to_value(&frozen.rates)?,
        };
        let mut tx = self.store().begin().await?;
        let number = ledger::keep_snapshot(&mut tx, row, serde_json::to_value(&frozen)?).await?;
        audit::note(&mut tx, now, actor, "froze", &format!("rates {number}")).await?;
        tx.commit().await?;
        Ok(number)
    }

    /// The numbers that were published, newest first.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn snapshots(&self) -> Result<Vec<Snapshot>> {
        ledger::snapshots(&self.store().reader()).await?.into_iter().map(Snapshot::of).collect()
    }

    /// Opens one and derives it again from the history of the inventory.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is none of that number.
    pub async fn snapshot(&self, number: i64) -> Result<OpenedSnapshot> {
        let reader = self.store().reader();
        let snapshot = Snapshot::of(ledger::snapshot(&reader, number).await?)?;
        let frozen: Frozen = serde_json::from_value(ledger::snapshot_body(&reader, number).await?)?;
        let procedures = self.procedures_of(frozen.dataset).await?;
        let knowing = Knowing { version: frozen.known, moment: snapshot.at };
        let (_, again) = self.facts_of(procedures, frozen.as_of, knowing).await?;
        let derived = frozen.derive(&again);
        Ok(OpenedSnapshot { snapshot, frozen, derived })
    }
}
