//! The first password, or another one where it was forgotten: with a code from an administrator.

use axum::extract::State;
use madoguchi_app::{App, Trouble};

use super::{
    account::{differ, passwords},
    moves::ask::{Input, Kind},
};
use crate::{
    asking::AskPage,
    chrome::Chrome,
    complaint::Wrong,
    form_state::Fields,
    page::{Answer, go_to},
    who::Whence,
};

pub const PATH: &str = "/welcome";

fn page(chrome: Chrome) -> AskPage {
    let mut ask = passwords(false);
    ask.means = vec![
        "システム管理者から受け取った登録コードで、パスワードを決めます。コードは 1 回だけ使えます。"
            .to_owned(),
    ];
    ask.inputs.insert(0, Input::new("login", "サインインの名前", "", Kind::Line));
    ask.inputs.insert(1, Input::new("code", "登録コード", "7Q4M-KX2P-9D3T のような形です。", Kind::Line));
    AskPage::new(chrome, ("/staff/login".to_owned(), "サインインへ戻る"), "/staff/welcome", ask)
}

pub async fn get(chrome: Chrome) -> Answer {
    page(chrome).shown()
}

pub async fn post(State(app): State<App>, chrome: Chrome, Whence(from): Whence, fields: Fields) -> Answer {
    let mut page = page(chrome);
    if page.heed(&fields) {
        return page.again();
    }
    if let Some(wrong) = differ(&fields) {
        page.wrong.push(wrong);
        return page.again();
    }
    let (login, code, new) = (fields.first("login"), fields.first("code"), fields.first("new"));
    match app.set_first_password(login, code, new, &from).await {
        Ok(()) => go_to("/staff/login?done=password"),
        Err(Trouble::SignIn) => {
            let text = "サインインの名前と登録コードの組み合わせが合わないか、期限が過ぎています。システム管理者に聞いてください";
            page.wrong.push(Wrong::at("login", text));
            page.again()
        }
        Err(trouble) => page.refused(trouble),
    }
}
