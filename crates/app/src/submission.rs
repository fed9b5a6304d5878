//! A submission with everything a page needs to know of it.

use std::{collections::BTreeMap, sync::Arc};

use madoguchi_forms::{Answers, FileFact, Paper, Section};
use madoguchi_store::{
    attachments, events,
    people::Department,
    submissions::{self, SubmissionRow},
};
use madoguchi_vocab::{
    Actor, Date, DepartmentId, DraftId, Instant, Lang, ReceiptNumber, StaffId, SubmissionId,
};
use madoguchi_workflow::{Case, Deputy, Event, Facts, Fee, Flow, Remedy, Stage};

use crate::{App, Entry, Result, Trouble};

/// The channel of what residents submit themselves.
pub(crate) const ONLINE: &str = "online";

/// One line of a history.
#[derive(Clone, Debug)]
pub struct Happened {
    /// 1, 2, 3 …
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Actor,
    /// What.
    pub event: Event,
}

/// A submission.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Which.
    pub id: SubmissionId,
    /// The draft it came of: files belong to it until the submission takes them.
    pub draft: DraftId,
    /// 受付番号
    pub receipt: ReceiptNumber,
    /// The paper as the resident was shown it.
    pub paper: Arc<Paper>,
    /// Its version.
    pub version: i64,
    /// The shape of its life.
    pub flow: Flow,
    /// Who answers for it.
    pub department: DepartmentId,
    /// What that department is called, and how it is reached.
    pub desk: Department,
    /// Where it stands.
    pub stage: Stage,
    /// Counts the changes.
    pub revision: i64,
    /// The answers as they are now.
    pub answers: Answers,
    /// The applicant's name as written.
    pub applicant_name: String,
    /// And how it is read.
    pub applicant_kana: String,
    /// Where letters go.
    pub email: Option<String>,
    /// The resident's language.
    pub lang: Lang,
    /// How it came.
    pub channel: String,
    /// 到達
    pub arrived_at: Instant,
    /// 受付
    pub received_at: Option<Instant>,
    /// 審査開始
    pub review_started_at: Option<Instant>,
    /// Since when a question of the resident waits for an answer.
    pub asked_at: Option<Instant>,
    /// When it ended.
    pub decided_at: Option<Instant>,
    /// Since when it stands where it stands.
    pub stage_since: Option<Instant>,
    /// By when a decision is expected.
    pub due_on: Option<Date>,
    /// In whose hands it is.
    pub holder: Option<StaffId>,
    /// What happened, oldest first.
    pub history: Vec<Happened>,
    /// Its files, by id.
    pub files: BTreeMap<String, FileFact>,
    /// How the office entered it for the resident, if it did.
    pub entry: Option<Entry>,
}

impl Submission {
    /// The answers said back.
    pub fn show(&self, lang: Lang) -> Vec<Section> {
        self.with_originals(self.paper.show(&self.answers, lang), lang)
    }

    /// The answers as they stand on the printed copy.
    pub fn print(&self, lang: Lang) -> Vec<Section> {
        self.with_originals(self.paper.print(&self.answers, lang), lang)
    }

    /// What is there in place of a file is said where the file would stand.
    fn with_originals(&self, mut sections: Vec<Section>, lang: Lang) -> Vec<Section> {
        if let Some(entry) = &self.entry {
            entry.say_in(&mut sections, &self.paper, lang);
        }
        sections
    }

    /// What its history tells beside where it stands.
    pub fn facts(&self) -> Facts {
        Facts::of(self.history.iter().map(|h| (&h.event, &h.actor)))
    }

    /// How many open days from the payment of its fee the applicant may expect, where it comes first and is not settled: no
    /// day can be named to them yet. What the office has to keep to is [`Submission::due_on`].
    pub fn days_from_payment(&self) -> Option<u32> {
        let waits = matches!(self.facts().fee, Fee::None | Fee::Owed { .. }) && !self.stage.name().is_final();
        let procedure = &self.paper.procedure;
        procedure.standard_days.filter(|_| procedure.pay_first && waits)
    }

    /// What the rules must know to decide about it, when somebody acts who stands in for these.
    pub(crate) fn case(&self, standing_in: Vec<Deputy>) -> Case {
        Case {
            id: self.id,
            definition: self.paper.workflow.clone(),
            facts: self.facts(),
            standing_in,
            department: self.department.clone(),
            stage: self.stage.clone(),
            arrived_at: self.arrived_at,
            correctable: self.correctable(),
            remedy: remedy(&self.paper),
        }
    }

    /// The questions a correction may point at: those that were asked. A repeating group is one question.
    pub fn correctable(&self) -> Vec<madoguchi_vocab::FieldKey> {
        let groups = self.answers.rows.keys();
        let shown = self.show(Lang::Ja);
        let asked = shown.iter().filter(|s| s.row.is_none()).flat_map(|s| s.lines.iter().map(|l| &l.field));
        let mut keys: Vec<_> =
            asked.filter(|k| self.paper.field(k.as_str()).is_some()).chain(groups).cloned().collect();
        keys.dedup();
        keys
    }
}

pub(crate) fn remedy(paper: &Paper) -> Remedy {
    use madoguchi_forms::Remedy as Written;
    match paper.procedure.law.as_ref().map_or(Written::None, |l| l.remedy) {
        Written::Mayor => Remedy::Mayor,
        Written::Governor => Remedy::Governor,
        Written::CareInsuranceBoard => Remedy::CareInsuranceBoard,
        Written::HealthInsuranceBoard => Remedy::HealthInsuranceBoard,
        Written::None => Remedy::None,
    }
}

impl App {
    /// A submission by its number, for whoever has been let through to it.
    pub(crate) async fn submission(&self, receipt: &ReceiptNumber) -> Result<Submission> {
        let row = submissions::by_receipt(&self.store().reader(), receipt).await?;
        self.with_history(row).await
    }

    /// A submission by its id.
    pub(crate) async fn submission_by_id(&self, id: SubmissionId) -> Result<Submission> {
        let row = submissions::get(&self.store().reader(), id).await?;
        self.with_history(row).await
    }

    pub(crate) async fn with_history(&self, row: SubmissionRow) -> Result<Submission> {
        if row.disposed_at.is_some() {
            return Err(Trouble::Gone);
        }
        let reader = self.store().reader();
        let history = events::history(&reader, row.id)
            .await?
            .into_iter()
            .map(|e| {
                Ok(Happened {
                    seq: e.seq,
                    at: e.at,
                    actor: serde_json::from_value(e.actor)?,
                    event: serde_json::from_value(e.body)?,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let files = attachments::files_of_submission(&reader, row.id).await?;
        let entry = if row.channel == ONLINE { None } else { self.entry_of(row.id).await? };
        let department = self.department(&row.department).ok_or(Trouble::NotFound)?;
        let paper = self.paper_of(&row.slug, row.version).await?;
        Ok(Submission {
            id: row.id,
            draft: row.draft,
            receipt: row.receipt,
            flow: paper.workflow.flow(),
            paper,
            version: row.version,
            department: row.department,
            desk: department,
            stage: serde_json::from_value(row.stage_facts)?,
            revision: row.revision,
            answers: serde_json::from_value(row.answers)?,
            applicant_name: row.applicant_name,
            applicant_kana: row.applicant_kana,
            email: row.email,
            lang: row.lang,
            channel: row.channel,
            arrived_at: row.arrived_at,
            received_at: row.received_at,
            review_started_at: row.review_started_at,
            asked_at: row.asked_at,
            decided_at: row.decided_at,
            stage_since: row.stage_since,
            due_on: row.due_on,
            holder: row.holder,
            history,
            files: files.iter().map(|f| (f.id.to_string(), crate::draft::fact(f))).collect(),
            entry,
        })
    }
}
