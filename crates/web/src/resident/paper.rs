//! The form to write on, for whoever would rather go with paper. It is Japanese, as the counter's papers are.

use axum::extract::{Path, State};
use madoguchi_app::App;

use crate::page::{Answer, show_pdf_public};

/// `/p/{slug}/paper.pdf`
pub const PATH: &str = "/p/{slug}/paper.pdf";

/// Gives the form.
pub async fn get(State(app): State<App>, Path(slug): Path<String>) -> Answer {
    let (title, pdf) = app.blank(&slug).await?;
    show_pdf_public(&format!("{title}.pdf"), pdf.to_vec())
}
