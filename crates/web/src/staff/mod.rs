//! The counter of the clerks: queue, cases, decisions.

use axum::Router;
use madoguchi_app::App;

/// The routes of this counter.
pub fn routes() -> Router<App> {
    Router::new()
}
