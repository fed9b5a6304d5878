//! 登録: what was filled in at the desk becomes a submission, by the same way as a resident's.

use std::collections::BTreeMap;

use madoguchi_auth::Deed;
use madoguchi_forms::Applicant;
use madoguchi_store::{
    Tx, audit,
    entries::{self, EntryRow, OriginalRow},
    submissions::{self, SubmissionRow},
    views::queue::{self, QueueQuery, QueueRow},
};
use madoguchi_vocab::{Instant, ReceiptNumber, normalise};

use crate::{App, AtDesk, Draft, Original, Receipt, Result, StaffPerson, Trouble, submit::Submitter};

/// Among so many open submissions of people of one name the same person is looked for.
const LOOKED_THROUGH: i64 = 50;

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

    /// Open submissions of the same paper that seem to be of the same person: the same name, and the same birthday or
    /// telephone. They are shown, never in the way.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn same_person(&self, draft: &Draft) -> Result<Vec<QueueRow>> {
        let Applicant { name: Some(name), birthday, phone, .. } = draft.read(self.today()).applicant() else {
            return Ok(vec![]);
        };
        let key = normalise::search_key(&name);
        if key.is_empty() || birthday.is_none() && phone.is_none() {
            return Ok(vec![]);
        }
        let query = QueueQuery {
            slug: Some(draft.paper.slug.to_string()),
            text: Some(key.clone()),
            limit: LOOKED_THROUGH,
            ..QueueQuery::of(draft.paper.procedure.department.clone())
        };
        let reader = self.store().reader();
        let mut same = Vec::new();
        for row in queue::page(&reader, &query).await? {
            if normalise::search_key(&row.applicant_name) != key {
                continue;
            }
            let submitted = submissions::get(&reader, row.id).await?;
            let paper = self.paper_of(&submitted.slug, submitted.version).await?;
            let other = paper.applicant(&serde_json::from_value(submitted.answers)?);
            let born = birthday.is_some() && other.birthday == birthday;
            if born || phone.is_some() && other.phone == phone {
                same.push(row);
            }
        }
        Ok(same)
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
