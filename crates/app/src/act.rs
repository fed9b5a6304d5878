//! Somebody does something with a submission: open the file, ask the rules, write the outcome, put letters
//! in the tray, close the file.

use madoguchi_auth::Deed;
use madoguchi_forms::Answers;
use madoguchi_store::{
    StoreError, Tx, attachments, audit,
    events::{self, NewEvent},
    seats, submissions,
};
use madoguchi_vocab::{Actor, FileId, Instant, ReceiptNumber, SubmissionId};
use madoguchi_workflow::{Action, Decision, Event, Moment, Stage, deadline, decide, remedy::Place};

use crate::{App, Result, StaffPerson, Submission, Trouble, retention, submit::describe_applicant};

impl App {
    /// A member of staff acts on a submission as it was when `revision` was shown.
    ///
    /// # Errors
    /// [`Trouble::Refused`] with the rule's reason, [`Trouble::Overtaken`] if somebody else was first,
    /// [`Trouble::NotFound`] if it is not this department's.
    pub async fn act(
        &self,
        staff: &StaffPerson,
        receipt: &ReceiptNumber,
        revision: i64,
        action: Action,
    ) -> Result<()> {
        let submission = self.submission(receipt).await?;
        if !staff.may(Deed::WorkOnSubmission, &submission.department) {
            return Err(Trouble::NotFound);
        }
        self.apply(submission, revision, action, &staff.actor(), None, &[]).await
    }

    /// The notice of remedies that a refusal of this submission would carry.
    pub fn remedy_notice(&self, submission: &Submission) -> String {
        let city = self.city();
        submission.case().remedy.notice(Place { city: &city.name, prefecture: &city.prefecture })
    }

    /// The one writer of a submission's stage.
    pub(crate) async fn apply(
        &self,
        submission: Submission,
        revision: i64,
        action: Action,
        by: &Actor,
        answers: Option<Answers>,
        files: &[FileId],
    ) -> Result<()> {
        if submission.revision != revision {
            return Err(Trouble::Overtaken);
        }
        let now = self.now();
        let city = self.city();
        let place = Place { city: &city.name, prefecture: &city.prefecture };
        let moment = Moment { now, calendar: self.calendar() };
        let Decision { event, letters } = decide(&submission.case(), action, by, moment, place)?;
        let stage = submission.stage.clone().after(&event, by, now);

        let mut tx = self.store().begin().await?;
        let mut row = submissions::get(&mut tx, submission.id).await?;
        if row.revision != revision {
            return Err(Trouble::Overtaken);
        }
        row.stage = stage.name().code().to_owned();
        row.stage_facts = serde_json::to_value(&stage)?;
        row.holder = stage.holder();
        row.correction_due = match &stage {
            Stage::AwaitingCorrection { due, .. } => Some(*due),
            _ => None,
        };
        let is_staff = matches!(by, Actor::Staff { .. });
        match &event {
            Event::Accepted => row.received_at = row.received_at.or(Some(now)),
            Event::Taken => {
                row.received_at = row.received_at.or(Some(now));
                row.review_started_at = row.review_started_at.or(Some(now));
            }
            Event::Wrote { .. } if !is_staff => row.asked_at = row.asked_at.or(Some(now)),
            Event::Wrote { .. } => row.asked_at = None,
            _ => {}
        }
        if matches!(event, Event::Withdrawn { .. }) && submission.paper.procedure.capacity.is_some() {
            seats::give_back(&mut tx, submission.paper.slug.as_str()).await?;
        }
        let was_final = submission.stage.name().is_final();
        match (was_final, stage.name().is_final()) {
            (false, true) => {
                row.decided_at = Some(now);
                row.dispose_from = Some(retention::dispose_from(now, &submission.paper));
            }
            (true, false) => (row.decided_at, row.dispose_from) = (None, None),
            _ => {}
        }
        if let Some(days) = submission.paper.procedure.standard_days {
            let past = submission.history.iter().map(|h| (&h.event, &h.actor, h.at));
            let pauses = deadline::pauses(past.chain([(&event, by, now)]));
            row.due_on =
                Some(deadline::due(submission.arrived_at, days, &pauses, now.date(), self.calendar()));
        }
        if let Some(answers) = answers {
            row.answers = serde_json::to_value(&answers)?;
            describe_applicant(&mut row, &submission.paper, &answers);
        }
        submissions::update(&mut tx, &row).await?;
        for file in files {
            attachments::adopt(&mut tx, row.draft, row.id, *file).await?;
        }
        self.append(&mut tx, row.id, now, by, &event).await?;
        self.put_letters(&mut tx, &row, &letters).await?;
        if is_staff {
            audit::note(&mut tx, now, serde_json::to_value(by)?, event.code(), row.receipt.as_str()).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Appends to the history of a submission.
    pub(crate) async fn append(
        &self,
        tx: &mut Tx,
        submission: SubmissionId,
        at: Instant,
        by: &Actor,
        event: &Event,
    ) -> Result<()> {
        match events::append(tx, self.new_event(submission, at, by, event)?).await {
            // Somebody appended at the same moment.
            Err(StoreError::Duplicate) => Err(Trouble::Overtaken),
            Err(e) => Err(e.into()),
            Ok(_) => Ok(()),
        }
    }

    pub(crate) fn new_event(
        &self,
        submission: SubmissionId,
        at: Instant,
        by: &Actor,
        event: &Event,
    ) -> Result<NewEvent> {
        let (actor, body) = (serde_json::to_value(by)?, serde_json::to_value(event)?);
        Ok(NewEvent { submission, at, actor, body, salt: self.0.ids.bits() })
    }
}
