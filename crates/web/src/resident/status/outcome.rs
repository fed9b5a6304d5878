//! By when it ends, and where the thing is that was asked for once it has: what the office says of it, and which papers were
//! sent or can be taken.

use madoguchi_app::Submission;
use madoguchi_workflow::{Event, Ruling, StageName};

use super::papers::Paper;
use crate::chrome::Chrome;

/// How it ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What the office says: by when it was sent, where it can be fetched.
    pub note: String,
    /// The papers that count.
    pub papers: Vec<Paper>,
}

impl Outcome {
    /// That of a submission; none while it goes on, or where it was withdrawn.
    pub fn of(submission: &Submission, papers: &[Paper]) -> Option<Self> {
        let stage = submission.stage.name();
        if !stage.is_final() || stage == StageName::Withdrawn {
            return None;
        }
        let ruling = submission.history.iter().rev().find_map(|h| match &h.event {
            Event::Decided { ruling, .. } => Some(ruling),
            _ => None,
        });
        let note = match ruling {
            Some(Ruling::Granted { note } | Ruling::Acknowledged { note }) => note.trim().to_owned(),
            _ => String::new(),
        };
        let papers: Vec<_> = papers.iter().filter(|p| p.current).cloned().collect();
        (!note.is_empty() || !papers.is_empty()).then_some(Self { note, papers })
    }
}

/// By when a decision is to be expected: a day, or so many days after the fee is paid.
pub fn expected(submission: &Submission, chrome: &Chrome) -> Option<String> {
    if let Some(days) = submission.days_from_payment() {
        return Some(chrome.put("status.after_payment", days));
    }
    let day = submission.due_on.filter(|_| !submission.stage.name().is_final())?;
    Some(chrome.put("status.expected", chrome.day(&day)))
}
