//! The counter of the managers: rates, inventory, KPIs.

use axum::Router;
use madoguchi_app::App;

/// The routes of this counter.
pub fn routes() -> Router<App> {
    Router::new()
}
