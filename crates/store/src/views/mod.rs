//! Read models: one file per page that needs a view of its own.

pub mod durations;
pub mod neighbours;
pub mod order;
pub mod queue;
pub mod search;
pub mod sheet;
pub mod volumes;
