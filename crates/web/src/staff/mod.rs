//! The counter of clerks. It speaks Japanese only: it is a workplace, not a service.

mod account;
mod approvals;
mod arrange;
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
pub mod moves;
mod notice;
mod opinions;
mod phrases;
mod print;
pub mod queue;
mod said;
mod search;
mod second;
mod story;
mod texts;
mod today;
mod welcome;
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
        .route(queue::changes::PATH, get(queue::changes::get))
        .route(queue::density::PATH, post(queue::density::post))
        .route(queue::views::PATH, get(queue::views::get).post(queue::views::post))
        .route(queue::views::ONE, post(queue::views::change))
        .route(bulk::PATH, post(bulk::post))
        .route(export::CSV, get(export::csv))
        .route(export::WORKBOOK, get(export::workbook))
        .route(export::ARCHIVE, get(export::archive))
        .route(export::ask::PATH, get(export::ask::get).post(export::ask::post))
        .route(export::job::PATH, get(export::job::get))
        .route(export::job::STATE, get(export::job::state))
        .route(export::job::FILE, get(export::job::file))
        .route(export::job::LACKING, get(export::job::lacking))
        .route(export::job::CANCEL, post(export::job::cancel))
        .route(export::job::AGAIN, post(export::job::again))
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
        .route(account::PATH, get(account::get).post(account::post))
        .route(second::PATH, get(second::get).post(second::post))
        .route(welcome::PATH, get(welcome::get).post(welcome::post))
        .route(search::PATH, get(search::get).post(search::post))
        .route(arrange::substitutes::PATH, get(arrange::substitutes::get).post(arrange::substitutes::post))
        .route(arrange::rules::PATH, get(arrange::rules::get).post(arrange::rules::post))
        .route(texts::list::PATH, get(texts::list::get))
        .route(texts::phrase::NEW, get(texts::phrase::new).post(texts::phrase::add))
        .route(texts::phrase::ONE, get(texts::phrase::get).post(texts::phrase::post))
        .route(texts::procedure::PATH, get(texts::procedure::get))
        .route(texts::piece::PATH, get(texts::piece::get).post(texts::piece::post))
        .route(texts::preview::PATH, post(texts::preview::post))
        .route(works::PATH, get(works::get).post(works::post))
}
