//! 登録: what was filled in at the desk becomes a submission, by the same way as a resident's.

use std::collections::BTreeMap;

use madoguchi_auth::Deed;
use madoguchi_store::{
    Tx, audit,
    entries::{self, EntryRow, OriginalRow},
    submissions::{self, SubmissionRow},
};
use madoguchi_vocab::{Instant, ReceiptNumber};

use crate::{App, AtDesk, Draft, Original, Receipt, Result, StaffPerson, Trouble, submit::Submitter};

impl App {
    /// Submits a draft of the own hands as it was when its revision was `seen`. However often it is asked for, it
    /// becomes one submission with one receipt.
    ///
    /// # Errors
    /// As [`App::submit`]; [`Trouble::PaperDay`] if the day on which it came on paper is not right,
    /// [`Trouble::Overtaken`] if a colleague has taken it over.
    pub async fn enter(&self, staff: &StaffPerson, draft: &Draft, seen: i64) -> Result<Receipt> {
        let desk = draft.desk.as_ref().ok_or(Trouble::NotFound)?;
        if draft.receipt.is_none() {
            if desk.staff != staff.id {
                return Err(Trouble::Overtaken);
            }
            if let Some(wrong) = desk.facts.day_wrong(self.today()) {
                return Err(Trouble::PaperDay(wrong));
            }
        }
        let mut desk = desk.clone();
        desk.facts.originals = self.originals_of(draft);
        self.submit_by(draft, seen, Submitter::Desk(staff, &desk)).await
    }

    /// What is there in place of files that the answers ask for and nobody gave.
    fn originals_of(&self, draft: &Draft) -> BTreeMap<String, Original> {
        let reading = draft.read(self.today());
        let asked = |input: &str| match input.split('.').collect::<Vec<_>>()[..] {
            [key] => key.parse().is_ok_and(|key| reading.field_visible(&key, None)),
            [_, row, key] => key.parse().is_ok_and(|key| reading.field_visible(&key, Some(row))),
            _ => false,
        };
        let given = |input: &str| draft.typed.all(input).iter().any(|id| draft.files.contains_key(id));
        let originals = draft.desk.iter().flat_map(|desk| &desk.facts.originals);
        originals
            .filter(|(input, _)| asked(input) && !given(input))
            .map(|(input, original)| (input.clone(), original.clone()))
            .collect()
    }

    pub(crate) async fn note_entry(
        &self,
        tx: &mut Tx,
        filed: &SubmissionRow,
        now: Instant,
        staff: &StaffPerson,
        desk: &AtDesk,
    ) -> Result<()> {
        let entry = EntryRow {
            submission: filed.id,
            staff: staff.id,
            staff_name: String::new(),
            entered_at: now,
            paper_day: desk.facts.paper_day,
            late_reason: desk.facts.late_reason.clone(),
            begun_online: desk.facts.begun_online,
        };
        let original = |(input, original): (&String, &Original)| OriginalRow {
            input: input.clone(),
            how: original.how.code().to_owned(),
            note: original.note.clone(),
            came_at: None,
            came_to: None,
        };
        let originals: Vec<_> = desk.facts.originals.iter().map(original).collect();
        entries::insert(tx, &entry, &originals).await?;
        audit::note(tx, now, serde_json::to_value(staff.actor())?, "entered", filed.receipt.as_str()).await?;
        Ok(())
    }

    /// Notes that a document which was to come by post has come.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it is another department's, [`Trouble::Overtaken`] if it was noted already or nothing
    /// is to come there.
    pub async fn paper_came(&self, staff: &StaffPerson, receipt: &ReceiptNumber, input: &str) -> Result<()> {
        let row = submissions::by_receipt(&self.store().reader(), receipt).await?;
        if !staff.may(Deed::WorkOnSubmission, &row.department) {
            return Err(Trouble::NotFound);
        }
        let mut tx = self.store().begin().await?;
        entries::came(&mut tx, row.id, input, self.now(), staff.id).await?;
        let actor = serde_json::to_value(staff.actor())?;
        audit::note(&mut tx, self.now(), actor, "paper-came", receipt.as_str()).await?;
        Ok(tx.commit().await?)
    }
}
