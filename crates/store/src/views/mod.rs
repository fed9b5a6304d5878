//! Read models: one file per page that needs a view of its own.

pub mod backlog;
pub mod durations;
pub mod flow;
pub mod marks;
pub mod moved;
pub mod neighbours;
pub mod order;
#[cfg(test)]
mod plans;
pub mod queue;
pub mod search;
pub mod sheet;
pub mod today;
pub mod volumes;
