//! 決裁待ち: what colleagues have proposed, and who may approve it.

use std::collections::BTreeMap;

use madoguchi_auth::Deed;
use madoguchi_store::views::today;
use madoguchi_vocab::{Actor, Date, ReceiptNumber};
use madoguchi_workflow::{
    Action, ActionName, Authority, Case, Change, Deputy, Event, Facts, Refusal, Remedy, Ruling, Stage,
    StageName, action::may,
};

use crate::{App, Outcome, QueueFilter, Result, StaffPerson, Submission, Trouble};

/// The most that are approved at once.
pub const AT_ONCE: usize = 50;
/// Among so many proposals those are looked for that wait for somebody.
pub const MINE: i64 = 500;

/// A proposal that came back once before it came again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentBack {
    /// Why it came back; empty where who proposed took it back.
    pub reason: String,
    /// Who gave it back.
    pub by: String,
    /// What had been proposed then.
    pub before: Ruling,
    /// What the resident has mended since.
    pub changes: Vec<Change>,
}

/// A proposal that waits for approval.
#[derive(Clone, Debug)]
pub struct Approval {
    /// Of which submission.
    pub receipt: ReceiptNumber,
    /// As it was seen.
    pub revision: i64,
    /// The procedure.
    pub title: String,
    /// Who applies.
    pub applicant: String,
    /// The day it arrived.
    pub arrived_on: Date,
    /// Open days since then.
    pub elapsed: u32,
    /// Open days it has waited for this approval.
    pub waiting: u32,
    /// Who proposed.
    pub proposer: String,
    /// What.
    pub ruling: Ruling,
    /// Who has approved so far.
    pub approved: Vec<String>,
    /// What this approval is called, where the paper says so.
    pub step: Option<String>,
    /// What was there before it came back, if it did.
    pub sent_back: Option<SentBack>,
    /// On what ground this person would approve, or why they may not.
    pub ground: std::result::Result<Authority, Refusal>,
}

/// A page of proposals.
#[derive(Clone, Debug)]
pub struct ApprovalsPage {
    /// The proposals, oldest arrival first.
    pub rows: Vec<Approval>,
    /// How many there are in all.
    pub total: i64,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

impl App {
    /// What waits for approval in the own department.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role has no queue.
    pub async fn approvals(&self, staff: &StaffPerson, after: Option<String>) -> Result<ApprovalsPage> {
        let filter =
            QueueFilter { stage: Some(StageName::AwaitingApproval), after, ..QueueFilter::default() };
        let page = self.queue(staff, &filter).await?;
        let standing_in = self.standing_in(staff).await?;
        let mut rows = Vec::with_capacity(page.rows.len());
        for row in &page.rows {
            match self.submission(&row.receipt).await {
                // Decided between the two looks.
                Err(Trouble::NotFound | Trouble::Gone) => {}
                submission => rows.extend(self.proposal(staff, &standing_in, &submission?)),
            }
        }
        Ok(ApprovalsPage { rows, total: page.total, next: page.next })
    }

    /// The proposals of the own department that wait for this person: which of them they may approve by their role and by
    /// who has proposed and approved so far, oldest arrival first, at most [`MINE`]. What a paper asks besides (a checklist,
    /// a fee) is told where they are shown.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role has no queue.
    pub async fn mine_to_approve(&self, staff: &StaffPerson) -> Result<Vec<ReceiptNumber>> {
        staff.must(Deed::SeeQueue)?;
        let rows = today::proposals(&self.store().reader(), &staff.department, MINE).await?;
        let (standing_in, actor) = (self.standing_in(staff).await?, staff.actor());
        let mut papers = BTreeMap::new();
        let mut mine = Vec::new();
        for row in rows {
            let key = (row.slug.clone(), row.version);
            if !papers.contains_key(&key) {
                papers.insert(key.clone(), self.paper_of(&row.slug, row.version).await?);
            }
            let case = Case {
                id: row.id,
                definition: papers[&key].workflow.clone(),
                department: staff.department.clone(),
                stage: serde_json::from_value(row.stage_facts)?,
                facts: Facts::default(),
                arrived_at: row.arrived_at,
                correctable: vec![],
                remedy: Remedy::None,
                standing_in: standing_in.clone(),
            };
            match may(&case, ActionName::Approve, &actor) {
                Ok(_) | Err(Refusal::Unchecked | Refusal::FeeOwed) => mine.push(row.receipt),
                Err(_) => {}
            }
        }
        Ok(mine)
    }

    /// A page of the proposals that wait for this person.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role has no queue.
    pub async fn my_approvals(&self, staff: &StaffPerson, after: Option<&str>) -> Result<ApprovalsPage> {
        let mine = self.mine_to_approve(staff).await?;
        let begins =
            after.and_then(|after| mine.iter().position(|r| r.as_str() == after)).map_or(0, |at| at + 1);
        let shown = &mine[begins..mine.len().min(begins + AT_ONCE)];
        let next = shown.last().filter(|_| begins + AT_ONCE < mine.len()).map(ToString::to_string);
        let total = i64::try_from(mine.len()).unwrap_or(i64::MAX);
        Ok(ApprovalsPage { rows: self.approvals_of(staff, shown).await?, total, next })
    }

    /// These proposals, those that still are some.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role has no queue.
    pub async fn approvals_of(
        &self,
        staff: &StaffPerson,
        receipts: &[ReceiptNumber],
    ) -> Result<Vec<Approval>> {
        staff.must(Deed::SeeQueue)?;
        let standing_in = self.standing_in(staff).await?;
        let mut rows = Vec::new();
        for receipt in receipts.iter().take(AT_ONCE) {
            match self.submission(receipt).await {
                Ok(s) if staff.may(Deed::SeeSubmission, &s.department) => {
                    rows.extend(self.proposal(staff, &standing_in, &s));
                }
                Ok(_) | Err(Trouble::NotFound | Trouble::Gone) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(rows)
    }

    /// Approves these, each by itself and as it was when it was shown. What cannot be is told and holds up none.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails; what was approved by then stays approved.
    pub async fn approve_all(
        &self,
        staff: &StaffPerson,
        seen: &[(ReceiptNumber, i64)],
    ) -> Result<Vec<Outcome>> {
        self.act_on_all(staff, &seen[..seen.len().min(AT_ONCE)], &Action::Approve).await
    }

    fn proposal(&self, staff: &StaffPerson, standing_in: &[Deputy], s: &Submission) -> Option<Approval> {
        let Stage::AwaitingApproval { since, ruling, approved, .. } = &s.stage else { return None };
        let (case, actor, today) = (s.case(standing_in.to_vec()), staff.actor(), self.today());
        let ground = may(&case, ActionName::Approve, &actor).cloned().and_then(|_| {
            let event = self.ruled(s, standing_in.to_vec(), Action::Approve, &actor, self.now());
            match event.map(|d| d.event) {
                Ok(Event::Approved { authority, .. } | Event::Decided { authority: Some(authority), .. }) => {
                    Ok(authority)
                }
                Ok(_) => Ok(Authority::Approved),
                Err(Trouble::Refused(why)) => Err(why),
                Err(_) => Err(Refusal::NotYours),
            }
        });
        let proposed = s.history.iter().rposition(|h| matches!(h.event, Event::Proposed { .. }))?;
        // The latest ones who approved are those of this proposal.
        let after = s.history.iter().skip(proposed);
        let names = after.filter(|h| matches!(h.event, Event::Approved { .. })).map(|h| named(&h.actor));
        Some(Approval {
            receipt: s.receipt.clone(),
            revision: s.revision,
            title: s.paper.procedure.title.ja.clone(),
            applicant: s.applicant_name.clone(),
            arrived_on: s.arrived_at.date(),
            elapsed: self.calendar().elapsed(s.arrived_at.date(), today),
            waiting: self.calendar().elapsed(since.date(), today),
            proposer: named(&s.history.get(proposed)?.actor),
            ruling: ruling.clone(),
            approved: if approved.is_empty() { vec![] } else { names.collect() },
            step: s.paper.workflow.step(s.stage.step()).and_then(|step| step.title.clone()),
            sent_back: sent_back(s, proposed),
            ground,
        })
    }
}

fn named(actor: &Actor) -> String {
    match actor {
        Actor::Staff { name, .. } => name.clone(),
        Actor::Resident | Actor::System => String::new(),
    }
}

/// What was proposed before, if the proposal at `proposed` is not the first since the matter was last decided.
fn sent_back(s: &Submission, proposed: usize) -> Option<SentBack> {
    let earlier = s.history.get(..proposed)?;
    let decided =
        earlier.iter().rposition(|h| matches!(h.event, Event::Decided { .. })).map_or(0, |at| at + 1);
    let at = earlier.iter().rposition(|h| matches!(h.event, Event::SentBack { .. }))?;
    let before = earlier.get(decided..at)?.iter().rev().find_map(|h| match &h.event {
        Event::Proposed { ruling, .. } => Some(ruling.clone()),
        _ => None,
    })?;
    let Event::SentBack { reason, .. } = &earlier.get(at)?.event else { return None };
    let changes = earlier.iter().skip(at).filter_map(|h| match &h.event {
        Event::CorrectionGiven { changes, .. } => Some(changes.clone()),
        _ => None,
    });
    Some(SentBack {
        reason: reason.clone(),
        by: named(&earlier.get(at)?.actor),
        before,
        changes: changes.flatten().collect(),
    })
}
