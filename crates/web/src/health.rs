//! For whoever watches the machine: is it alive, and can it work.

use axum::{Router, extract::State, http::StatusCode, routing::get};
use madoguchi_app::App;

/// `/healthz` answers as long as the process does; `/readyz` only while the database answers too, so that a
/// load balancer sends nobody to a node that cannot write anything down.
pub fn routes() -> Router<App> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready))
}

async fn alive() -> &'static str {
    "ok\n"
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.ready().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(e) => {
            tracing::error!(error = %e, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
