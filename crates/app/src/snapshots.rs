//! A number that is published is frozen, so that it can be derived again however the inventory goes on.

use madoguchi_auth::Deed;
use madoguchi_inventory::{Derived, Frozen, FrozenRate, rates};
use madoguchi_store::{
    StoreError, audit,
    ledger::{self, SnapshotRow, WithdrawalRow},
};
use madoguchi_vocab::{Actor, Date, Instant, normalise};
use sha2::{Digest, Sha256};

use crate::{
    App, Result, StaffPerson, Trouble,
    rates::{Knowing, RatesPage},
};

/// The longest reason for a withdrawal, in letters: it is published.
const LONGEST_REASON: usize = 500;

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
    /// That it was withdrawn, if it was.
    pub withdrawn: Option<Withdrawal>,
}

/// That a published number was withdrawn. The number stays, and so does this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: Actor,
    /// Why, as everybody may read it.
    pub reason: String,
}

impl Withdrawal {
    fn of(row: WithdrawalRow) -> Result<Self> {
        Ok(Self { at: row.at, by: serde_json::from_value(row.actor)?, reason: row.reason })
    }
}

impl Snapshot {
    fn of(row: SnapshotRow, withdrawn: &[WithdrawalRow]) -> Result<Self> {
        let withdrawn = withdrawn.iter().find(|w| w.number == row.number).cloned();
        Ok(Self {
            withdrawn: withdrawn.map(Withdrawal::of).transpose()?,
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
        page_of(&self.frozen)
    }
}

fn page_of(frozen: &Frozen) -> RatesPage {
    let Frozen { facts, rule, as_of, .. } = frozen.clone();
    RatesPage { rates: rates(&facts, rule, as_of), facts, procedures: vec![], as_of, rule }
}

/// What would be published of a day.
#[derive(Clone, Debug)]
pub struct Freezing {
    /// What would be kept.
    pub frozen: Frozen,
    /// What tells it from any other: it is published as it was seen, or not at all.
    pub digest: String,
}

impl Freezing {
    fn of(frozen: Frozen) -> Result<Self> {
        let told = (&frozen.rates, &frozen.facts, frozen.rule, frozen.as_of, frozen.definition);
        let digest = hex::encode(Sha256::digest(serde_json::to_vec(&told)?));
        Ok(Self { frozen, digest })
    }

    /// The rates with their bounds and rows.
    pub fn page(&self) -> RatesPage {
        page_of(&self.frozen)
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
        self.freeze_by(staff.actor(), name, as_of, None).await
    }

    /// What freezing a day would publish. Keeps nothing.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may not change the inventory; [`Trouble::NotFound`] for a day that is to come.
    pub async fn would_freeze(&self, staff: &StaffPerson, as_of: Date) -> Result<Freezing> {
        staff.must(Deed::EditInventory)?;
        Freezing::of(self.freezing(as_of).await?)
    }

    /// As [`App::freeze`], what was seen and nothing else.
    ///
    /// # Errors
    /// As there, and [`Trouble::Overtaken`] if it would not be what was seen any more.
    pub async fn freeze_seen(&self, staff: &StaffPerson, name: &str, as_of: Date, seen: &str) -> Result<i64> {
        staff.must(Deed::EditInventory)?;
        self.freeze_by(staff.actor(), name, as_of, Some(seen)).await
    }

    /// As [`App::freeze`], for the operator at the command line.
    ///
    /// # Errors
    /// As there.
    pub async fn freeze_as_operator(&self, name: &str, as_of: Date) -> Result<i64> {
        self.freeze_by(Actor::System, name, as_of, None).await
    }

    async fn freezing(&self, as_of: Date) -> Result<Frozen> {
        if as_of > self.today() {
            return Err(Trouble::NotFound);
        }
        let known = ledger::version(&self.store().reader()).await?;
        let kept = self.kept_on(as_of).await?;
        // Somebody changed the inventory between the two looks: the versions tell which rows are meant.
        let procedures =
            if kept.version > known { self.procedures_of(known).await? } else { kept.procedures };
        let dataset = kept.version.min(known);
        let knowing = Knowing { version: known, moment: self.now() };
        let (_, facts) = self.facts_of(procedures, as_of, knowing).await?;
        Ok(Frozen::new(facts, self.settings().partial_rule, as_of, dataset, known))
    }

    async fn freeze_by(&self, by: Actor, name: &str, as_of: Date, seen: Option<&str>) -> Result<i64> {
        let name = normalise::name(name);
        if name.is_empty() {
            return Err(Trouble::NotFound);
        }
        let (now, actor) = (self.now(), serde_json::to_value(by)?);
        let Freezing { frozen, digest } = Freezing::of(self.freezing(as_of).await?)?;
        if seen.is_some_and(|seen| seen != digest) {
            return Err(Trouble::Overtaken);
        }
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
        let reader = self.store().reader();
        let withdrawn = ledger::withdrawals(&reader).await?;
        ledger::snapshots(&reader).await?.into_iter().map(|row| Snapshot::of(row, &withdrawn)).collect()
    }

    /// Withdraws a number that was published: it stays, and says everywhere that it was withdrawn, when and why.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may not change the inventory; [`Trouble::Amiss`] without a reason;
    /// [`Trouble::NotFound`] if there is none of that number; [`Trouble::Overtaken`] if it is withdrawn already.
    pub async fn withdraw_rates(&self, staff: &StaffPerson, number: i64, reason: &str) -> Result<()> {
        staff.must(Deed::EditInventory)?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Trouble::amiss("reason", "取り下げる理由を書いてください"));
        }
        if reason.chars().count() > LONGEST_REASON {
            let words = format!("取り下げる理由は {LONGEST_REASON} 文字までで書いてください");
            return Err(Trouble::amiss("reason", words));
        }
        ledger::snapshot(&self.store().reader(), number).await?;
        let (now, actor) = (self.now(), serde_json::to_value(staff.actor())?);
        let row = WithdrawalRow { number, at: now, actor: actor.clone(), reason: reason.to_owned() };
        let mut tx = self.store().begin().await?;
        match ledger::withdraw(&mut tx, row).await {
            Err(StoreError::Duplicate) => return Err(Trouble::Overtaken),
            done => done?,
        }
        audit::note(&mut tx, now, actor, "withdrew-rates", &format!("rates {number}")).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Opens one and derives it again from the history of the inventory.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is none of that number.
    pub async fn snapshot(&self, number: i64) -> Result<OpenedSnapshot> {
        let reader = self.store().reader();
        let withdrawn = ledger::withdrawals(&reader).await?;
        let snapshot = Snapshot::of(ledger::snapshot(&reader, number).await?, &withdrawn)?;
        let frozen: Frozen = serde_json::from_value(ledger::snapshot_body(&reader, number).await?)?;
        let procedures = self.procedures_of(frozen.dataset).await?;
        let knowing = Knowing { version: frozen.known, moment: snapshot.at };
        let (_, again) = self.facts_of(procedures, frozen.as_of, knowing).await?;
        let derived = frozen.derive(&again);
        Ok(OpenedSnapshot { snapshot, frozen, derived })
    }
}
