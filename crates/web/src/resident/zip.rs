//! The towns of a postal code, for the script that fills in addresses.

use axum::{
    Json,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use madoguchi_app::App;

/// `/zip/{code}`
pub const PATH: &str = "/zip/{code}";

/// Tells the towns; none for a code nobody knows.
pub async fn get(State(app): State<App>, Path(code): Path<String>) -> Response {
    let towns: Vec<_> = app
        .postal(&code)
        .into_iter()
        .map(|t| serde_json::json!({ "pref": t.prefecture, "city": t.city, "town": t.town }))
        .collect();
    ([(header::CACHE_CONTROL, "public, max-age=86400")], Json(towns)).into_response()
}
