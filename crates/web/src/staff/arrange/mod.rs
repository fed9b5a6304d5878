//! How a department arranges its work.

pub mod rules;
pub mod substitutes;
