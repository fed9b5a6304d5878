//! One press ends a notice (RFC 8058): the program that reads mail posts to this address without cookie or token, and who
//! opens it finds a button. The key in the address is of no use for anything else; looking ends nothing.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::App;

use crate::{
    chrome::Chrome,
    form_state::MaybeStale,
    page::{Answer, show},
    who::Resident,
};

#[derive(Template)]
#[template(path = "resident/wish/stop.html")]
struct Page {
    chrome: Chrome,
    action: String,
    stopped: bool,
}

impl Page {
    fn new(chrome: Chrome, key: &str, stopped: bool) -> Self {
        let key: String = key.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect();
        Self { action: chrome.url(&format!("/notices/stop/{key}")), stopped, chrome }
    }
}

/// Asks for the press.
pub async fn get(Resident { chrome, .. }: Resident, Path(key): Path<String>) -> Answer {
    show(&Page::new(chrome, &key, false))
}

/// Ends it. There is nothing a stranger could do with this but what the owner of the letter may: so no token is asked for.
pub async fn post(
    Resident { chrome, .. }: Resident,
    State(app): State<App>,
    Path(key): Path<String>,
    _: MaybeStale,
) -> Answer {
    app.end_wish(&key).await?;
    show(&Page::new(chrome, &key, true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_before_and_after() {
        for stopped in [false, true] {
            in_every_language(|chrome| Page::new(chrome, "7Q4M-KX2P-9D3T-VW5H\"><", stopped));
        }
    }
}
