//! What comes by mail and what does not.

use askama::Template;
use axum::extract::{RawQuery, State};
use madoguchi_app::App;
use madoguchi_vocab::{ReceiptNumber, SubscriptionId};

use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to, show},
    problem::Problem,
    who::SignedIn,
};

/// A submission whose letters on the way may be left out.
struct Follow {
    receipt: String,
    title: String,
    progress: bool,
}

#[derive(Template)]
#[template(path = "resident/account/notices.html")]
struct Page {
    chrome: Chrome,
    address: String,
    saved: bool,
    reminders: bool,
    follows: Vec<Follow>,
    /// Name and title of what is waited for.
    wishes: Vec<(String, String)>,
}

/// Shows it.
pub async fn get(me: SignedIn, State(app): State<App>, RawQuery(query): RawQuery) -> Answer {
    let chrome = me.chrome;
    let open = app.my_submissions(&me.member).await?.into_iter().filter(|s| !s.stage.is_final());
    let wishes = app.my_wishes(&me.member).await?;
    show(&Page {
        saved: query.as_deref() == Some("saved"),
        reminders: me.member.reminders,
        follows: open
            .map(|s| Follow {
                receipt: s.receipt.to_string(),
                title: chrome.text(&s.title).to_owned(),
                progress: s.progress,
            })
            .collect(),
        wishes: wishes.iter().map(|(id, title)| (id.to_string(), chrome.text(title).to_owned())).collect(),
        address: me.member.address,
        chrome,
    })
}

/// Takes the choices: what was shown and is not ticked is not wanted.
pub async fn post(me: SignedIn, State(app): State<App>, fields: Fields) -> Answer {
    if let Some(("stop", id)) = fields.action.split_once(':') {
        let id: SubscriptionId = id.parse().map_err(|_| Problem::Unreadable)?;
        app.end_my_wish(&me.member, id).await?;
        return go_to(&me.chrome.url("/me/notices?saved"));
    }
    let mut progress: Vec<(ReceiptNumber, bool)> = Vec::new();
    for shown in fields.all("shown") {
        let receipt = shown.parse().map_err(|_| Problem::Unreadable)?;
        progress.push((receipt, fields.has("progress", shown)));
    }
    app.set_letters(&me.member, Some(fields.has("reminders", "yes")), &progress).await?;
    go_to(&me.chrome.url("/me/notices?saved"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_language() {
        for full in [false, true] {
            in_every_language(|chrome| Page {
                chrome,
                address: "hanako@example.jp".into(),
                saved: full,
                reminders: full,
                follows: full
                    .then(|| Follow {
                        receipt: "K7MN-4128-83".into(), title: "見本".into(), progress: true
                    })
                    .into_iter()
                    .collect(),
                wishes: full.then(|| ("x".into(), "見本".into())).into_iter().collect(),
            });
        }
    }
}
