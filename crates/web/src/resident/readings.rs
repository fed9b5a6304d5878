//! ふりがな put away or brought back.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect},
};
use madoguchi_app::App;
use serde::Deserialize;

use crate::{
    page::{Answer, is_ours},
    problem::Problem,
    session::{append, readings_cookie},
    who::Resident,
};

/// `/readings/{to}`: `on` or `off`
pub const PATH: &str = "/readings/{to}";

/// Which page to show again.
#[derive(Debug, Default, Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// Remembers the choice and shows the page again.
pub async fn get(
    Resident { chrome, .. }: Resident,
    State(app): State<App>,
    Path(to): Path<String>,
    Query(Back { back }): Query<Back>,
) -> Answer {
    let shown = match to.as_str() {
        "on" => true,
        "off" => false,
        _ => return Err(Problem::Missing),
    };
    let to = if is_ours(&back) { back } else { chrome.url("/") };
    let mut answer = Redirect::to(&to).into_response();
    append(&mut answer, readings_cookie(&app, shown));
    Ok(answer)
}
