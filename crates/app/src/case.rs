//! A member of staff opens a submission. Every look leaves a trace.

use std::collections::BTreeMap;

use madoguchi_auth::Deed;
use madoguchi_store::{Tx, attachments, attachments::Scan, audit, outbox};
use madoguchi_vocab::{Date, FileId, Instant, ReceiptNumber};
use madoguchi_workflow::{ActionName, Facts, Letter, Refusal, action::may, deadline};

use crate::{App, Result, StaffPerson, StoredFile, Submission, Trouble};

/// A letter about a submission.
#[derive(Clone, Debug)]
pub struct LetterLine {
    /// What it says.
    pub letter: Letter,
    /// When it was put in the tray.
    pub written_at: Instant,
    /// When it left.
    pub sent_at: Option<Instant>,
    /// Whether it will not leave: somebody should telephone.
    pub parked: bool,
    /// The version of the department's own words it left with; none if with the usual ones.
    pub wording: Option<i64>,
}

/// An opened submission.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// The submission.
    pub submission: Submission,
    /// What this person may do with it now.
    pub allowed: Vec<ActionName>,
    /// What this person might do if something were so that is not, and what.
    pub unmet: Vec<(ActionName, Refusal)>,
    /// What its history tells beside where it stands.
    pub facts: Facts,
    /// By when a decision is expected, with corrections left out.
    pub due: Option<Date>,
    /// Whether that day moves on with every day, because the office waits for the resident.
    pub stands_still: bool,
    /// Open days since arrival.
    pub elapsed: u32,
    /// The name of the person in whose hands it is.
    pub holder_name: Option<String>,
    /// Its files that are not to be opened, by id, and why.
    pub unopened: BTreeMap<String, Scan>,
    /// The letters about it.
    pub letters: Vec<LetterLine>,
}

impl App {
    /// Opens a submission of the own department.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it is not there or another department's.
    pub async fn open_case(&self, staff: &StaffPerson, receipt: &ReceiptNumber) -> Result<CaseFile> {
        let submission = self.seen_by(staff, receipt).await?;
        self.leave_trace(staff, "viewed", receipt.as_str()).await?;
        let (case, actor) = (submission.case(self.standing_in(staff).await?), staff.actor());
        let (mut allowed, mut unmet) = (vec![], vec![]);
        for action in ActionName::ALL {
            match may(&case, *action, &actor) {
                Ok(_) => allowed.push(*action),
                Err(why @ (Refusal::Unchecked | Refusal::FeeOwed)) => unmet.push((*action, why)),
                Err(_) => {}
            }
        }
        let past = submission.history.iter().map(|h| (&h.event, &h.actor, h.at));
        let (pauses, today) = (deadline::pauses(past), self.today());
        let due = submission
            .paper
            .procedure
            .standard_days
            .map(|days| deadline::due(submission.arrived_at, days, &pauses, today, self.calendar()));
        let holder_name = match submission.holder {
            Some(id) => self.staff_person(id).await?.map(|p| p.name),
            None => None,
        };
        let letters = outbox::of_submission(&self.store().reader(), submission.id).await?;
        let letters = letters
            .into_iter()
            .map(|l| {
                Ok(LetterLine {
                    letter: serde_json::from_value(l.body)?,
                    written_at: l.created_at,
                    sent_at: l.sent_at,
                    parked: l.state == "parked",
                    wording: l.wording,
                })
            })
            .collect::<Result<_>>()?;
        let files = attachments::files_of_submission(&self.store().reader(), submission.id).await?;
        let unopened = files.iter().filter_map(|f| Some((f.id.to_string(), self.unopened(f)?))).collect();
        let until = submission.decided_at.map_or(today, Instant::date);
        let elapsed = self.calendar().elapsed(submission.arrived_at.date(), until);
        Ok(CaseFile {
            facts: case.facts,
            submission,
            allowed,
            unmet,
            due,
            stands_still: pauses.iter().any(|(_, until)| until.is_none()),
            elapsed,
            holder_name,
            unopened,
            letters,
        })
    }

    /// A submission that a person may look at: of the own department, or one about which it owes an opinion.
    async fn seen_by(&self, staff: &StaffPerson, receipt: &ReceiptNumber) -> Result<Submission> {
        let submission = self.submission(receipt).await?;
        let own = staff.may(Deed::SeeSubmission, &submission.department);
        if own || self.was_asked(staff, &submission) { Ok(submission) } else { Err(Trouble::NotFound) }
    }

    /// A file of a submission of the own department.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it is not there or another department's, [`Trouble::Unopened`] if the virus scanner
    /// has not found it clean.
    pub async fn case_file(
        &self,
        staff: &StaffPerson,
        receipt: &ReceiptNumber,
        file: FileId,
    ) -> Result<StoredFile> {
        let submission = self.seen_by(staff, receipt).await?;
        self.leave_trace(staff, "viewed-file", receipt.as_str()).await?;
        let rows = attachments::files_of_submission(&self.store().reader(), submission.id).await?;
        if let Some(scan) = rows.iter().find(|f| f.id == file).and_then(|f| self.unopened(f)) {
            return Err(Trouble::Unopened(scan));
        }
        self.give_out(rows, file).await
    }

    pub(crate) async fn leave_trace(&self, staff: &StaffPerson, verb: &str, object: &str) -> Result<()> {
        let mut tx: Tx = self.store().begin().await?;
        audit::note(&mut tx, self.now(), serde_json::to_value(staff.actor())?, verb, object).await?;
        Ok(tx.commit().await?)
    }
}
