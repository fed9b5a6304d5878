//! A draft changes hands at the desk: taken over from a colleague, taken up for a resident, thrown away. Each leaves a
//! trace, in the same transaction.

use madoguchi_auth::{Deed, ResumeCode};
use madoguchi_store::{Tx, audit, drafts, outbox};
use madoguchi_vocab::DraftId;

use crate::{
    App, DeskFacts, Draft, Result, StaffPerson, Trouble,
    desk::columns,
    funnel::ToCount,
    throttle::{PER_ADDRESS, PER_THING},
};

impl App {
    /// Takes a draft over from a colleague of the department.
    ///
    /// # Errors
    /// As [`App::desk_draft`]; [`Trouble::Overtaken`] if it was saved at the same moment.
    pub async fn take_over(&self, staff: &StaffPerson, id: DraftId) -> Result<Draft> {
        let mut draft = self.desk_draft(staff, id).await?;
        if let Some(receipt) = &draft.receipt {
            return Err(Trouble::AlreadySubmitted(receipt.clone()));
        }
        let Some(desk) = &mut draft.desk else { return Err(Trouble::NotFound) };
        if desk.staff == staff.id {
            return Ok(draft);
        }
        let mut tx = self.store().begin().await?;
        let columns = columns(staff, &desk.facts)?;
        drafts::take_to_desk(&mut tx, id, draft.revision, &columns, self.nobody()).await?;
        self.note_draft(&mut tx, staff, "took-draft", id).await?;
        tx.commit().await?;
        (desk.staff, desk.staff_name, draft.revision) = (staff.id, staff.name.clone(), draft.revision + 1);
        Ok(draft)
    }

    /// Takes a resident's own draft to the desk by its 再開コード, with its answers and files. From then on no browser
    /// of a resident has it. A code nobody has, one whose draft is over, and one of a paper that this person does not
    /// enter look alike.
    ///
    /// # Errors
    /// [`Trouble::NotFound`], or [`Trouble::TooMany`] after too many tries.
    pub async fn resume_at_desk(&self, staff: &StaffPerson, code: &str, from: &str) -> Result<DraftId> {
        staff.must(Deed::EnterForResident)?;
        let keys = [
            (format!("resume-by-staff:{}", staff.id), PER_THING),
            (format!("resume-from:{from}"), PER_ADDRESS),
        ];
        self.may_try(&keys).await?;
        let found = match ResumeCode::parse(code) {
            Ok(code) => drafts::by_resume_hash(&self.store().reader(), code.hash()).await?,
            Err(_) => None,
        };
        let mut mine = None;
        if let Some(row) = found.filter(|d| self.may_go_on(d)) {
            let paper = self.paper_of(&row.slug, row.version).await?;
            if staff.may(Deed::EnterForResident, &paper.procedure.department) {
                mine = Some(row);
            }
        }
        let Some(row) = mine else {
            self.count_try(&keys).await?;
            return Err(Trouble::NotFound);
        };
        let facts = DeskFacts { begun_online: true, ..DeskFacts::default() };
        let mut tx = self.store().begin().await?;
        drafts::take_to_desk(&mut tx, row.id, row.revision, &columns(staff, &facts)?, self.nobody()).await?;
        // The code opens it no more: nobody is told of it any more.
        outbox::forget_draft(&mut tx, row.id).await?;
        self.note_draft(&mut tx, staff, "resumed-draft", row.id).await?;
        // It is no resident's way any more; that it went on here is not a loss.
        ToCount::taken_to_desk(&row)?.count(&mut tx).await?;
        tx.commit().await?;
        Ok(row.id)
    }

    /// Throws a draft of the own hands away, with its files.
    ///
    /// # Errors
    /// [`Trouble::Overtaken`] if a colleague has taken it over.
    pub async fn discard_at_desk(&self, staff: &StaffPerson, id: DraftId) -> Result<()> {
        let draft = self.desk_draft(staff, id).await?;
        if let Some(receipt) = draft.receipt {
            return Err(Trouble::AlreadySubmitted(receipt));
        }
        if draft.desk.is_none_or(|desk| desk.staff != staff.id) {
            return Err(Trouble::Overtaken);
        }
        let mut tx = self.store().begin().await?;
        drafts::remove(&mut tx, id).await?;
        self.note_draft(&mut tx, staff, "discarded-draft", id).await?;
        Ok(tx.commit().await?)
    }

    async fn note_draft(&self, tx: &mut Tx, staff: &StaffPerson, verb: &str, id: DraftId) -> Result<()> {
        let actor = serde_json::to_value(staff.actor())?;
        Ok(audit::note(tx, self.now(), actor, verb, &id.to_string()).await?)
    }
}
