//! 「この手続きの受付が始まったら知らせる」: asked for, confirmed by a letter, ended by one press. No account is needed.

mod ask;
mod confirm;
mod stop;

use axum::{Router, routing::get};
use madoguchi_app::App;

/// The routes of wishes to be told.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/p/{slug}/notify", get(ask::get).post(ask::post))
        .route("/notices/confirm", get(confirm::get).post(confirm::post))
        .route("/notices/stop/{key}", get(stop::get).post(stop::post))
}
