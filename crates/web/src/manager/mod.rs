//! The counter of those who look after the whole: rates, inventory, KPIs. It speaks Japanese only.

mod dashboard;
mod definitions;
mod import;
mod inventory;
mod kpi;

use axum::{Router, routing::get};
use madoguchi_app::App;

/// The pages of managers, below `/manage`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(dashboard::get))
        .route("/inventory", get(inventory::get))
        .route("/inventory.csv", get(inventory::csv))
        .route("/inventory/import", get(import::get).post(import::post))
        .route("/kpi", get(kpi::get))
        .route("/definitions", get(definitions::get))
}
