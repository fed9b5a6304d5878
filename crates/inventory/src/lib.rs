//! 手続台帳 and what follows from it: how far each procedure is online, the rates, the KPIs.
//!
//! Small pure functions over facts. Text and bytes come in, values go out; nothing is read or asked.

mod changes;
mod definitions;
mod facts;
mod forecast;
pub mod kpi;
mod month;
mod open_data;
mod plan;
mod procedure;
mod rate;
mod ratio;
mod sheet;
mod words;

pub use changes::{Change, ChangeKind, changes};
pub use definitions::definition;
pub use facts::{Fact, Standing, StatusChange, facts};
pub use forecast::{Band, Calendar, Meeting, Release, Trend, calendar, month_ends, open_ids, trend};
pub use month::Month;
pub use open_data::{OpenLine, open_csv, open_lines};
pub use plan::{
    Candidate, Gain, Goal, List, MOST_DAYS, Outlook, Plan, PlanWrong, Planned, Progress, Question, Realised,
    Road, Step, Terms, Unknown, road, what_if,
};
pub use procedure::{Affairs, Applicant, Basis, Channel, Kind, Level, Method, Procedure, Status, Volume};
pub use rate::{
    ExclusionLine, Exclusions, PartialRule, Rate, RateId, RateLine, anomalies, by_department, rates,
};
pub use ratio::Ratio;
pub use sheet::{COLUMNS, Problem, Sheet, read, write};
