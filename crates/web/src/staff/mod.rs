//! The counter of clerks. It speaks Japanese only: it is a workplace, not a service.

mod case;
mod correct;
mod decide;
mod export;
mod file;
mod labels;
mod login;
mod notice;
mod queue;
mod today;
mod words;
mod works;

use axum::{
    Router,
    routing::{get, post},
};
use madoguchi_app::App;

/// The pages of clerks, below `/staff`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(today::get))
        .route(login::PATH, get(login::get).post(login::post))
        .route("/logout", post(login::out))
        .route(queue::PATH, get(queue::get))
        .route(export::PATH, get(export::get))
        .route(case::PATH, get(case::get))
        .route("/a/{receipt}/accept", post(case::accept))
        .route("/a/{receipt}/take", post(case::take))
        .route(correct::PATH, get(correct::get).post(correct::post))
        .route(decide::PATH, get(decide::get).post(decide::post))
        .route(words::WRITE, get(words::ask_write).post(words::write))
        .route(words::REOPEN, get(words::ask_reopen).post(words::reopen))
        .route(notice::PATH, get(notice::get))
        .route(file::PATH, get(file::get))
        .route(works::PATH, get(works::get).post(works::post))
}
