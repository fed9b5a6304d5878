//! 到達: a draft becomes a submission, once.

use madoguchi_auth::Identity;
use madoguchi_forms::{Answers, Applicant, Paper};
use madoguchi_store::{
    StoreError, Tx, attachments, documents, drafts, events, held,
    outbox::{self, Matter},
    seats,
    submissions::{self, SubmissionRow},
};
use madoguchi_vocab::{Actor, FileId, Instant, LetterId, LookupKey, ReceiptNumber, SubmissionId, normalise};
use madoguchi_workflow::{Event, Letter, Stage, deadline};

use crate::{
    App, AtDesk, Draft, Result, StaffPerson, Submission, Trouble, Visitor, evidence, submission::ONLINE,
};

/// Who presses the button.
#[derive(Clone, Copy)]
pub(crate) enum Submitter<'a> {
    /// The resident, in this browser, with what they wish beside what the paper asks.
    Resident(&'a Visitor, Wishes),
    /// Somebody of the office for the resident.
    Desk(&'a StaffPerson, &'a AtDesk),
}

impl Submitter<'_> {
    fn actor(self) -> Actor {
        match self {
            Submitter::Resident(..) => Actor::Resident,
            Submitter::Desk(staff, _) => staff.actor(),
        }
    }

    fn channel(self) -> &'static str {
        match self {
            Submitter::Resident(..) => ONLINE,
            Submitter::Desk(_, desk) => desk.facts.way.code(),
        }
    }

    /// 到達: when it is recorded (デジタル手続法6条3項), or the day on which the paper reached the office.
    fn arrived_at(self, now: Instant) -> Instant {
        match self {
            Submitter::Resident(..) => now,
            Submitter::Desk(_, desk) => {
                let earlier = desk.facts.paper_day.filter(|day| *day < now.date());
                earlier.map_or(now, Instant::beginning_of)
            }
        }
    }
}

/// For how long a browser that submitted or looked up a submission may go on looking.
pub(crate) const VISIT_HOURS: i64 = 2;

/// What a resident keeps.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Of which submission.
    pub submission: SubmissionId,
    /// 受付番号
    pub receipt: ReceiptNumber,
    /// 照会キー
    pub key: LookupKey,
    /// 到達
    pub arrived_at: Instant,
}

/// What somebody wishes beside what the paper asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// To take the decision on the page instead of on paper (デジタル手続法7条1項: only whoever says so gets it so).
    pub no_paper: bool,
}

impl App {
    /// Submits a draft as it was when its revision was `seen`. However often it is asked for, a draft becomes one
    /// submission with one receipt.
    ///
    /// # Errors
    /// [`Trouble::Overtaken`] if it is not what was seen any more, [`Trouble::Incomplete`] if answers are missing,
    /// [`Trouble::Closed`] if the paper was closed meanwhile, [`Trouble::Full`] if the last place was taken meanwhile.
    pub async fn submit(&self, draft: &Draft, seen: i64, visitor: &Visitor) -> Result<Receipt> {
        self.submit_wishing(draft, seen, visitor, Wishes::default()).await
    }

    /// The same, with what was wished for beside it.
    ///
    /// # Errors
    /// As [`App::submit`].
    pub async fn submit_wishing(
        &self,
        draft: &Draft,
        seen: i64,
        visitor: &Visitor,
        wishes: Wishes,
    ) -> Result<Receipt> {
        self.submit_by(draft, seen, Submitter::Resident(visitor, wishes)).await
    }

    pub(crate) async fn submit_by(&self, draft: &Draft, seen: i64, by: Submitter<'_>) -> Result<Receipt> {
        if draft.receipt.is_none() {
            if draft.revision != seen {
                return Err(Trouble::Overtaken);
            }
            match self.record(draft, by).await {
                Ok(row) => return Ok(self.receipt(&row)),
                // Somebody pressed twice and the other press was first: its receipt is ours, once it is on the disk.
                Err(Trouble::Store(StoreError::Duplicate) | Trouble::Overtaken) => {
                    self.store().settle().await?
                }
                Err(e) => return Err(e),
            }
        }
        let row = submissions::by_draft(&self.store().reader(), draft.id).await?.ok_or(Trouble::Overtaken)?;
        Ok(self.receipt(&row))
    }

    /// The receipt of a draft that was submitted, and the submission.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it was not submitted.
    pub async fn receipt_of(&self, draft: &Draft) -> Result<(Receipt, Submission)> {
        let row = submissions::by_draft(&self.store().reader(), draft.id).await?.ok_or(Trouble::NotFound)?;
        Ok((self.receipt(&row), self.with_history(row).await?))
    }

    fn receipt(&self, row: &SubmissionRow) -> Receipt {
        Receipt {
            submission: row.id,
            receipt: row.receipt.clone(),
            key: self.secret().lookup_key(row.id),
            arrived_at: row.arrived_at,
        }
    }

    /// One transaction: answers, files, event, letter and arrival, or nothing of it.
    async fn record(&self, draft: &Draft, by: Submitter<'_>) -> Result<SubmissionRow> {
        let paper = &draft.paper;
        // What is asked stays as it was when the draft was begun; the period and the places are those of today. What
        // came on paper came on its own day.
        let open = self.papers().open(paper.slug.as_str()).ok_or(Trouble::Closed)?;
        if !open.paper.procedure.is_open_on(draft.read_on(self.today())) {
            return Err(Trouble::Closed);
        }
        if self.closes(&open, draft.version) {
            return Err(Trouble::Overtaken);
        }
        let now = self.now();
        let reading = draft.read(now.date());
        if let Some(page) = reading.first_incomplete() {
            return Err(Trouble::Incomplete(page.key.clone()));
        }
        if let Some(exit) = reading.exit() {
            return Err(Trouble::Incomplete(exit.key.clone()));
        }
        let submission = SubmissionId(self.0.ids.uuid());
        let stage = Stage::Received { at: now };
        let arrived_at = by.arrived_at(now);
        let mut filed = SubmissionRow {
            id: submission,
            receipt: ReceiptNumber::from_random(self.0.ids.bits() as u64),
            draft: draft.id,
            slug: paper.slug.to_string(),
            version: draft.version,
            paper_hash: paper.hash.clone(),
            flow: paper.workflow.flow().code().to_owned(),
            department: paper.procedure.department.clone(),
            stage: stage.name().code().to_owned(),
            stage_facts: serde_json::to_value(&stage)?,
            step: stage.step().to_owned(),
            stage_since: Some(now),
            revision: 1,
            answers: serde_json::to_value(&reading.answers)?,
            applicant_name: String::new(),
            applicant_kana: String::new(),
            by_proxy: false,
            email: None,
            search_key: String::new(),
            lang: draft.lang,
            channel: by.channel().to_owned(),
            arrived_at,
            received_at: None,
            review_started_at: None,
            asked_at: None,
            decided_at: None,
            due_on: paper
                .procedure
                .standard_days
                .map(|d| deadline::due(arrived_at, d, &[], now.date(), self.calendar())),
            correction_due: None,
            holder: None,
            dispose_from: None,
            disposed_at: None,
        };
        describe_applicant(&mut filed, paper, &reading.answers);
        let counting = draft.sent(&reading, now);
        let mut tx = self.store().begin().await?;
        let places = open.paper.seats().map_or(i64::MAX, i64::from);
        let has_place = if paper.seats().is_some() {
            seats::take(&mut tx, paper.slug.as_str(), places).await?
        } else {
            // It was begun before there were places, takes none, and gives none back when it is withdrawn.
            places == i64::MAX || seats::taken(&mut tx, paper.slug.as_str()).await? < places
        };
        if !has_place {
            return Err(Trouble::Full);
        }
        submissions::insert(&mut tx, &filed).await?;
        for file in reading.answers.files() {
            let id: FileId = file.id.parse::<FileId>().map_err(|_| Trouble::NotFound)?;
            attachments::adopt(&mut tx, draft.id, submission, id).await?;
        }
        // What was read is what is submitted, whatever another tab does: otherwise nothing of this happens.
        drafts::submitted(&mut tx, draft.id, draft.revision, submission).await?;
        if draft.email.is_some() {
            outbox::forget_draft(&mut tx, draft.id).await?;
        }
        let files =
            if paper.takes_files() { attachments::files_of_draft(&mut tx, draft.id).await? } else { vec![] };
        let answers = Some(evidence::digest(&reading.answers, &files)?);
        let event = Event::Submitted { paper: paper.hash.clone(), answers };
        events::begin(&mut tx, self.new_event(submission, now, &by.actor(), &event)?).await?;
        if let Submitter::Resident(visitor, _) = by
            && let Some(account) = visitor.account()
        {
            held::add(&mut tx, account, submission, now).await?;
        }
        self.put_letters(&mut tx, &filed, &[Letter::Received]).await?;
        match by {
            Submitter::Resident(visitor, wishes) => {
                if wishes.no_paper {
                    documents::agree(&mut tx, submission, now).await?;
                }
                // What is in an account is opened by it, and closed with it.
                if visitor.account().is_none() {
                    let until = now.plus(self.visit_time());
                    submissions::grant_visit(&mut tx, visitor.hash(), submission, until).await?;
                }
                counting.count(&mut tx).await?;
            }
            Submitter::Desk(staff, desk) => self.note_entry(&mut tx, &filed, now, staff, desk).await?,
        }
        tx.commit().await?;
        Ok(filed)
    }

    /// Puts letters in the tray: to the address the resident gave, or else to those whose accounts show it. Who follows it
    /// there may do without letters on the way.
    pub(crate) async fn put_letters(
        &self,
        tx: &mut Tx,
        row: &SubmissionRow,
        letters: &[Letter],
    ) -> Result<()> {
        let holders = held::holders(&mut *tx, row.id).await?;
        let addresses: Vec<&str> = match &row.email {
            Some(address) => vec![address],
            None => holders.iter().map(|h| h.address.as_str()).collect(),
        };
        for address in addresses {
            let who = Identity::mail(address);
            let follows = holders.iter().find(|h| h.subject == who.subject);
            let quiet = follows.is_some_and(|h| !h.progress);
            for letter in letters.iter().filter(|letter| !(quiet && letter.may_be_left_out())) {
                let id = LetterId(self.0.ids.uuid());
                let about = Matter::Submission(row.id);
                let body = serde_json::to_value(letter)?;
                outbox::put(tx, id, about, body, row.lang, address, self.now()).await?;
            }
        }
        Ok(())
    }
}

/// Writes down who applied: what the queue shows and a search finds.
pub(crate) fn describe_applicant(row: &mut SubmissionRow, paper: &Paper, answers: &Answers) {
    let Applicant { name, kana, email, phone, .. } = paper.applicant(answers);
    row.applicant_name = name.unwrap_or_default();
    row.applicant_kana = kana.unwrap_or_default();
    row.by_proxy = paper.proxy(answers).is_some();
    row.email = email;
    let keys = [
        &row.applicant_name,
        &row.applicant_kana,
        row.email.as_ref().unwrap_or(&String::new()),
        &phone.unwrap_or_default(),
    ]
    .map(|text| normalise::search_key(text));
    let receipt = normalise::search_key(row.receipt.as_str());
    row.search_key = format!("{receipt} {} {}", receipt.replace('-', ""), keys.join(" "));
}
