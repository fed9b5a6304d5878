//! The counter of those who write papers. It speaks Japanese only.

mod desk;
mod feedback;
mod found;
pub mod life;
mod new;
mod paper;
mod papers;
mod part;
mod preview;
mod publish;
mod saves;
mod source;
mod versions;

use axum::{
    Router,
    routing::{get, post},
};
use madoguchi_app::App;

/// The pages of authors, below `/author`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(papers::get))
        .route("/new", get(new::get).post(new::post))
        .route("/{slug}", get(paper::get).post(paper::post))
        .route("/{slug}/part", get(part::get).post(part::post))
        .route("/{slug}/source", get(source::get).post(source::post))
        .route("/{slug}/preview", get(preview::frame))
        .route("/{slug}/preview/{page}", get(preview::get).post(preview::post))
        .route("/{slug}/publish", get(publish::get).post(publish::post))
        .route("/{slug}/unpublish", post(papers::unpublish))
        .route("/{slug}/versions", get(versions::get))
        .route("/{slug}/versions/{version}", get(versions::source))
        .route("/{slug}/feedback", get(feedback::get))
        .route("/{slug}/saves", get(saves::get).post(saves::post))
        .route("/{slug}/saves/{revision}", get(saves::source))
}
