//! The counter of those who write papers. It speaks Japanese only.

pub mod life;
mod paper;
mod papers;

use axum::{
    Router,
    routing::{get, post},
};
use madoguchi_app::App;

/// The pages of authors, below `/author`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(papers::get))
        .route("/{slug}", get(paper::get))
        .route("/{slug}/publish", post(papers::publish))
        .route("/{slug}/unpublish", post(papers::unpublish))
}
