//! Number and key.

use askama::Template;
use axum::extract::{Query, State};
use madoguchi_app::{App, Trouble};
use serde::Deserialize;

use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    who::{Resident, Whence},
};

#[derive(Template)]
#[template(path = "resident/status/look_up.html")]
struct Page {
    chrome: Chrome,
    receipt: String,
    wrong: Vec<Wrong>,
}

impl Page {
    fn error(&self, id: &str) -> Option<&str> {
        complaint::at(&self.wrong, id)
    }
}

/// Asks for number and key.
pub async fn get(Resident { chrome, .. }: Resident, Query(asked): Query<Asked>) -> Answer {
    show(&Page { chrome, receipt: asked.receipt.chars().take(40).collect(), wrong: vec![] })
}

/// The number, where a link named it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    pub receipt: String,
}

/// Lets the browser through. Unknown number, wrong number and wrong key are answered alike.
pub async fn post(
    Resident { chrome, visitor, .. }: Resident,
    Whence(from): Whence,
    State(app): State<App>,
    fields: Fields,
) -> Answer {
    let (receipt, key) = (fields.first("receipt").trim(), fields.first("key").trim());
    let mut wrong = Vec::new();
    for (id, value, words) in [("receipt", receipt, "look_up.no_receipt"), ("key", key, "look_up.no_key")] {
        if value.is_empty() {
            wrong.push(Wrong::at(id, chrome.say(words)));
        }
    }
    if wrong.is_empty() {
        match app.look_up(receipt, key, &visitor, &from).await {
            Ok(number) => return go_to(&chrome.url(&super::path(&number))),
            Err(Trouble::NotFound) => wrong.push(Wrong::at("receipt", chrome.say("look_up.unknown"))),
            Err(other) => return Err(other.into()),
        }
    }
    // The key is not written back: a page that is left open should not show it.
    show_again(&Page { receipt: receipt.chars().take(40).collect(), wrong, chrome: chrome.with_errors() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_with_and_without_a_complaint() {
        for wrong in [vec![], vec![Wrong::at("key", "照会キーを入力してください")]] {
            in_every_language(|chrome| Page { chrome, receipt: "K7MN".into(), wrong: wrong.clone() });
        }
    }
}
