//! 補正: the resident mends what was pointed at, and only that. And 取下げ.

use std::collections::BTreeMap;

use madoguchi_forms::{Facts, FieldKind, FileFact, Reading, Typed};
use madoguchi_store::attachments::{self, Arrived, FileRow};
use madoguchi_vocab::{Actor, Date, FieldKey, FileId, Lang, ReceiptNumber};
use madoguchi_workflow::{Action, Change, CorrectionItem, Refusal, Stage, StageName};

use crate::{
    App, FileTrouble, Result, Submission, Trouble, Visitor,
    act::Ways,
    attach::{limits, take_file},
    desk::excuse,
    evidence,
    messages::ENCLOSED,
};

/// A correction on its way: what the resident has typed and what it means.
pub struct Correction<'p> {
    /// What is typed now.
    pub typed: Typed,
    /// What it means.
    pub reading: Reading<'p>,
    /// What differs from what was submitted, in the resident's language.
    pub changes: Vec<Change>,
}

impl Submission {
    /// What is to be mended, with the reasons; empty when nothing is.
    pub fn to_mend(&self) -> &[CorrectionItem] {
        match &self.stage {
            Stage::AwaitingCorrection { items, .. } => items,
            _ => &[],
        }
    }

    /// The questions that may be mended now.
    pub fn mendable(&self) -> Vec<FieldKey> {
        self.to_mend().iter().map(|i| i.field.clone()).collect()
    }

    /// The day by which its answers are read: the day it arrived. What was right then stays right, however long
    /// the office takes; whoever applied in time has applied in time (行政手続法7条・37条).
    pub fn read_on(&self) -> Date {
        self.arrived_at.date()
    }

    /// What other answers would mean. What the office has in place of a file is not asked for again, unless it is that
    /// which is to be mended.
    pub fn read_as(&self, typed: &Typed, files: &BTreeMap<String, FileFact>) -> Reading<'_> {
        let mut reading = self.paper.read(typed, &Facts { today: self.read_on(), files });
        if let Some(entry) = &self.entry {
            let mendable = self.mendable();
            let asked_for = |input: &str| mendable.iter().any(|key| key.as_str() == input);
            excuse(&mut reading, |input| entry.originals.contains_key(input) && !asked_for(input));
        }
        reading
    }

    /// What the form shows first: the answers as they are.
    pub fn typed(&self) -> Typed {
        self.paper.typed_from(&self.answers)
    }

    /// Reads what was posted for the questions to mend; everything else stays as it was submitted.
    ///
    /// # Errors
    /// [`Trouble::UnknownInput`] if anything else was posted.
    pub fn read_correction(
        &self,
        posted: Typed,
        files: &BTreeMap<String, FileFact>,
        lang: Lang,
    ) -> Result<Correction<'_>> {
        let mut typed = self.paper.accept_fields(&self.mendable(), &self.typed(), posted.clone())?;
        self.choose_files(&mut typed, &posted, files);
        let reading = self.read_as(&typed, files);
        let changes = self.changes(&reading, lang);
        Ok(Correction { typed, reading, changes })
    }

    /// A correction has no draft from which files come and go: which of them count is posted. Only questions
    /// that are to be mended, and only files that belong here.
    fn choose_files(&self, typed: &mut Typed, posted: &Typed, files: &BTreeMap<String, FileFact>) {
        for key in self.mendable() {
            let takes_files =
                self.paper.field(key.as_str()).is_some_and(|f| matches!(f.kind, FieldKind::Attachment(_)));
            if takes_files {
                let mut ids: Vec<String> = posted.all(key.as_str()).to_vec();
                ids.retain(|id| files.contains_key(id));
                typed.0.insert(key.to_string(), ids);
            }
        }
    }

    /// What differs, question by question.
    fn changes(&self, reading: &Reading<'_>, lang: Lang) -> Vec<Change> {
        let said = |answers| -> BTreeMap<(FieldKey, Option<String>), (String, String)> {
            let sections = self.paper.show(answers, lang);
            let lines = sections.into_iter().flat_map(|s| s.lines);
            lines
                .map(|l| {
                    let files: Vec<_> = l.files.iter().map(|f| f.name.as_str()).collect();
                    let answer = if files.is_empty() { l.answer } else { files.join("、") };
                    ((l.field, l.row), (l.label, answer))
                })
                .collect()
        };
        let (before, after) = (said(&self.answers), said(&reading.answers));
        let mut keys: Vec<_> = before.keys().chain(after.keys()).cloned().collect();
        keys.sort();
        keys.dedup();
        keys.into_iter()
            .filter_map(|key| {
                let (b, a) = (before.get(&key), after.get(&key));
                let label = a.or(b).map(|(label, _)| label.clone())?;
                let (b, a) = (b.map_or("", |x| &x.1), a.map_or("", |x| &x.1));
                let replaced =
                    self.file_ids(&self.answers, &key.0) != self.file_ids(&reading.answers, &key.0);
                (b != a || replaced).then(|| Change {
                    field: key.0,
                    label,
                    before: b.to_owned(),
                    after: a.to_owned(),
                })
            })
            .collect()
    }

    /// Two photos may have the same name and yet be two photos.
    fn file_ids(&self, answers: &madoguchi_forms::Answers, field: &FieldKey) -> Vec<String> {
        match answers.get(field.as_str()) {
            Some(madoguchi_forms::Value::Files(files)) => files.iter().map(|f| f.id.clone()).collect(),
            _ => vec![],
        }
    }
}

impl App {
    /// The files a correction may use: the submission's own and those uploaded for the correction.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn correction_files(&self, submission: &Submission) -> Result<BTreeMap<String, FileFact>> {
        let mut files = submission.files.clone();
        for file in self.uploaded_for(submission).await? {
            files.insert(file.id.to_string(), crate::draft::fact(&file));
        }
        Ok(files)
    }

    /// Takes a file for a question that is to be mended. It belongs to the submission once the correction is sent.
    ///
    /// # Errors
    /// [`Trouble::File`] if it cannot be taken, [`Trouble::NotFound`] if the question is not to be mended.
    pub async fn attach_to_correction(
        &self,
        submission: &Submission,
        field: &FieldKey,
        name: &str,
        file: Arrived,
    ) -> Result<FileId> {
        if !submission.mendable().contains(field) {
            return Err(Trouble::NotFound);
        }
        let limits = limits(&submission.paper, field).ok_or(Trouble::NotFound)?;
        if self.uploaded_for(submission).await?.len() >= 4 * limits.max_files {
            return Err(FileTrouble::TooMany { limit: limits.max_files }.into());
        }
        take_file(self, Some(submission.draft), field, name, file, &limits).await.map(|f| f.id)
    }

    /// Sends a correction.
    ///
    /// # Errors
    /// [`Trouble::Incomplete`] if an answer is not right yet, [`Trouble::Refused`] if nothing changed or nothing
    /// is to be mended, [`Trouble::Overtaken`] if it was sent already.
    pub async fn correct(
        &self,
        receipt: &ReceiptNumber,
        visitor: &Visitor,
        revision: i64,
        posted: Typed,
    ) -> Result<()> {
        let submission = self.status(receipt, visitor).await?;
        if submission.to_mend().is_empty() {
            let (stage, action) = (submission.stage.name(), madoguchi_workflow::ActionName::Correct);
            return Err(Refusal::NotNow { stage, action }.into());
        }
        let files = self.correction_files(&submission).await?;
        let (answers, changes) = {
            let correction = submission.read_correction(posted, &files, submission.lang)?;
            if let Some(page) = correction.reading.first_incomplete() {
                return Err(Trouble::Incomplete(page.key.clone()));
            }
            (correction.reading.answers, correction.changes)
        };
        let new: Vec<FileId> = answers
            .files()
            .filter(|f| !submission.files.contains_key(&f.id))
            .filter_map(|f| f.id.parse().ok())
            .collect();
        let rows = attachments::files_of_draft(&self.store().reader(), submission.draft).await?;
        let action = Action::Correct { changes, answers: evidence::digest(&answers, &rows)? };
        let ways = Ways { answers: Some(answers), files: new, ..Ways::default() };
        self.apply(submission, revision, action, &Actor::Resident, ways).await
    }

    /// 取下げ
    ///
    /// # Errors
    /// [`Trouble::Refused`] once it is decided, [`Trouble::Overtaken`] if it changed since it was shown.
    pub async fn withdraw(
        &self,
        receipt: &ReceiptNumber,
        visitor: &Visitor,
        revision: i64,
        reason: &str,
    ) -> Result<()> {
        let submission = self.status(receipt, visitor).await?;
        // Pressed twice: it is withdrawn, as was asked.
        if submission.stage.name() == StageName::Withdrawn {
            return Ok(());
        }
        let reason = madoguchi_vocab::normalise::prose(reason).chars().take(1000).collect();
        self.apply(submission, revision, Action::Withdraw { reason }, &Actor::Resident, Ways::default()).await
    }

    async fn uploaded_for(&self, submission: &Submission) -> Result<Vec<FileRow>> {
        let files = attachments::files_of_draft(&self.store().reader(), submission.draft).await?;
        Ok(files.into_iter().filter(|f| f.submission.is_none() && f.field != ENCLOSED).collect())
    }
}
