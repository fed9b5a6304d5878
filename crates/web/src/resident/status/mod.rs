//! Following what was sent: number and key, the state, mending, withdrawing.

mod code;
mod correct;
mod feedback;
mod file;
mod look_up;
mod mine;
mod outcome;
mod papers;
mod show;
mod withdraw;
mod write;

use axum::{
    Router,
    routing::{get, post},
};
use madoguchi_app::{App, Submission};
use madoguchi_vocab::ReceiptNumber;

use crate::{problem::Problem, who::Resident};

/// The routes of a submission.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/status", get(look_up::get).post(look_up::post))
        .route(code::ASK, get(code::get).post(code::post))
        .route(code::SENT, get(code::sent).post(code::typed))
        .route("/status/{receipt}", get(show::get))
        .route("/status/{receipt}/correct", get(correct::get).post(correct::post))
        .route("/status/{receipt}/mine", post(mine::post))
        .route("/status/{receipt}/withdraw", get(withdraw::get).post(withdraw::post))
        .route("/status/{receipt}/write", get(write::get).post(write::post))
        .route("/status/{receipt}/feedback", get(feedback::get).post(feedback::post))
        .route("/status/{receipt}/files/{file}", get(file::get))
        .route("/status/{receipt}/documents/{id}", get(papers::document))
        .route("/status/{receipt}/receipt.pdf", get(papers::receipt))
        .route("/status/{receipt}/copy.pdf", get(papers::copy))
}

/// The address of a submission.
pub fn path(receipt: &ReceiptNumber) -> String {
    format!("/status/{receipt}")
}

/// The submission of an address, for a browser that has shown number and key. A number that cannot be one is
/// treated as one that nobody has.
async fn submission_of(app: &App, resident: &Resident, receipt: &str) -> Result<Submission, Problem> {
    let receipt: ReceiptNumber = receipt.parse().map_err(|_| Problem::LookUp)?;
    Ok(app.status(&receipt, &resident.visitor).await?)
}
