//! Where one is signed in, and how that ends.

use askama::Template;
use axum::extract::{RawQuery, State};
use madoguchi_app::App;

use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to, show},
    problem::Problem,
    session,
    who::SignedIn,
};

struct Line {
    device: String,
    since: String,
    seen: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "resident/account/sessions.html")]
struct Page {
    chrome: Chrome,
    ended: bool,
    sessions: Vec<Line>,
}

/// Lists them.
pub async fn get(me: SignedIn, State(app): State<App>, RawQuery(query): RawQuery) -> Answer {
    let chrome = me.chrome;
    let sessions = app.member_sessions(&me.member, &me.token).await?;
    show(&Page {
        ended: query.as_deref() == Some("ended"),
        sessions: sessions
            .into_iter()
            .map(|s| Line {
                device: if s.device.is_empty() {
                    chrome.say("sessions.unknown").to_owned()
                } else {
                    s.device
                },
                since: chrome.moment(&s.created_at),
                seen: chrome.moment(&s.seen_at),
                current: s.current,
            })
            .collect(),
        chrome,
    })
}

/// Ends the others, or all.
pub async fn post(me: SignedIn, State(app): State<App>, fields: Fields) -> Answer {
    match fields.action.as_str() {
        "others" => {
            app.leave_others(&me.member, &me.token).await?;
            go_to(&me.chrome.url("/me/sessions?ended"))
        }
        "everywhere" => {
            let fresh = app.leave_everywhere(&me.member, &me.visitor).await?;
            let mut answer = go_to(&me.chrome.url("/sign-in"))?;
            session::signed_out(&app, &mut answer, &fresh);
            Ok(answer)
        }
        _ => Err(Problem::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_language() {
        in_every_language(|chrome| {
            let line = |current| Line {
                device: "iPhone".into(),
                since: "令和8年11月24日 9:00".into(),
                seen: "令和8年11月24日 9:00".into(),
                current,
            };
            Page { chrome, ended: true, sessions: vec![line(true), line(false)] }
        });
    }
}
