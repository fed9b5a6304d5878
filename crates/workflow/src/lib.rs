//! The life of a submission: where it stands, what may happen next, and what follows from it.
//!
//! Everything here is a pure function. The rule is told the time and the calendar and returns what should
//! happen: an event to append and letters to write. It has no clock, no database and no post.

pub mod action;
pub mod case;
pub mod check;
pub mod deadline;
pub mod definition;
pub mod event;
pub mod facts;
pub mod letter;
pub mod picture;
pub mod refusal;
pub mod remedy;
pub mod stage;
pub mod template;
pub mod wording;

pub use action::{Action, ActionName, Outcome, decide};
pub use case::{Case, Decision, Deputy, Flow, Moment};
pub use check::{Flaw, flaws};
pub use definition::{CheckItem, Definition, Goal, Level, Move, Need, Step, Trigger, Who};
pub use event::{Asked, Authority, Call, Change, CorrectionItem, Enclosure, Event, Settled};
pub use facts::{Facts, Fee, Opinion};
pub use letter::Letter;
pub use refusal::{Missing, Refusal};
pub use remedy::Remedy;
pub use stage::{Ruling, Stage, StageName};
pub use template::Template;
pub use wording::{Piece, Topic, Words};
