//! What a rule must know of a submission to decide about it, and what it answers.

use std::sync::Arc;

use madoguchi_vocab::{DepartmentId, FieldKey, Instant, Role, StaffId, SubmissionId, workday::Calendar};
use serde::{Deserialize, Serialize};

use crate::{
    definition::Definition, event::Event, facts::Facts, letter::Letter, remedy::Remedy, stage::Stage,
};

/// The shape of a submission's life, given by what it is in law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// 申請 (行政手続法2条3号), and 請求 that end in a 処分: granted or refused, with reasons and remedies.
    Ruling,
    /// 届出 (行政手続法37条), bookings and consultations: complete on arrival if the form is complete; they
    /// are acknowledged and can never be refused.
    Completion,
    /// 申込 for places under private law, given by lot: chosen or not.
    Draw,
}

impl Flow {
    /// Every flow.
    pub const ALL: [Flow; 3] = [Flow::Ruling, Flow::Completion, Flow::Draw];

    /// The name used in files and pictures.
    pub fn code(self) -> &'static str {
        match self {
            Flow::Ruling => "ruling",
            Flow::Completion => "completion",
            Flow::Draw => "draw",
        }
    }
}

/// A submission as the rules see it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Which one.
    pub id: SubmissionId,
    /// Its life as the paper defines it.
    pub definition: Arc<Definition>,
    /// The department that answers for it.
    pub department: DepartmentId,
    /// Where it stands.
    pub stage: Stage,
    /// What its history tells beside that.
    pub facts: Facts,
    /// 到達: the moment it was recorded (デジタル手続法6条3項). Never changes.
    pub arrived_at: Instant,
    /// The questions a correction may point at.
    pub correctable: Vec<FieldKey>,
    /// Whom to turn to against a refusal.
    pub remedy: Remedy,
    /// For whom the person who acts stands in today (代決).
    pub standing_in: Vec<Deputy>,
}

/// A person somebody stands in for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deputy {
    /// The one who is away.
    pub of: StaffId,
    /// Their name, as the history keeps it.
    pub name: String,
    /// Their role.
    pub role: Role,
}

/// The moment of deciding.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// Now.
    pub now: Instant,
    /// The days on which city hall is open.
    pub calendar: &'a Calendar,
}

/// What should happen: one event to append, letters to put in the tray. Nothing has happened yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What to append to the history.
    pub event: Event,
    /// What to write to the resident.
    pub letters: Vec<Letter>,
}

impl Decision {
    /// Something that concerns the office alone.
    pub(crate) fn quiet(event: Event) -> Self {
        Self { event, letters: vec![] }
    }
}
