//! What the history of a submission tells beside where it stands.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_vocab::{Actor, Date, StaffId, StepKey};

use crate::{
    event::{Asked, Event, Settled},
    stage::StageName,
};

/// What a history tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The items of the checklist that are ticked.
    pub ticked: BTreeSet<StepKey>,
    /// 手数料
    pub fee: Fee,
    /// Who last reviewed at which step: into whose hands something goes that is sent back.
    pub reviewers: BTreeMap<String, StaffId>,
    /// Opinions that were asked, in the order of their numbers.
    pub opinions: Vec<Opinion>,
    /// At which review it is; none for the first.
    at: Option<StepKey>,
}

/// 手数料 (REQ-PAY-1: 不要・未納・納付済・減免・還付).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fee {
    /// None was asked.
    #[default]
    None,
    /// Asked and not paid.
    Owed {
        /// In yen.
        yen: u32,
        /// How to pay.
        how: String,
    },
    /// Paid.
    Paid {
        /// In yen.
        yen: u32,
        /// On which day.
        on: Date,
    },
    /// Nothing need be paid.
    Waived {
        /// Why.
        reason: String,
    },
    /// Given back.
    Refunded {
        /// In yen.
        yen: u32,
        /// Why.
        reason: String,
    },
}

/// An opinion somebody was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// 1, 2, 3 …
    pub number: u32,
    /// Who was asked.
    pub of: Asked,
    /// What.
    pub question: String,
    /// By when.
    pub due: Date,
    /// What they said, if they have.
    pub answer: Option<String>,
}

impl Facts {
    /// What a history tells.
    pub fn of<'a>(history: impl IntoIterator<Item = (&'a Event, &'a Actor)>) -> Self {
        let mut facts = Facts::default();
        for (event, by) in history {
            facts.learn(event, by);
        }
        facts
    }

    fn learn(&mut self, event: &Event, by: &Actor) {
        match event {
            Event::Taken { step } => {
                self.at.clone_from(step);
                if let Actor::Staff { id, .. } = by {
                    self.reviewed(step.as_ref(), *id);
                }
            }
            Event::Assigned { to, .. } => self.reviewed(self.at.clone().as_ref(), *to),
            Event::SentBack { to, step, .. } => {
                self.at.clone_from(step);
                self.reviewed(step.as_ref(), *to);
            }
            // What was mended must be looked at again.
            Event::CorrectionGiven { .. } => self.ticked.clear(),
            Event::Reopened { .. } => (self.at, self.ticked) = (None, BTreeSet::new()),
            Event::Forwarded { step } => self.at.clone_from(step),
            Event::Ticked { done } => self.ticked = done.iter().cloned().collect(),
            Event::OpinionAsked { number, of, question, due } => self.opinions.push(Opinion {
                number: *number,
                of: of.clone(),
                question: question.clone(),
                due: *due,
                answer: None,
            }),
            Event::OpinionGiven { number, text, .. } => {
                if let Some(opinion) = self.opinions.iter_mut().find(|o| o.number == *number) {
                    opinion.answer = Some(text.clone());
                }
            }
            Event::FeeCharged { yen, how } => self.fee = Fee::Owed { yen: *yen, how: how.clone() },
            Event::FeeSettled { settled } => self.fee = self.fee.after(settled),
            Event::Submitted { .. }
            | Event::Accepted
            | Event::Released { .. }
            | Event::Proposed { .. }
            | Event::Approved { .. }
            | Event::Transferred { .. }
            | Event::Noted { .. }
            | Event::Called { .. }
            | Event::CorrectionAsked { .. }
            | Event::Decided { .. }
            | Event::Wrote { .. }
            | Event::Disposed
            | Event::Withdrawn { .. } => {}
        }
    }

    fn reviewed(&mut self, step: Option<&StepKey>, by: StaffId) {
        let step = step.map_or(StageName::InReview.code(), StepKey::as_str);
        self.reviewers.insert(step.to_owned(), by);
    }

    /// The opinions somebody still waits for.
    pub fn open_opinions(&self) -> impl Iterator<Item = &Opinion> {
        self.opinions.iter().filter(|o| o.answer.is_none())
    }
}

impl Fee {
    /// Whether something is owed.
    pub fn is_owed(&self) -> bool {
        matches!(self, Fee::Owed { .. })
    }

    /// What was asked, in yen.
    pub fn yen(&self) -> Option<u32> {
        match self {
            Fee::Owed { yen, .. } | Fee::Paid { yen, .. } | Fee::Refunded { yen, .. } => Some(*yen),
            Fee::None | Fee::Waived { .. } => None,
        }
    }

    fn after(&self, settled: &Settled) -> Fee {
        let yen = self.yen().unwrap_or_default();
        match settled {
            Settled::Paid { on } => Fee::Paid { yen, on: *on },
            Settled::Waived { reason } => Fee::Waived { reason: reason.clone() },
            Settled::Refunded { reason } => Fee::Refunded { yen, reason: reason.clone() },
        }
    }
}
