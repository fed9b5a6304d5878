//! Number known, key lost: six digits by mail instead.

use askama::Template;
use axum::extract::{Query, State};
use madoguchi_app::{App, SIGN_IN_MINUTES};

use super::look_up::Asked;
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    who::{Resident, Whence},
};

/// Where the digits are asked for …
pub const ASK: &str = "/status/code";
/// … and where they are typed.
pub const SENT: &str = "/status/code/sent";
/// A longer number is none.
const LONGEST: usize = 40;

#[derive(Template)]
#[template(path = "resident/status/code.html")]
struct Ask {
    chrome: Chrome,
    receipt: String,
    wrong: Vec<Wrong>,
}

#[derive(Template)]
#[template(path = "resident/status/code_sent.html")]
struct Sent {
    chrome: Chrome,
    minutes: i64,
    wrong: Vec<Wrong>,
}

impl Ask {
    fn error(&self, id: &str) -> Option<&str> {
        complaint::at(&self.wrong, id)
    }
}

impl Sent {
    fn error(&self) -> Option<&str> {
        complaint::at(&self.wrong, "code")
    }
}

/// Asks for the number.
pub async fn get(Resident { chrome, .. }: Resident, Query(asked): Query<Asked>) -> Answer {
    show(&Ask { receipt: asked.receipt.chars().take(LONGEST).collect(), wrong: vec![], chrome })
}

/// Sends the digits, if they can be sent; answers the same if not.
pub async fn post(
    Resident { chrome, visitor, .. }: Resident,
    Whence(from): Whence,
    State(app): State<App>,
    fields: Fields,
) -> Answer {
    let receipt: String = fields.first("receipt").trim().chars().take(LONGEST).collect();
    if receipt.is_empty() {
        let wrong = vec![Wrong::at("receipt", chrome.say("look_up.no_receipt"))];
        return show_again(&Ask { receipt, wrong, chrome: chrome.with_errors() });
    }
    app.ask_look_up_code(&receipt, chrome.lang, &visitor, &from).await?;
    go_to(&chrome.url(SENT))
}

/// Asks for the digits.
pub async fn sent(Resident { chrome, .. }: Resident) -> Answer {
    show(&Sent { chrome, minutes: SIGN_IN_MINUTES, wrong: vec![] })
}

/// Takes the digits. Wrong ones, old ones and those of another browser look alike.
pub async fn typed(
    Resident { chrome, visitor, .. }: Resident,
    Whence(from): Whence,
    State(app): State<App>,
    fields: Fields,
) -> Answer {
    let code = fields.first("code");
    let tried = complaint::tried(
        code,
        ["account.no_code", "account.wrong_code"],
        app.look_up_by_code(code, &visitor, &from),
    )
    .await?;
    let words = match tried {
        Ok(number) => return go_to(&chrome.url(&super::path(&number))),
        Err(words) => words,
    };
    let wrong = vec![Wrong::at("code", chrome.say(words))];
    show_again(&Sent { minutes: SIGN_IN_MINUTES, wrong, chrome: chrome.with_errors() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn both_pages_are_drawn_with_and_without_a_complaint() {
        for wrong in [vec![], vec![Wrong::at("receipt", "受付番号を入力してください")]] {
            in_every_language(|chrome| Ask { chrome, receipt: "K7MN".into(), wrong: wrong.clone() });
        }
        for wrong in [vec![], vec![Wrong::at("code", "6けたの数字を入力してください")]] {
            in_every_language(|chrome| Sent { chrome, minutes: 15, wrong: wrong.clone() });
        }
    }
}
