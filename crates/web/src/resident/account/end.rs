//! An account is removed by its owner: what goes, what the city must keep, and the keys with which that is found.

use askama::Template;
use axum::extract::State;
use madoguchi_app::App;

use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    session,
    who::SignedIn,
};

#[derive(Template)]
#[template(path = "resident/account/end.html")]
struct Page {
    chrome: Chrome,
    /// 受付番号 and 照会キー.
    keys: Vec<(String, String)>,
    wrong: Vec<Wrong>,
}

impl Page {
    fn error(&self) -> Option<&str> {
        complaint::at(&self.wrong, "sure")
    }

    async fn new(app: &App, me: &SignedIn) -> Result<Self, Problem> {
        let keys = app.my_keys(&me.member).await?;
        let keys = keys.into_iter().map(|(number, key)| (number.to_string(), key.reveal().to_owned()));
        Ok(Self { keys: keys.collect(), wrong: vec![], chrome: me.chrome.clone() })
    }
}

/// Says what it means.
pub async fn get(me: SignedIn, State(app): State<App>) -> Answer {
    show(&Page::new(&app, &me).await?)
}

/// Removes it, if that was meant.
pub async fn post(me: SignedIn, State(app): State<App>, fields: Fields) -> Answer {
    if !fields.has("sure", "yes") {
        let page = Page::new(&app, &me).await?;
        let wrong = vec![Wrong::at("sure", me.chrome.say("end.unsure"))];
        return show_again(&Page { wrong, chrome: page.chrome.with_errors(), ..page });
    }
    let fresh = app.end_account(&me.member, &me.visitor).await?;
    let mut answer = go_to(&me.chrome.url("/sign-in?gone"))?;
    session::signed_out(&app, &mut answer, &fresh);
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_language() {
        for wrong in [vec![], vec![Wrong::at("sure", "チェックしてください")]] {
            in_every_language(|chrome| Page {
                chrome,
                keys: vec![("K7MN-4128-83".into(), "7Q4M-KX2P-9D3T-VW5H".into())],
                wrong: wrong.clone(),
            });
        }
    }
}
