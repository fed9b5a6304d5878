//! A submission is put on the page of whoever has signed in: in a browser that has shown number and key, or submitted it.

use axum::extract::{Path, State};
use madoguchi_app::App;
use madoguchi_vocab::ReceiptNumber;

use crate::{
    form_state::Fields,
    page::{Answer, go_to},
    problem::Problem,
    who::SignedIn,
};

/// Puts it there.
pub async fn post(me: SignedIn, State(app): State<App>, Path(receipt): Path<String>, _: Fields) -> Answer {
    let receipt: ReceiptNumber = receipt.parse().map_err(|_| Problem::LookUp)?;
    app.add_seen_to_account(&me.member, &receipt, &me.visitor).await?;
    go_to(&me.chrome.url("/me?added"))
}
