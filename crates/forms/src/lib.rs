//! Papers: the forms of the city as data.
//!
//! A paper is one `form.toml`. [`compile`] reads it and checks it the way a compiler does; [`Paper::read`]
//! finds the way through it from what somebody typed, and [`Paper::show`] says the answers back.
//!
//! Absent on purpose: files, clocks, network, databases and HTML. The text of a paper, the day it is today
//! and the facts about attached files are handed in. No text anybody writes makes anything here panic.

mod accept;
mod answers;
mod applicant;
pub mod cases;
mod check;
mod columns;
mod diff;
pub mod edit;
mod eligibility;
pub mod field;
mod fill;
mod finding;
pub mod guide;
mod journey;
mod known;
pub mod logic;
mod paper;
mod parse;
pub mod prove;
mod proxy;
mod rows;
pub mod schema;
mod show;
mod upgrade;

pub use accept::{UnknownInput, Why};
pub use answers::{
    Account, AccountType, Address, Answers, Facts, FileFact, FileRef, Row, TYPED_LIMIT, Typed, Value,
};
pub use applicant::Applicant;
pub use columns::{Column, Columns, Filling};
pub use diff::{CarriedOver, Change, Effect, carried_over, diff};
pub use eligibility::Fit;
pub use field::{ApplicantRole, Field, FieldKind, Whose};
pub use finding::{Finding, Severity, codes, explain};
pub use journey::{Complaint, Reading};
pub use known::Known;
pub use paper::{
    Affairs, Basis, ChoiceList, ChoiceOption, Compiled, Compute, ComputeType, Kind, LIFE_EVENTS, Law,
    NamedCondition, Page, Paper, Procedure, Question, Remedy, Repeat, Retention,
};
pub use parse::compile;
pub use proxy::{Proxies, Proxy, ProxyKind};
pub use show::{Line, Section};
pub use upgrade::{NotUpgraded, Upgraded, upgrade};
