//! The binary as an operator meets it: what it says when something is wrong, and that it counts like the page.
#![expect(clippy::unwrap_used, reason = "a command that cannot be run has failed")]

mod bad_input;
mod bucket;
mod checking;
mod counting;
mod disaster;
mod files;
mod kit;
