//! Somebody does something with a submission: open the file, ask the rules, write the outcome, put letters
//! in the tray, close the file.

use madoguchi_auth::{Deed, roster::reviews};
use madoguchi_forms::Answers;
use madoguchi_store::{
    StoreError, Tx, assign_rules, attachments, audit,
    events::{self, NewEvent},
    opinions, seats, submissions,
    submissions::SubmissionRow,
    substitutes,
};
use madoguchi_vocab::{Actor, DepartmentId, FileId, Instant, ReceiptNumber, SubmissionId};
use madoguchi_workflow::{
    Action, Asked, Decision, Deputy, Event, Moment, Stage, action::was_asked, deadline, decide, remedy::Place,
};

use crate::{App, Result, StaffPerson, Submission, Trouble, retention, submit::describe_applicant};

/// What comes along with an action.
#[derive(Default)]
pub(crate) struct Ways {
    /// For whom the person who acts stands in.
    pub standing_in: Vec<Deputy>,
    /// The answers as they are after it, if it changes them.
    pub answers: Option<Answers>,
    /// Files the submission takes from its draft.
    pub files: Vec<FileId>,
    /// The rule whose turn it was.
    pub turn: Option<(DepartmentId, String)>,
}

/// What other departments owe is kept in a table of its own, so that they find it.
async fn note_opinions(tx: &mut Tx, row: &SubmissionRow, event: &Event, now: Instant) -> Result<()> {
    match event {
        Event::OpinionAsked { number, of: Asked::Department { id, .. }, due, .. } => {
            Ok(opinions::ask(tx, row.id, *number, id, *due).await?)
        }
        Event::OpinionGiven { number, .. } => Ok(opinions::answered(tx, row.id, *number, now).await?),
        _ => Ok(()),
    }
}

/// So often a notice is printed anew when its number is taken.
const NUMBERS_TRIED: usize = 20;

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
        let submission = self.to_act_on(staff, receipt, &action).await?;
        let action = self.aimed(&submission, action).await?;
        let standing_in = self.standing_in(staff).await?;
        // Another decision may have been given the number of this one's notice.
        let mut tried = 1;
        loop {
            let ways = Ways { standing_in: standing_in.clone(), ..Ways::default() };
            match self.apply(submission.clone(), revision, action.clone(), &staff.actor(), ways).await {
                Err(Trouble::NumberTaken) if tried < NUMBERS_TRIED => tried += 1,
                done => return done,
            }
        }
    }

    /// What would happen if a member of staff acted like this. Nothing does: it is shown to them before they confirm.
    ///
    /// # Errors
    /// As [`App::act`].
    pub async fn foresee(
        &self,
        staff: &StaffPerson,
        receipt: &ReceiptNumber,
        revision: i64,
        action: Action,
    ) -> Result<Event> {
        let submission = self.to_act_on(staff, receipt, &action).await?;
        let action = self.aimed(&submission, action).await?;
        if submission.revision != revision {
            return Err(Trouble::Overtaken);
        }
        let standing_in = self.standing_in(staff).await?;
        let (now, by) = (self.now(), staff.actor());
        let event = self.ruled(&submission, standing_in, action, &by, now)?.event;
        // A letter that no font has is better told now than at the last press.
        self.draft_notice(&submission, &event, now).await?;
        Ok(event)
    }

    /// A submission that this person may do something with at all.
    async fn to_act_on(
        &self,
        staff: &StaffPerson,
        receipt: &ReceiptNumber,
        action: &Action,
    ) -> Result<Submission> {
        let submission = self.submission(receipt).await?;
        let asked = matches!(action, Action::GiveOpinion { .. }) && self.was_asked(staff, &submission);
        let own = staff.may(Deed::WorkOnSubmission, &submission.department);
        if asked || own { Ok(submission) } else { Err(Trouble::NotFound) }
    }

    /// An action whose aim is there: a person who reviews in this department, a department that is open. Their names are
    /// those the office has, whatever was said.
    async fn aimed(&self, submission: &Submission, action: Action) -> Result<Action> {
        match action {
            Action::Assign { to, .. } => {
                let all = self.colleagues(&submission.department).await?;
                let found = all.into_iter().find(|p| p.id == to && reviews(p.role));
                Ok(Action::Assign { to, name: found.ok_or(Trouble::NotFound)?.name })
            }
            Action::Transfer { to, reason, .. } => {
                let name = self.open_departments().await?.remove(&to).ok_or(Trouble::NotFound)?;
                Ok(Action::Transfer { to, name, reason })
            }
            Action::AskOpinion { of: Asked::Department { id, .. }, question, due } => {
                let name = self.open_departments().await?.remove(&id).ok_or(Trouble::NotFound)?;
                Ok(Action::AskOpinion { of: Asked::Department { id, name }, question, due })
            }
            other => Ok(other),
        }
    }

    /// What the rules say.
    pub(crate) fn ruled(
        &self,
        submission: &Submission,
        standing_in: Vec<Deputy>,
        action: Action,
        by: &Actor,
        now: Instant,
    ) -> Result<Decision> {
        let city = self.city();
        let place = Place { city: &city.name, prefecture: &city.prefecture };
        let moment = Moment { now, calendar: self.calendar() };
        Ok(decide(&submission.case(standing_in), action, by, moment, place)?)
    }

    /// For whom a person stands in today.
    pub(crate) async fn standing_in(&self, staff: &StaffPerson) -> Result<Vec<Deputy>> {
        let all = substitutes::of_deputy(&self.store().reader(), staff.id, self.today()).await?;
        Ok(all
            .into_iter()
            .map(|s| Deputy { of: s.absent, name: s.absent_name, role: s.absent_role })
            .collect())
    }

    /// Whether a person's department was asked for an opinion about a submission and owes it.
    pub(crate) fn was_asked(&self, staff: &StaffPerson, submission: &Submission) -> bool {
        staff.may_at_home(Deed::WorkOnSubmission) && was_asked(&submission.case(vec![]), &staff.department)
    }

    /// The notice of remedies that a refusal of this submission would carry.
    pub fn remedy_notice(&self, submission: &Submission) -> String {
        let city = self.city();
        submission.case(vec![]).remedy.notice(Place { city: &city.name, prefecture: &city.prefecture })
    }

    /// Does what the rules say, as one thing.
    pub(crate) async fn apply(
        &self,
        submission: Submission,
        revision: i64,
        action: Action,
        by: &Actor,
        mut ways: Ways,
    ) -> Result<()> {
        if submission.revision != revision {
            return Err(Trouble::Overtaken);
        }
        let now = self.now();
        let standing_in = std::mem::take(&mut ways.standing_in);
        let decision = self.ruled(&submission, standing_in, action, by, now)?;
        let notice = self.print_notice(&submission, &decision.event, now).await?;
        let mut tx = self.store().begin().await?;
        self.write_down(&mut tx, &submission, decision, (by, now), ways).await?;
        if let Some(notice) = &notice {
            self.file_notice(&mut tx, notice).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The one writer of a submission's stage.
    pub(crate) async fn write_down(
        &self,
        tx: &mut Tx,
        submission: &Submission,
        Decision { event, letters }: Decision,
        (by, now): (&Actor, Instant),
        ways: Ways,
    ) -> Result<()> {
        let Ways { answers, files, turn, .. } = ways;
        let stage = submission.stage.clone().after(&event, by, now);
        let mut row = submissions::get(&mut *tx, submission.id).await?;
        if row.revision != submission.revision {
            return Err(Trouble::Overtaken);
        }
        if row.step != stage.step() || !matches!(event, Event::Wrote { .. }) && stage != submission.stage {
            row.stage_since = Some(now);
        }
        row.stage = stage.name().code().to_owned();
        row.step = stage.step().to_owned();
        row.stage_facts = serde_json::to_value(&stage)?;
        row.holder = stage.holder();
        row.correction_due = match &stage {
            Stage::AwaitingCorrection { due, .. } => Some(*due),
            _ => None,
        };
        let is_staff = matches!(by, Actor::Staff { .. });
        match &event {
            Event::Accepted | Event::Assigned { .. } => row.received_at = row.received_at.or(Some(now)),
            Event::Taken { .. } => {
                row.received_at = row.received_at.or(Some(now));
                row.review_started_at = row.review_started_at.or(Some(now));
            }
            Event::Wrote { .. } if !is_staff => row.asked_at = row.asked_at.or(Some(now)),
            Event::Wrote { .. } => row.asked_at = None,
            Event::Transferred { to, .. } => row.department = to.clone(),
            Event::Submitted { .. }
            | Event::Released { .. }
            | Event::Forwarded { .. }
            | Event::SentBack { .. }
            | Event::Proposed { .. }
            | Event::Approved { .. }
            | Event::Noted { .. }
            | Event::Called { .. }
            | Event::Ticked { .. }
            | Event::OpinionAsked { .. }
            | Event::OpinionGiven { .. }
            | Event::FeeCharged { .. }
            | Event::FeeSettled { .. }
            | Event::CorrectionAsked { .. }
            | Event::CorrectionGiven { .. }
            | Event::Decided { .. }
            | Event::Reopened { .. }
            | Event::Disposed
            | Event::Withdrawn { .. } => {}
        }
        if matches!(event, Event::Withdrawn { .. }) && submission.paper.seats().is_some() {
            seats::give_back(&mut *tx, submission.paper.slug.as_str()).await?;
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
            // While it is the resident's turn no day can be named: it would be another every day.
            row.due_on = pauses
                .iter()
                .all(|(_, until)| until.is_some())
                .then(|| deadline::due(submission.arrived_at, days, &pauses, now.date(), self.calendar()));
        }
        if let Some(answers) = answers {
            row.answers = serde_json::to_value(&answers)?;
            describe_applicant(&mut row, &submission.paper, &answers);
        }
        submissions::update(&mut *tx, &row).await?;
        for file in files {
            attachments::adopt(&mut *tx, row.draft, row.id, file).await?;
        }
        note_opinions(tx, &row, &event, now).await?;
        if let Some((department, rule)) = turn {
            assign_rules::turned(&mut *tx, &department, &rule).await?;
        }
        self.append(tx, row.id, now, by, &event).await?;
        self.put_letters(tx, &row, &letters).await?;
        if is_staff {
            audit::note(&mut *tx, now, serde_json::to_value(by)?, event.code(), row.receipt.as_str()).await?;
        }
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
