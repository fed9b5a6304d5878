//! Open data: what a city publishes of its procedures, as tables that machines and people read.
//!
//! Each set is one file here: its columns, told in Japanese and English, and its rows. How they are written, as CSV and as
//! JSON, is the same for all ([`Table`]); counts of few people are withheld by one rule ([`withhold`]).

mod catalogue;
mod flow;
mod inventory;
mod kpis;
mod series;
mod slack;
mod table;
mod use_of_online;
mod withhold;

pub use catalogue::{DataSet, Rhythm};
pub use flow::{Flow, FlowCount, FlowNames, flow_table};
pub use inventory::inventory_table;
pub use kpis::{Valued, kpi_table, value_table};
pub use series::{Published, SERIES_END, SERIES_PUBLISHED, SeriesLine, series_table};
pub use table::{Column, ColumnKind, Form, Table};
pub use use_of_online::{OpenLine, WITHHELD, open_csv, open_lines, use_table};
pub use withhold::{LEAST, Withheld, withhold, withhold_under_sums};
