//! The life of a submission: where it stands, what may happen next, and what follows from it.
//!
//! Everything here is a pure function. The rule is told the time and the calendar and returns what should
//! happen: an event to append and letters to write. It has no clock, no database and no post.

pub mod action;
pub mod case;
pub mod deadline;
pub mod event;
pub mod letter;
pub mod picture;
pub mod refusal;
pub mod remedy;
pub mod stage;
pub mod table;

pub use action::{Action, ActionName, decide};
pub use case::{Case, Decision, Flow, Moment};
pub use event::{Change, CorrectionItem, Enclosure, Event};
pub use letter::Letter;
pub use refusal::{Missing, Refusal};
pub use remedy::Remedy;
pub use stage::{Ruling, Stage, StageName};
