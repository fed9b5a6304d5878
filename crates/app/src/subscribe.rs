//! 「この手続きの受付が始まったら知らせる」: a wish, confirmed by a letter, told once, ended by one press.

use chrono::Duration;
use madoguchi_auth::{Identity, key_hash};
use madoguchi_inventory::kpi::Reached;
use madoguchi_notify::Slip;
use madoguchi_store::{
    StoreError, Tx,
    outbox::{self, Matter},
    residents,
    subscriptions::{self, SubscriptionRow},
};
use madoguchi_vocab::{Instant, Lang, LetterId, LookupKey, SubscriptionId, Text};

use crate::{
    App, Member, Result, Trouble,
    throttle::{PER_ADDRESS, PER_THING},
};

/// A wish that nobody confirms is forgotten after so many days …
pub const CONFIRM_DAYS: i64 = 7;
/// … and one that was fulfilled after so many.
const TOLD_DAYS: i64 = 30;
/// People told at a time.
const HANDFUL: i64 = 200;

/// A procedure somebody may wait for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaited {
    /// As its page is called.
    pub about: String,
    /// Its name.
    pub title: Text,
    /// Whether it can be done online today.
    pub is_open: bool,
}

impl App {
    /// The procedure of a page, by the id in the inventory or the name of its paper.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is none.
    pub async fn awaited(&self, about: &str) -> Result<Awaited> {
        let today = self.today();
        if let Some(open) = self.papers().open(about) {
            let p = &open.paper.procedure;
            let is_open = p.is_open_on(today);
            return Ok(Awaited { about: about.to_owned(), title: p.title.clone(), is_open });
        }
        let catalogue = self.catalogue().await?;
        let open = catalogue.named(about).and_then(|l| l.open.as_ref()).map(|p| &p.paper.procedure);
        let row = catalogue.row(about).ok_or(Trouble::NotFound)?;
        Ok(Awaited {
            about: about.to_owned(),
            title: open.map_or_else(|| Text::ja(&row.name), |p| p.title.clone()),
            is_open: open.is_some_and(|p| p.is_open_on(today)),
        })
    }

    /// Takes the wish of somebody to be told when a procedure can be done online. An address that was proved by signing in
    /// is confirmed; any other gets a letter, and is answered alike whether it has the wish already or not.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is no such procedure, [`Trouble::TooMany`] if it was asked for too often.
    pub async fn wish(
        &self,
        about: &str,
        address: &str,
        lang: Lang,
        member: Option<&Member>,
        from: &str,
    ) -> Result<()> {
        let awaited = self.awaited(about).await?;
        let who = Identity::mail(address);
        let keys =
            [(format!("wish-of:{}", who.mark()), PER_THING), (format!("wish-from:{from}"), PER_ADDRESS)];
        self.may_try(&keys).await?;
        self.count_try(&keys).await?;
        let proved = member.is_some_and(|m| m.is_at(address));
        if !proved {
            self.letter_goes_to(&who, from).await?;
        }
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let row = match subscriptions::of(&mut tx, &awaited.about, &who.subject).await? {
            // It is waiting already.
            Some(row) if row.confirmed_at.is_some() && row.told_at.is_none() => return Ok(()),
            Some(row) if row.confirmed_at.is_none() => row,
            told_before => {
                if let Some(row) = told_before {
                    subscriptions::remove(&mut tx, row.id).await?;
                }
                self.begin_wish(&mut tx, awaited.about, who, lang).await?
            }
        };
        if proved {
            subscriptions::confirm(&mut tx, row.id, now).await?;
        } else {
            self.put_slip(&mut tx, Slip::Confirm, &row).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn begin_wish(
        &self,
        tx: &mut Tx,
        about: String,
        who: Identity,
        lang: Lang,
    ) -> Result<SubscriptionRow> {
        let id = SubscriptionId(self.0.ids.uuid());
        let row = SubscriptionRow {
            id,
            key_hash: key_hash(&self.secret().subscription_key(id)),
            about,
            subject: who.subject,
            address: who.label,
            lang,
            created_at: self.now(),
            confirmed_at: None,
            told_at: None,
        };
        match subscriptions::insert(tx, &row).await {
            Err(StoreError::Duplicate) => Err(Trouble::Overtaken),
            done => Ok(done.map(|()| row)?),
        }
    }

    async fn put_slip(&self, tx: &mut Tx, slip: Slip, row: &SubscriptionRow) -> Result<()> {
        let (id, body) = (LetterId(self.0.ids.uuid()), serde_json::to_value(slip)?);
        let about = Matter::Subscription(row.id);
        Ok(outbox::put(tx, id, about, body, row.lang, &row.address, self.now()).await?)
    }

    /// Confirms a wish by what stands in its letter. Says what it is about.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is none with that key, [`Trouble::TooMany`] after too many wrong ones.
    pub async fn confirm_wish(&self, key: &str, from: &str) -> Result<Awaited> {
        let keys = [(format!("wish-key-from:{from}"), PER_ADDRESS)];
        self.may_try(&keys).await?;
        let Some(row) = self.wish_of(key).await? else {
            self.count_try(&keys).await?;
            return Err(Trouble::NotFound);
        };
        let mut tx = self.store().begin().await?;
        subscriptions::confirm(&mut tx, row.id, self.now()).await?;
        tx.commit().await?;
        self.awaited(&row.about).await
    }

    /// Ends a wish by what stands in its letters. A key that opens nothing is answered alike: it may have ended already.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn end_wish(&self, key: &str) -> Result<()> {
        let Some(row) = self.wish_of(key).await? else { return Ok(()) };
        self.remove_wish(row.id).await
    }

    async fn remove_wish(&self, id: SubscriptionId) -> Result<()> {
        let mut tx = self.store().begin().await?;
        match subscriptions::remove(&mut tx, id).await {
            Err(StoreError::NotFound) => return Ok(()),
            done => done?,
        }
        Ok(tx.commit().await?)
    }

    async fn wish_of(&self, key: &str) -> Result<Option<SubscriptionRow>> {
        let Ok(key) = LookupKey::parse(key) else { return Ok(None) };
        Ok(subscriptions::by_key(&self.store().reader(), key_hash(&key)).await?)
    }

    /// What somebody who has signed in waits for.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn my_wishes(&self, member: &Member) -> Result<Vec<(SubscriptionId, Text)>> {
        let mut wishes = Vec::new();
        for row in subscriptions::waiting_of(&self.store().reader(), &member.subject).await? {
            let title = match self.awaited(&row.about).await {
                Ok(awaited) => awaited.title,
                // It was taken out of the inventory.
                Err(Trouble::NotFound) => Text::ja(&row.about),
                Err(other) => return Err(other),
            };
            wishes.push((row.id, title));
        }
        Ok(wishes)
    }

    /// Ends a wish of somebody who has signed in.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it is not theirs.
    pub async fn end_my_wish(&self, member: &Member, id: SubscriptionId) -> Result<()> {
        let row = match subscriptions::get(&self.store().reader(), id).await {
            Err(StoreError::NotFound) => return Err(Trouble::NotFound),
            found => found?,
        };
        if row.subject != member.subject {
            return Err(Trouble::NotFound);
        }
        self.remove_wish(id).await
    }

    /// Tells those who waited for what can be done online now. Says how many; nobody is told twice.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails; who was told until then is told.
    pub async fn tell_openings(&self) -> Result<usize> {
        let mut told = 0;
        for about in subscriptions::awaited(&self.store().reader()).await? {
            match self.awaited(&about).await {
                Ok(awaited) if awaited.is_open => {}
                Ok(_) | Err(Trouble::NotFound) => continue,
                Err(other) => return Err(other),
            }
            loop {
                let mut tx = self.store().begin().await?;
                let rows = subscriptions::claim(&mut tx, &about, self.now(), HANDFUL).await?;
                for row in &rows {
                    self.put_slip(&mut tx, Slip::Opened, row).await?;
                }
                tx.commit().await?;
                told += rows.len();
                if rows.is_empty() {
                    break;
                }
            }
        }
        Ok(told)
    }

    /// Removes wishes that nobody confirmed and those that were fulfilled.
    pub(crate) async fn sweep_wishes(&self, tx: &mut Tx, now: Instant) -> Result<()> {
        let (asked, told) = (now.plus(-Duration::days(CONFIRM_DAYS)), now.plus(-Duration::days(TOLD_DAYS)));
        subscriptions::forget(tx, asked, told).await?;
        Ok(())
    }

    /// Whom notices of this platform reach, of how many; nothing while the city has not set its population.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub(crate) async fn reached(&self) -> Result<Option<Reached>> {
        let Some(population) = &self.settings().population else { return Ok(None) };
        let subscribers = residents::reached(&self.store().reader()).await?;
        Ok(Some(Reached {
            subscribers: subscribers.unsigned_abs(),
            population: population.count,
            counted_on: population.on,
        }))
    }
}
