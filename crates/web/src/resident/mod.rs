//! The counter of the residents.

mod home;

use axum::{Router, routing::get};
use madoguchi_app::App;
use madoguchi_vocab::Lang;

/// The routes of this counter in one language. Pages know their language by the address.
pub fn routes(_: Lang) -> Router<App> {
    Router::new().route(home::PATH, get(home::get))
}
