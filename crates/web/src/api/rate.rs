//! The rates as JSON: what the pages show and the command line prints.

use axum::{Json, extract::State, response::IntoResponse};
use madoguchi_app::App;
use madoguchi_inventory::{Rate, RateLine};

use crate::page::Answer;

pub async fn get(State(app): State<App>) -> Answer {
    let page = app.rates(app.today()).await?;
    let lines: Vec<RateLine> = page.rates.iter().map(Rate::line).collect();
    Ok(Json(lines).into_response())
}
