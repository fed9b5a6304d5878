//! A file of a submission, for whoever may look at it.

use axum::extract::{Path, State};
use madoguchi_app::App;
use madoguchi_vocab::{FileId, ReceiptNumber};

use crate::{
    page::{Answer, give_file},
    problem::Problem,
    who::Resident,
};

/// Gives the file back.
pub async fn get(
    resident: Resident,
    State(app): State<App>,
    Path((receipt, file)): Path<(String, String)>,
) -> Answer {
    let receipt: ReceiptNumber = receipt.parse().map_err(|_| Problem::LookUp)?;
    let file: FileId = file.parse().map_err(|_| Problem::Missing)?;
    let stored = app.file_of_submission(&receipt, &resident.visitor, file).await?;
    give_file(stored)
}
