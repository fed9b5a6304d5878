//! What a resident who has signed in sees of their own: what they sent, what they were given, what they have begun.

use std::{collections::BTreeMap, sync::Arc};

use madoguchi_forms::Paper;
use madoguchi_store::{
    StoreError, documents, drafts, held, residents, submissions, submissions::SubmissionRow,
};
use madoguchi_vocab::{Date, DraftId, Instant, LookupKey, ReceiptNumber, SubmissionId, Text};
use madoguchi_workflow::StageName;

use crate::{App, Issued, Member, Result, Trouble, Visitor, keep_draft::last_day};

/// So many of each are listed, the latest first.
pub const LISTED: i64 = 100;

/// A submission of one's own.
#[derive(Clone, Debug)]
pub struct MySubmission {
    /// 受付番号
    pub receipt: ReceiptNumber,
    /// The procedure.
    pub title: Text,
    /// Where it stands.
    pub stage: StageName,
    /// 到達
    pub arrived_at: Instant,
    /// The last day of a correction that was asked for.
    pub mend_until: Option<Date>,
    /// Whether letters on the way are wanted.
    pub progress: bool,
    /// What the city has issued about it.
    pub documents: Vec<Issued>,
}

/// A draft of one's own.
#[derive(Clone, Debug)]
pub struct MyDraft {
    /// Which.
    pub id: DraftId,
    /// The procedure.
    pub title: Text,
    /// When it was last saved.
    pub saved_at: Instant,
    /// The last day on which it can be gone on with.
    pub last_day: Date,
}

impl App {
    /// The submissions of an account, the latest first, at most [`LISTED`].
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn my_submissions(&self, member: &Member) -> Result<Vec<MySubmission>> {
        let reader = self.store().reader();
        let rows = held::of_account(&reader, member.id, LISTED).await?;
        let mut issued: BTreeMap<SubmissionId, Vec<Issued>> = BTreeMap::new();
        for document in documents::of_account(&reader, member.id, LISTED).await? {
            issued.entry(document.submission).or_default().push(document.into());
        }
        let mut mine = Vec::with_capacity(rows.len());
        for row in rows {
            mine.push(MySubmission {
                title: self.titled(&row.slug, row.version).await?.procedure.title.clone(),
                stage: StageName::parse(&row.stage)
                    .ok_or_else(|| StoreError::Corrupt(format!("stage {}", row.stage)))?,
                receipt: row.receipt,
                arrived_at: row.arrived_at,
                mend_until: row.correction_due,
                progress: row.progress,
                documents: issued.remove(&row.submission).unwrap_or_default(),
            });
        }
        Ok(mine)
    }

    /// The drafts of an account, the latest saved first, at most [`LISTED`].
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn my_drafts(&self, member: &Member) -> Result<Vec<MyDraft>> {
        let mut mine = Vec::new();
        for row in drafts::of_account(&self.store().reader(), member.id, self.now(), LISTED).await? {
            let paper = self.titled(&row.slug, row.version).await?;
            mine.push(MyDraft {
                id: row.id,
                title: paper.procedure.title.clone(),
                saved_at: row.saved_at,
                last_day: last_day(row.expires_at),
            });
        }
        Ok(mine)
    }

    /// A paper by which to call something: the open one, or the version itself where none is open.
    async fn titled(&self, slug: &str, version: i64) -> Result<Arc<Paper>> {
        match self.papers().open(slug) {
            Some(open) => Ok(open.paper.clone()),
            None => self.paper_of(slug, version).await,
        }
    }

    /// Shows a submission in an account, for whoever knows number and key. That somebody wrote an address into a form is
    /// no proof that it was theirs: what was sent with the address of an account is not shown in it by that alone.
    ///
    /// # Errors
    /// As [`App::look_up`].
    pub async fn add_to_account(
        &self,
        member: &Member,
        receipt: &str,
        key: &str,
        visitor: &Visitor,
        from: &str,
    ) -> Result<ReceiptNumber> {
        let number = self.look_up(receipt, key, visitor, from).await?;
        self.add_seen_to_account(member, &number, visitor).await?;
        Ok(number)
    }

    /// The same, for a browser that has submitted it or shown number and key lately.
    ///
    /// # Errors
    /// As [`App::status`].
    pub async fn add_seen_to_account(
        &self,
        member: &Member,
        receipt: &ReceiptNumber,
        visitor: &Visitor,
    ) -> Result<()> {
        let submission = self.status(receipt, visitor).await?;
        let mut tx = self.store().begin().await?;
        held::add(&mut tx, member.id, submission.id, self.now()).await?;
        // From now on the account opens it here, and nothing else.
        drafts::give_sent_to_account(&mut tx, submission.id, visitor.hash(), member.id).await?;
        submissions::end_visit(&mut tx, visitor.hash(), submission.id).await?;
        Ok(tx.commit().await?)
    }

    /// Whether an account shows a submission.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn is_mine(&self, member: &Member, receipt: &ReceiptNumber) -> Result<bool> {
        Ok(self.mine(member, receipt).await?.is_some())
    }

    async fn mine(&self, member: &Member, receipt: &ReceiptNumber) -> Result<Option<SubmissionRow>> {
        let reader = self.store().reader();
        let row = match submissions::by_receipt(&reader, receipt).await {
            Err(StoreError::NotFound) => return Ok(None),
            found => found?,
        };
        Ok(held::holds(&reader, member.id, row.id).await?.then_some(row))
    }

    /// Says which letters are wanted: of drafts that end soon, if anything is said of them, and on the way of each of these
    /// submissions. What has a day to keep, what decides and what the office writes comes in any case.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if the account does not show one of them: then nothing is changed.
    pub async fn set_letters(
        &self,
        member: &Member,
        reminders: Option<bool>,
        progress: &[(ReceiptNumber, bool)],
    ) -> Result<()> {
        let mut rows = Vec::new();
        for (receipt, wanted) in progress {
            rows.push((self.mine(member, receipt).await?.ok_or(Trouble::NotFound)?.id, *wanted));
        }
        let mut tx = self.store().begin().await?;
        if let Some(wanted) = reminders {
            residents::set_reminders(&mut tx, member.id, wanted).await?;
        }
        for (submission, wanted) in rows {
            held::set_progress(&mut tx, member.id, submission, wanted).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Numbers and keys of all that is an account's, be it ever so much: with them it is found when the account is gone.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn my_keys(&self, member: &Member) -> Result<Vec<(ReceiptNumber, LookupKey)>> {
        let numbers = held::numbers(&self.store().reader(), member.id).await?;
        Ok(numbers.into_iter().map(|(receipt, id)| (receipt, self.secret().lookup_key(id))).collect())
    }

    /// Takes a draft that is open in this browser into the account that is open in it.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn take_into_account(&self, draft: DraftId, visitor: &Visitor) -> Result<()> {
        let Some(account) = visitor.account() else { return Ok(()) };
        let mut tx = self.store().begin().await?;
        drafts::give_to_account(&mut tx, draft, account).await?;
        Ok(tx.commit().await?)
    }
}
