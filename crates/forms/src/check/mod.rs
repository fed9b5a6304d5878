//! What a paper must and should be. One file per family of findings.

pub(crate) mod catalogue;
mod colleague;
mod conditions;
mod cycles;
mod keys;
pub(crate) mod near;
mod pages;
mod placeholders;
mod reach;
mod settings;
mod symbols;
pub(crate) mod workflow;

use crate::{paper::Paper, parse::table::Source};

/// Checks a paper whose tables have been read.
pub(crate) fn check(paper: &Paper, source: &Source<'_>) {
    keys::check(paper, source);
    pages::check(paper, source);
    settings::check(paper, source);
    colleague::check(paper, source);
    placeholders::check(paper, source);
    // Conditions can only be judged once names are unique and nothing goes round in circles.
    if cycles::check(paper, source) {
        conditions::check(paper, source);
    }
    // Proofs are about papers whose conditions mean something.
    if !source.has_errors() {
        reach::check(paper, source);
    }
}
