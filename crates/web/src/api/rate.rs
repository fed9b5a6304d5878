//! The rates as JSON: what the public page shows.

use axum::{Json, extract::State, response::IntoResponse};
use madoguchi_app::App;
use madoguchi_inventory::{Rate, RateLine};

use crate::page::Answer;

pub async fn get(State(app): State<App>) -> Answer {
    let public = app.public_rates().await?;
    let lines: Vec<RateLine> = public.page.rates.iter().map(Rate::line).collect();
    Ok(Json(lines).into_response())
}
