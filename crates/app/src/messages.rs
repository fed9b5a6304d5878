//! Messages between the resident and the office: part of the history, without moving the submission.

use madoguchi_auth::Deed;
use madoguchi_forms::field::attachment::FileKind;
use madoguchi_store::attachments::{self, Arrived, FileRow};
use madoguchi_vocab::{Actor, FieldKey, FileId, ReceiptNumber, normalise};
use madoguchi_workflow::{Action, Enclosure};

use crate::{
    App, FileTrouble, Result, StaffPerson, Submission, Trouble, Visitor,
    act::Ways,
    attach::{Limits, take_file},
};

/// A message says nothing about the state it was written at, so being overtaken only means to try again.
const TRIES: usize = 4;
/// What stands for the question in the rows of files that answer none.
pub(crate) const ENCLOSED: &str = "_enclosed";
/// How many files go with one message.
pub const ENCLOSURES: usize = 5;
/// How large each of them may be, in megabytes.
pub const ENCLOSURE_MB: u32 = 10;

/// Who writes, and so what may be seen and done.
#[derive(Clone, Copy, Debug)]
pub enum Writer<'a> {
    /// The resident who has shown number and key.
    Resident(&'a Visitor),
    /// A clerk of the department.
    Staff(&'a StaffPerson),
}

impl App {
    /// Takes a file that goes with a message. It belongs to the submission once the message is sent; until then it
    /// is named by its id.
    ///
    /// # Errors
    /// [`Trouble::File`] if it cannot be taken, [`Trouble::NotFound`] if the submission is not the writer's.
    pub async fn enclose(
        &self,
        by: Writer<'_>,
        receipt: &ReceiptNumber,
        enclosed: usize,
        name: &str,
        file: Arrived,
    ) -> Result<Enclosure> {
        let submission = self.of_writer(by, receipt).await?;
        let kinds = vec![FileKind::Jpeg, FileKind::Png, FileKind::Heic, FileKind::Pdf];
        let limits = Limits { kinds, max_mb: ENCLOSURE_MB, max_files: ENCLOSURES };
        // What was enclosed to messages that were never sent counts too: nobody fills the disk from here.
        let waiting = self.unsent(&submission).await?.len();
        if enclosed >= ENCLOSURES || waiting >= 4 * ENCLOSURES {
            return Err(FileTrouble::TooMany { limit: ENCLOSURES }.into());
        }
        let field = FieldKey::parse(ENCLOSED).map_err(|_| Trouble::NotFound)?;
        let row = take_file(self, Some(submission.draft), &field, name, file, &limits).await?;
        Ok(enclosure(&row))
    }

    /// The files of these ids that wait to go with a message.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if one of them is not there, went with another message, or is somebody else's.
    pub async fn enclosed(
        &self,
        by: Writer<'_>,
        receipt: &ReceiptNumber,
        files: &[FileId],
    ) -> Result<Vec<Enclosure>> {
        if files.is_empty() {
            return Ok(vec![]);
        }
        let submission = self.of_writer(by, receipt).await?;
        let unsent = self.unsent(&submission).await?;
        let found = |id: &FileId| unsent.iter().find(|row| row.id == *id).map(enclosure);
        files.iter().map(found).collect::<Option<_>>().ok_or(Trouble::NotFound)
    }

    /// The office writes to the resident, who gets a mail that there is something to read; or the resident to the
    /// office, and the queue shows that somebody waits for an answer.
    ///
    /// # Errors
    /// [`Trouble::Refused`] if there are no words, [`Trouble::NotFound`] if the submission or one of the files is
    /// not the writer's.
    pub async fn write(
        &self,
        by: Writer<'_>,
        receipt: &ReceiptNumber,
        text: &str,
        files: &[FileId],
    ) -> Result<()> {
        self.of_writer(by, receipt).await?;
        let (text, enclosed) = (normalise::prose(text), self.enclosed(by, receipt, files).await?);
        let (action, actor) = match by {
            Writer::Resident(_) => (Action::Ask { text, files: enclosed }, Actor::Resident),
            Writer::Staff(person) => (Action::Write { text, files: enclosed }, person.actor()),
        };
        let mut tried = 1;
        loop {
            let submission = self.submission(receipt).await?;
            let revision = submission.revision;
            let ways = Ways { files: files.to_vec(), ..Ways::default() };
            match self.apply(submission, revision, action.clone(), &actor, ways).await {
                Err(Trouble::Overtaken) if tried < TRIES => tried += 1,
                done => return done,
            }
        }
    }

    async fn of_writer(&self, by: Writer<'_>, receipt: &ReceiptNumber) -> Result<Submission> {
        match by {
            Writer::Resident(visitor) => self.status(receipt, visitor).await,
            Writer::Staff(person) => {
                let submission = self.submission(receipt).await?;
                let theirs = person.may(Deed::WorkOnSubmission, &submission.department);
                if theirs { Ok(submission) } else { Err(Trouble::NotFound) }
            }
        }
    }

    async fn unsent(&self, submission: &Submission) -> Result<Vec<FileRow>> {
        let mut rows = attachments::files_of_draft(&self.store().reader(), submission.draft).await?;
        rows.retain(|row| row.submission.is_none() && row.field == ENCLOSED);
        Ok(rows)
    }
}

fn enclosure(row: &FileRow) -> Enclosure {
    Enclosure { id: row.id, name: row.name.clone(), digest: hex::encode(row.digest) }
}
