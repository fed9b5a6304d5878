//! The binary as an operator meets it: what it says when something is wrong, and that it counts like the page.

mod bad_input;
mod counting;
mod kit;
