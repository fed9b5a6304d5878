//! Where a submission stands, for the city's other systems. No answers, no names.

use axum::{
    Json,
    extract::{Path, State},
    response::IntoResponse,
};
use madoguchi_app::App;
use madoguchi_vocab::{Instant, ReceiptNumber};
use serde_json::json;

use crate::{page::Answer, problem::Problem, who::ApiClient};

pub async fn get(
    State(app): State<App>,
    ApiClient(machine): ApiClient,
    Path(receipt): Path<String>,
) -> Answer {
    let receipt = ReceiptNumber::parse(&receipt).map_err(|_| Problem::Missing)?;
    let at = app.whereabouts(&machine, &receipt).await?;
    // Moments carry the offset of Japan.
    let moment = |at: Instant| at.jst().to_rfc3339();
    let body = json!({
        "receipt": at.receipt,
        "paper": at.slug,
        "version": at.version,
        "stage": at.stage,
        "revision": at.revision,
        "channel": at.channel,
        "arrived_at": moment(at.arrived_at),
        "received_at": at.received_at.map(moment),
        "decided_at": at.decided_at.map(moment),
        "due_on": at.due_on,
    });
    Ok(Json(body).into_response())
}
