//! Somebody does something with a submission: open the file, ask the rules, write the outcome, put letters
//! in the tray, close the file.

use madoguchi_auth::Deed;
use madoguchi_forms::Answers;
use madoguchi_store::{StoreError, attachments, audit, events, submissions};
use madoguchi_vocab::{Actor, FileId, ReceiptNumber};
use madoguchi_workflow::{Action, Decision, Event, Moment, Stage, deadline, decide, remedy::Place};

use crate::{App, Result, StaffPerson, Submission, Trouble, submit::describe_applicant};

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
        if matches!(event, Event::Taken) && row.received_at.is_none() {
            row.received_at = Some(now);
        }
        if stage.name().is_final() {
            row.decided_at = Some(now);
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
        let actor = serde_json::to_value(by)?;
        events::append(&mut tx, row.id, now, actor.clone(), serde_json::to_value(&event)?).await.map_err(
            |e| match e {
                StoreError::Duplicate => StoreError::Overtaken,
                e => e,
            },
        )?;
        self.put_letters(&mut tx, &row, &letters).await?;
        if matches!(by, Actor::Staff { .. }) {
            audit::note(&mut tx, now, actor, event.code(), row.receipt.as_str()).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
