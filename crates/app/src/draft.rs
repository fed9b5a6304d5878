//! Drafts: begun, saved at each page, taken up again in another browser.

use std::{collections::BTreeMap, sync::Arc};

use chrono::Duration;
use madoguchi_auth::ResumeCode;
use madoguchi_forms::{Facts, FileFact, Paper, Reading, Typed};
use madoguchi_inventory::funnel::Step;
use madoguchi_store::{
    attachments,
    drafts::{self, DraftRow},
    seats,
};
use madoguchi_vocab::{Date, DraftId, Instant, Lang, PageKey, ReceiptNumber, Slug};

use crate::{
    App, AtDesk, Counted, Result, Trouble, Visitor,
    desk::excuse,
    funnel::ToCount,
    throttle::{PER_ADDRESS, PER_THING},
    visitor::mark,
};

/// Answers on their way.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Which.
    pub id: DraftId,
    /// The paper as it was when the draft was begun, until the last day that its successor allows.
    pub paper: Arc<Paper>,
    /// That version.
    pub version: i64,
    /// What was typed.
    pub typed: Typed,
    /// The files given, by id.
    pub files: BTreeMap<String, FileFact>,
    /// Counts the changes.
    pub revision: i64,
    /// The language it was begun in.
    pub lang: Lang,
    /// When it was last saved.
    pub saved_at: Instant,
    /// When it will be removed.
    pub expires_at: Instant,
    /// What became of it, if it was submitted.
    pub receipt: Option<ReceiptNumber>,
    /// Where its code was sent, and where the warning of its end goes.
    pub email: Option<String>,
    /// The paper it was begun with, if that was closed meanwhile and it goes on under this one.
    pub begun_with: Option<Arc<Paper>>,
    /// Whose at the desk of the office it is; nobody's for a resident's own.
    pub desk: Option<AtDesk>,
    /// When it was begun …
    pub begun_at: Instant,
    /// … and with which version.
    pub begun_version: i64,
    /// What of it is counted already; nothing for one that is not counted.
    pub counted: Option<Counted>,
    /// Whether an account shows it.
    pub in_account: bool,
}

impl Draft {
    /// What the answers mean today.
    pub fn read(&self, today: Date) -> Reading<'_> {
        self.read_as(&self.typed, today)
    }

    /// What other answers would mean today: for a page that was posted but is not saved yet.
    pub fn read_as<'p>(&'p self, typed: &Typed, today: Date) -> Reading<'p> {
        let mut reading = self.paper.read(typed, &Facts { today: self.read_on(today), files: &self.files });
        if let Some(desk) = &self.desk {
            excuse(&mut reading, |input| desk.facts.originals.contains_key(input));
        }
        reading
    }

    /// The day by which its answers are read: today, or the day it reached the office on paper.
    pub fn read_on(&self, today: Date) -> Date {
        self.desk.as_ref().and_then(|desk| desk.facts.paper_day).unwrap_or(today)
    }
}

impl App {
    /// Begins a draft of a paper that is open.
    ///
    /// # Errors
    /// [`Trouble::Closed`] if it is not, [`Trouble::Full`] if every place is taken.
    pub async fn start_draft(&self, slug: &Slug, lang: Lang, visitor: &Visitor) -> Result<DraftId> {
        let open = self.papers().open(slug.as_str()).ok_or(Trouble::Closed)?;
        let now = self.now();
        if !open.paper.procedure.is_open_on(now.date()) {
            return Err(Trouble::Closed);
        }
        if self.places_left(&open.paper).await? == Some(0) {
            return Err(Trouble::Full);
        }
        let id = DraftId(self.0.ids.uuid());
        let (counting, counted) = ToCount::begun(&open.paper, open.version, lang, now)?;
        let row = DraftRow {
            id,
            visitor_hash: visitor.hash(),
            slug: slug.to_string(),
            version: open.version,
            lang,
            typed: serde_json::to_value(Typed::begun())?,
            revision: 1,
            created_at: now,
            saved_at: now,
            expires_at: self.draft_end(now),
            resume_hash: self.secret().resume_code(id).hash(),
            submission: None,
            receipt: None,
            email: None,
            carried_from: None,
            desk: None,
            counted: Some(counted),
            account: visitor.account(),
        };
        let mut tx = self.store().begin().await?;
        drafts::insert(&mut tx, &row).await?;
        counting.count(&mut tx).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// How many places are left; nothing for a procedure without 定員.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn places_left(&self, paper: &Paper) -> Result<Option<u32>> {
        let Some(capacity) = paper.seats() else { return Ok(None) };
        let taken = seats::taken(&self.store().reader(), paper.slug.as_str()).await?;
        Ok(Some(capacity.saturating_sub(u32::try_from(taken).unwrap_or(u32::MAX))))
    }

    /// The draft: of an account for whoever has signed in to that one, of nobody's account for the browser it belongs to.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] for anybody else's, [`Trouble::SignIn`] in the browser in which it was filled in and in which
    /// its owner is not signed in any more, [`Trouble::Gone`] when its time is over.
    pub async fn draft(&self, id: DraftId, visitor: &Visitor) -> Result<Draft> {
        let reader = self.store().reader();
        let row = drafts::get(&reader, id).await?;
        let here = row.visitor_hash == visitor.hash();
        match row.account {
            _ if row.desk.is_some() => Err(Trouble::NotFound),
            Some(account) if visitor.account() == Some(account) => self.opened(row).await,
            Some(_) if here && visitor.account().is_none() => Err(Trouble::SignIn),
            None if here => self.opened(row).await,
            _ => Err(Trouble::NotFound),
        }
    }

    /// A draft for whoever has been let through to it.
    pub(crate) async fn opened(&self, mut row: DraftRow) -> Result<Draft> {
        let (id, reader) = (row.id, self.store().reader());
        if row.submission.is_none() && row.expires_at <= self.now() {
            return Err(Trouble::Gone);
        }
        if row.submission.is_none() {
            row = self.carried_over(row).await?;
        }
        let begun_with = match row.carried_from {
            Some(version) => Some(self.paper_of(&row.slug, version).await?),
            None => None,
        };
        let paper = self.paper_of(&row.slug, row.version).await?;
        let files =
            if paper.takes_files() { attachments::files_of_draft(&reader, id).await? } else { vec![] };
        Ok(Draft {
            id,
            paper,
            version: row.version,
            typed: serde_json::from_value(row.typed)?,
            files: files.iter().map(|f| (f.id.to_string(), fact(f))).collect(),
            revision: row.revision,
            lang: row.lang,
            saved_at: row.saved_at,
            expires_at: row.expires_at,
            receipt: row.receipt,
            email: row.email,
            begun_with,
            desk: match row.desk {
                Some(columns) => Some(self.at_desk(columns).await?),
                None => None,
            },
            begun_at: row.created_at,
            begun_version: row.carried_from.unwrap_or(row.version),
            counted: row.counted.map(serde_json::from_value).transpose()?,
            in_account: row.account.is_some(),
        })
    }

    /// Saves what was typed. Saving is not arriving: nothing is submitted by it.
    ///
    /// # Errors
    /// [`Trouble::Overtaken`] if another tab saved in the meantime, [`Trouble::AlreadySubmitted`] if it is too late.
    pub async fn save_draft(&self, draft: &Draft, typed: Typed) -> Result<Draft> {
        self.save_and_count(draft, typed, None).await
    }

    /// Saves what was typed on a page that somebody wants to go on from. The page is noted as sent, and how far the
    /// draft got is counted.
    ///
    /// # Errors
    /// As [`App::save_draft`].
    pub async fn send_page(&self, draft: &Draft, mut typed: Typed, page: &PageKey) -> Result<Draft> {
        typed.sent(page);
        let (counted, counting) = draft.pressed(&typed, page, self.today());
        let news = Some((counted, counting)).filter(|(_, counting)| !counting.is_empty());
        self.save_and_count(draft, typed, news).await
    }

    async fn save_and_count(
        &self,
        draft: &Draft,
        typed: Typed,
        news: Option<(Option<Counted>, ToCount)>,
    ) -> Result<Draft> {
        if let Some(receipt) = &draft.receipt {
            return Err(Trouble::AlreadySubmitted(receipt.clone()));
        }
        let now = self.now();
        // What was promised in a disaster holds when it is over.
        let expires_at = self.draft_end(now).max(draft.expires_at);
        let mut tx = self.store().begin().await?;
        let typed_now = serde_json::to_value(&typed)?;
        if let Err(e) = drafts::save(&mut tx, draft.id, &typed_now, draft.revision, now, expires_at).await {
            drop(tx);
            // Whoever reads again finds what the other tab has saved.
            self.store().settle().await?;
            return Err(e.into());
        }
        let mut saved =
            Draft { typed, revision: draft.revision + 1, saved_at: now, expires_at, ..draft.clone() };
        if let Some((counted, counting)) = news {
            drafts::note_counted(&mut tx, draft.id, &serde_json::to_value(&counted)?).await?;
            counting.count(&mut tx).await?;
            saved.counted = counted;
        }
        tx.commit().await?;
        Ok(saved)
    }

    /// 再開コード of a draft.
    pub fn resume_code(&self, draft: DraftId) -> ResumeCode {
        self.secret().resume_code(draft)
    }

    /// Takes a draft up in this browser, into the account that is open in it or out of the one it was in: with the code it
    /// goes where its owner is. An unknown code and one whose draft is over look alike.
    ///
    /// # Errors
    /// [`Trouble::NotFound`], or [`Trouble::TooMany`] after too many tries from one address.
    pub async fn resume(&self, code: &str, visitor: &Visitor, from: &str) -> Result<DraftId> {
        let keys = [
            (format!("resume-by:{}", mark(&visitor.hash())), PER_THING),
            (format!("resume-from:{from}"), PER_ADDRESS),
        ];
        self.may_try(&keys).await?;
        let found = match ResumeCode::parse(code) {
            Ok(code) => drafts::by_resume_hash(&self.store().reader(), code.hash()).await?,
            Err(_) => None,
        };
        // Once it is submitted, number and key open it, not the code.
        let Some(row) = found.filter(|d| self.may_go_on(d)) else {
            self.count_try(&keys).await?;
            return Err(Trouble::NotFound);
        };
        let mut tx = self.store().begin().await?;
        drafts::move_to_visitor(&mut tx, row.id, visitor.hash(), visitor.account()).await?;
        let is_first = drafts::note_resumed(&mut tx, row.id).await?;
        if is_first {
            ToCount::of(&row, Step::Resumed).count(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(row.id)
    }

    /// Whether a code still opens a draft: it is a resident's own, its time is not over and it is not submitted.
    pub(crate) fn may_go_on(&self, row: &DraftRow) -> bool {
        row.expires_at > self.now() && row.submission.is_none() && row.desk.is_none()
    }

    pub(crate) fn draft_end(&self, now: Instant) -> Instant {
        now.plus(Duration::days(self.draft_days()))
    }
}

pub(crate) fn fact(f: &attachments::FileRow) -> FileFact {
    FileFact { name: f.name.clone(), size: u64::try_from(f.size).unwrap_or(0), kind: f.kind.clone() }
}
