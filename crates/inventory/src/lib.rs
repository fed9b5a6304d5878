//! 手続台帳 and what follows from it: how far each procedure is online, the rates, the KPIs.
//!
//! Small pure functions over facts. Text and bytes come in, values go out; nothing is read or asked.

mod bounds;
mod changes;
mod counted;
mod course;
mod definitions;
mod facts;
pub mod find;
mod forecast;
mod frozen;
pub mod funnel;
mod gap;
mod groups;
pub mod kpi;
mod month;
mod moved;
mod open_data;
mod plan;
mod procedure;
mod rate;
mod rate_table;
mod ratio;
mod sheet;
mod stars;
mod verdict;
mod versions;
mod what_if;
mod words;

pub use bounds::{Unknown, bounds_within, unknown_volumes};
pub use changes::{Change, ChangeKind, changes, dated, stands_since};
pub use counted::{Counts, counted, way, window};
pub use course::{Course, FEWEST, Unforeseen, course};
pub use definitions::{DEFINITION, DEFINITIONS, definition};
pub use facts::{Fact, Standing, StatusChange, facts};
pub use forecast::{Band, Calendar, Meeting, Release, Trend, calendar, month_ends, open_ids};
pub use frozen::{Derived, Frozen, FrozenRate};
pub use gap::{Gap, Missing, gap};
pub use groups::{By, Group, groups};
pub use month::Month;
pub use moved::{Moved, Part, Why, moved};
pub use open_data::{
    Column, ColumnKind, DataSet, Flow, FlowCount, FlowNames, Form, LEAST, OpenLine, Published, Rhythm,
    SERIES_END, SERIES_PUBLISHED, SeriesLine, Table, Valued, WITHHELD, Withheld, flow_table, inventory_table,
    kpi_table, open_csv, open_lines, series_table, use_table, value_table, withhold, withhold_under_sums,
};
pub use plan::{
    Candidate, Gain, Goal, List, MOST_DAYS, Outlook, Plan, PlanWrong, Planned, Progress, Question, Realised,
    Road, Running, Step, Terms, Uncounted, road, what_if,
};
pub use procedure::{
    Affairs, Applicant, Basis, Blocker, Channel, Kind, LeftOut, Level, Method, Minutes, Procedure, Status,
    Volume,
};
pub use rate::{
    ExclusionLine, Exclusions, PartialRule, Rate, RateId, RateLine, adds, anomalies, by_department,
    in_halves, rates,
};
pub use rate_table::rates_csv;
pub use ratio::Ratio;
pub use sheet::{
    COLUMNS, Closed, Format, Known, Problem, Sheet, cells, column_label, edited, read, take, write,
};
pub use stars::{ENOUGH, Stars};
pub use verdict::{Prospect, Verdict};
pub use versions::version_on;
pub use what_if::{Heavy, concentration, under_each_rule, with_online, without};
