//! The counter of clerks. It speaks Japanese only: it is a workplace, not a service.

mod approvals;
mod bulk;
pub mod case;
mod correct;
mod decide;
mod desk;
mod draw;
mod export;
mod file;
mod given;
mod history;
mod jottings;
pub mod labels;
mod login;
mod moves;
mod notice;
mod opinions;
mod phrases;
mod print;
mod queue;
mod said;
mod story;
mod today;
mod words;
mod works;

use axum::{
    Router,
    routing::{get, post},
};
use madoguchi_app::App;

/// What was just done, if an address says so.
pub fn done_words(address: &str) -> Option<&'static str> {
    moves::done::in_address(address)
}

/// The pages of clerks, below `/staff`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(today::get))
        .route(login::PATH, get(login::get).post(login::post))
        .route("/logout", post(login::out))
        .route(queue::PATH, get(queue::get))
        .route(bulk::PATH, post(bulk::post))
        .route(export::PATH, get(export::get))
        .route(export::WORKBOOK, get(export::workbook))
        .route(export::ARCHIVE, get(export::archive))
        .route(case::PATH, get(case::get))
        .route("/a/{receipt}/accept", post(case::accept))
        .route("/a/{receipt}/take", post(case::take))
        .route(correct::PATH, get(correct::get).post(correct::post))
        .route(decide::PATH, get(decide::get).post(decide::post))
        .route(words::WRITE, get(words::ask_write).post(words::write))
        .route(words::REOPEN, get(words::ask_reopen).post(words::reopen))
        .route(moves::PATH, get(moves::get).post(moves::post))
        .route(approvals::PATH, get(approvals::get).post(approvals::post))
        .route(opinions::PATH, get(opinions::get))
        .route(draw::PATH, get(draw::get).post(draw::post))
        .route(notice::PATH, get(notice::get))
        .route(notice::PREVIEW, post(notice::preview))
        .route(notice::DOCUMENT, get(notice::document))
        .route(notice::POSTED, post(notice::posted))
        .route(print::PATH, get(print::get).post(print::post))
        .route(file::PATH, get(file::get))
        .route(file::VIEW, get(file::view))
        .route(history::PATH, get(history::get))
        .route(jottings::NOTE, post(jottings::note))
        .route(jottings::CALL, post(jottings::call))
        .route(jottings::TICK, post(jottings::tick))
        .route("/a/{receipt}/paper", post(case::paper_came))
        .route(desk::choose::PATH, get(desk::choose::get).post(desk::choose::post))
        .route(desk::resume::PATH, get(desk::resume::get).post(desk::resume::post))
        .route(desk::choose::ONE, get(desk::choose::one))
        .route(desk::choose::TAKE, post(desk::choose::take))
        .route(desk::entry::PATH, get(desk::entry::get).post(desk::entry::post))
        .route(desk::check::PATH, get(desk::check::get).post(desk::check::post))
        .route(desk::sign::PATH, get(desk::sign::get))
        .route(desk::done::PATH, get(desk::done::get))
        .route(desk::done::RECEIPT, get(desk::done::receipt))
        .route(desk::file::PATH, get(desk::file::get))
        .route(works::PATH, get(works::get).post(works::post))
}
