//! The counter of machines.

mod rate;
mod seals;
mod submission;

use axum::{Router, routing::get};
use madoguchi_app::App;

/// What machines may ask, below `/api`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/v1/rate", get(rate::get))
        .route("/v1/seals", get(seals::get))
        .route("/v1/submissions/{receipt}", get(submission::get))
}
