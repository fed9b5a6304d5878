//! What somebody of the office entered is looked at again, from the desk: by the rules for every submission, and with
//! the same traces.

use chrono::Duration;
use madoguchi_auth::Deed;
use madoguchi_store::attachments;
use madoguchi_vocab::{DraftId, FileId, LookupKey};

use crate::{App, Result, StaffPerson, StoredFile, Submission, Trouble};

/// So many hours after the entry the key is still shown: until then the resident has it. Whoever has it can act as
/// the resident, so it does not lie about.
const KEY_HOURS: i64 = 2;

impl App {
    /// What a draft at the desk became. The look leaves a trace.
    ///
    /// # Errors
    /// As [`App::desk_draft`]; [`Trouble::NotFound`] if it was not entered yet, or if the submission is another
    /// department's by now.
    pub async fn entered(&self, staff: &StaffPerson, id: DraftId) -> Result<Submission> {
        let draft = self.desk_draft(staff, id).await?;
        let (_, submission) = self.receipt_of(&draft).await?;
        if !staff.may(Deed::SeeSubmission, &submission.department) {
            return Err(Trouble::NotFound);
        }
        self.leave_trace(staff, "viewed", submission.receipt.as_str()).await?;
        Ok(submission)
    }

    /// 照会キー of what was entered, to be handed over: for nobody but who entered it, and not for long. That it was
    /// shown is noted.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn entry_key(&self, staff: &StaffPerson, submission: &Submission) -> Result<Option<LookupKey>> {
        let own = submission.entry.as_ref().filter(|entry| entry.staff == staff.id);
        if own.is_none_or(|entry| self.now().since(entry.entered_at) >= Duration::hours(KEY_HOURS)) {
            return Ok(None);
        }
        self.leave_trace(staff, "showed-key", submission.receipt.as_str()).await?;
        Ok(Some(self.secret().lookup_key(submission.id)))
    }

    /// A file of a draft at the desk. The look leaves a trace.
    ///
    /// # Errors
    /// As [`App::desk_draft`]; [`Trouble::NotFound`] if the draft has no such file, [`Trouble::Unopened`] if the virus
    /// scanner has not found it clean.
    pub async fn desk_file(&self, staff: &StaffPerson, id: DraftId, file: FileId) -> Result<StoredFile> {
        let draft = self.desk_draft(staff, id).await?;
        let object = draft.receipt.map_or_else(|| id.to_string(), |receipt| receipt.to_string());
        self.leave_trace(staff, "viewed-file", &object).await?;
        let rows = attachments::files_of_draft(&self.store().reader(), id).await?;
        if let Some(scan) = rows.iter().find(|f| f.id == file).and_then(|f| self.unopened(f)) {
            return Err(Trouble::Unopened(scan));
        }
        self.give_out(rows, file).await
    }
}
