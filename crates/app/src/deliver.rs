//! The tray is emptied: letters are handed to the post, tried again, or parked. They are written when they leave, in the words
//! that are in force then.

use std::sync::Arc;

use chrono::Duration;
use madoguchi_forms::Paper;
use madoguchi_notify::{About, Mail, words};
use madoguchi_store::{
    StoreError, drafts,
    outbox::{self, LetterRow, Matter},
};
use madoguchi_vocab::{DraftId, Lang, LetterId, SubmissionId, Text};
use madoguchi_workflow::{Letter, Piece, Words};

use crate::{App, Result, Trouble, keep_draft::last_day};

/// While a node has a letter in hand no other takes it; longer than any conversation with a mail server.
const LEASE_MINUTES: i64 = 5;
/// After so many tries (about two days with the pauses below) a letter is parked for a person to look at.
const TRIES: i64 = 12;
/// Letters taken at a time.
const HANDFUL: i64 = 20;

/// What became of a handful of letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Handed over.
    pub sent: usize,
    /// To be tried again.
    pub later: usize,
    /// Given up.
    pub parked: usize,
}

impl App {
    /// Hands over what is due now. Any number of nodes may do this at once.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails; letters in hand are then tried again after the lease.
    pub async fn deliver(&self) -> Result<Delivered> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let letters =
            outbox::claim(&mut tx, now, now.plus(Duration::minutes(LEASE_MINUTES)), HANDFUL).await?;
        tx.commit().await?;
        let mut done = Delivered::default();
        for letter in letters {
            self.deliver_one(letter, &mut done).await?;
        }
        Ok(done)
    }

    async fn deliver_one(&self, row: LetterRow, done: &mut Delivered) -> Result<()> {
        let (mail, wording) = match row.about {
            Matter::Submission(_) | Matter::Draft(_) => match self.written(&row).await {
                // The draft has become a submission or is gone: its letters went with it.
                Err(Trouble::NotFound) if matches!(row.about, Matter::Draft(_)) => return Ok(()),
                written => written?,
            },
            Matter::SignIn(_) | Matter::Subscription(_) | Matter::Account(_) => {
                match self.slip_of(&row).await {
                    // What it would tell is over.
                    Err(Trouble::NotFound) => return self.forget_letter(row.id).await,
                    written => (written?, None),
                }
            }
        };
        let outcome =
            self.0.post.send(&row.id.to_string(), &self.settings().mail_from, &row.address, &mail).await;
        let mut tx = self.store().begin().await?;
        let noted = match outcome {
            Ok(()) => {
                done.sent += 1;
                outbox::sent(&mut tx, row.id, self.now(), wording).await
            }
            Err(e) if e.is_passing() && row.attempts < TRIES => {
                tracing::warn!(letter = %row.id, tries = row.attempts, error = %e, "a letter could not leave yet");
                done.later += 1;
                outbox::later(&mut tx, row.id, &e.to_string(), self.now().plus(pause(row.attempts))).await
            }
            Err(e) => {
                tracing::warn!(letter = %row.id, error = %e, "a letter was parked");
                done.parked += 1;
                outbox::park(&mut tx, row.id, &e.to_string()).await
            }
        };
        match noted {
            // As above, while the post had it in hand.
            Err(StoreError::NotFound) if !matches!(row.about, Matter::Submission(_)) => {}
            noted => noted?,
        }
        Ok(tx.commit().await?)
    }

    /// A letter about something handed in or being filled in, with the version of a department's words in it.
    async fn written(&self, row: &LetterRow) -> Result<(Mail, Option<i64>)> {
        let letter: Letter = serde_json::from_value(row.body.clone())?;
        let (about, paper) = match row.about {
            Matter::Submission(submission) => self.about_submission(submission, row.lang, &letter).await?,
            Matter::Draft(draft) => self.about_draft(draft, row.lang).await?,
            Matter::SignIn(_) | Matter::Subscription(_) | Matter::Account(_) => {
                return Err(Trouble::NotFound);
            }
        };
        let (own, wording) = match Piece::of_letter(&letter) {
            Some(piece) => self.words_for(&paper, piece).await?,
            None => (Words::default(), None),
        };
        let wording = wording.filter(|_| own.speaks(row.lang));
        Ok((words::write(&letter, &about, row.lang, Some(&own)), wording))
    }

    async fn forget_letter(&self, id: LetterId) -> Result<()> {
        let mut tx = self.store().begin().await?;
        outbox::forget(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }

    async fn about_submission(
        &self,
        id: SubmissionId,
        lang: Lang,
        letter: &Letter,
    ) -> Result<(About, Arc<Paper>)> {
        let submission = self.submission_by_id(id).await?;
        let label = |key: &str| -> Option<Text> {
            let group = || submission.paper.page_of(key).map(|p| p.title.clone());
            submission.paper.field(key).map(|f| f.label.clone()).or_else(group)
        };
        let items = match letter {
            Letter::CorrectionAsked { items, .. } => {
                items.iter().filter_map(|i| label(i.field.as_str())).collect()
            }
            _ => vec![],
        };
        let about = About {
            city: self.city().name_in(lang).to_owned(),
            procedure: submission.paper.procedure.title.clone(),
            matter: madoguchi_notify::Matter::Submission {
                status_url: self.url(lang, &format!("/status/{}", submission.receipt)),
                receipt: submission.receipt.to_string(),
                arrived: submission.arrived_at.to_seconds(),
                items,
            },
            department: submission.desk.name_in(lang).to_owned(),
            hours: submission.desk.hours_in(lang).to_owned(),
            phone: submission.desk.phone,
        };
        Ok((about, submission.paper))
    }

    async fn about_draft(&self, id: DraftId, lang: Lang) -> Result<(About, Arc<Paper>)> {
        let row = drafts::get(&self.store().reader(), id).await?;
        if row.submission.is_some() || row.expires_at <= self.now() {
            return Err(Trouble::NotFound);
        }
        let paper = self.paper_of(&row.slug, row.version).await?;
        let department = self.department(&paper.procedure.department);
        let code = self.resume_code(id).reveal().to_owned();
        let city = self.city();
        let about = About {
            city: city.name_in(lang).to_owned(),
            procedure: paper.procedure.title.clone(),
            matter: madoguchi_notify::Matter::Draft {
                resume_url: self.url(lang, &format!("/resume#{code}")),
                code,
                until: last_day(row.expires_at),
            },
            department: department.as_ref().map(|d| d.name_in(lang).to_owned()).unwrap_or_default(),
            hours: department.as_ref().map_or(city.hours_in(lang), |d| d.hours_in(lang)).to_owned(),
            phone: department.as_ref().map_or(&city.phone, |d| &d.phone).clone(),
        };
        Ok((about, paper))
    }

    /// An absolute address for letters.
    pub(crate) fn url(&self, lang: Lang, path: &str) -> String {
        format!("{}{}{path}", self.settings().public_url, lang.prefix())
    }
}

/// Half a minute, then twice as long each time, at most six hours.
fn pause(attempts: i64) -> Duration {
    let doubled = 30_i64.saturating_mul(1 << attempts.clamp(0, 12));
    Duration::seconds(doubled.min(6 * 3600))
}
