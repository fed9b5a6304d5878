//! The seals, for whoever wants to keep them: a proof is compared with these.

use axum::{Json, extract::State, response::IntoResponse};
use madoguchi_app::{App, ProvedSeal};

use crate::page::Answer;

pub async fn get(State(app): State<App>) -> Answer {
    let seals: Vec<ProvedSeal> = app.seals().await?.into_iter().map(ProvedSeal::from).collect();
    Ok(Json(seals).into_response())
}
