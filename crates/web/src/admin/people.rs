//! 職員: everybody with an account, found and added.

use askama::Template;
use axum::extract::{Query, State};
use madoguchi_app::{Account, AccountFilter, AccountState, App, NewAccount, StaffPerson};
use madoguchi_auth::{Deed, roster::title};
use madoguchi_vocab::{DepartmentId, Role};
use serde::Deserialize;

use crate::{
    asking::AskPage,
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to, show},
    paging::Paging,
    problem::Problem,
    staff::moves::ask::{Ask, Input, Kind},
    who::Staff,
};

pub const PATH: &str = "/people";
pub const NEW: &str = "/people/new";
const URL: &str = "/admin/people";
const PER_PAGE: usize = 50;

/// The filter as it stands in the address. What cannot be read is no filter.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    q: String,
    department: String,
    role: String,
    state: String,
    page: String,
}

impl Asked {
    fn filter(&self) -> AccountFilter {
        AccountFilter {
            text: self.q.chars().take(100).collect(),
            department: Some(self.department.clone()).filter(|d| !d.is_empty()).map(DepartmentId),
            role: self.role.parse().ok(),
            state: match self.state.as_str() {
                "active" => Some(AccountState::Active),
                "unregistered" => Some(AccountState::Unregistered),
                "inactive" => Some(AccountState::Inactive),
                _ => None,
            },
        }
    }

    fn link(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in
            [("q", &self.q), ("department", &self.department), ("role", &self.role), ("state", &self.state)]
        {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        format!("{URL}?{}&page=", query.finish()).replace("?&", "?")
    }
}

/// Something to choose in the filter.
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

pub fn choices(all: impl IntoIterator<Item = (String, String)>, chosen: &str) -> Vec<Choice> {
    let any = [(String::new(), "すべて".to_owned())];
    let all = any.into_iter().chain(all);
    all.map(|(value, label)| Choice { chosen: value == chosen, value, label }).collect()
}

pub fn roles() -> Vec<(String, String)> {
    Role::ALL.map(|r| (r.code().to_owned(), title(r).to_owned())).into()
}

pub fn departments(app: &App) -> Vec<(String, String)> {
    app.departments().iter().map(|d| (d.id.to_string(), d.name.clone())).collect()
}

/// How an account stands, in words.
pub fn state(a: &Account) -> &'static str {
    match (a.active, a.registered) {
        (false, _) => "使えない",
        (true, true) => "使える",
        (true, false) => "パスワード未登録",
    }
}

struct Line {
    url: String,
    name: String,
    login: String,
    role: &'static str,
    department: String,
    state: &'static str,
    is_active: bool,
}

impl From<&Account> for Line {
    fn from(a: &Account) -> Self {
        Self {
            url: format!("{URL}/{}", a.id),
            name: a.name.clone(),
            login: a.login.clone(),
            role: title(a.role),
            department: a.department_name.clone(),
            state: state(a),
            is_active: a.active,
        }
    }
}

#[derive(Template)]
#[template(path = "admin/people.html")]
struct Page {
    chrome: Chrome,
    q: String,
    departments: Vec<Choice>,
    roles: Vec<Choice>,
    states: Vec<Choice>,
    is_filtered: bool,
    total: usize,
    lines: Vec<Line>,
    paging: Paging,
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Query(asked): Query<Asked>,
) -> Answer {
    let filter = asked.filter();
    let all = app.accounts(&person, &filter).await?;
    let paging = Paging::new(asked.page.parse().unwrap_or(1), all.len(), PER_PAGE, asked.link());
    let states = [("active", "使える"), ("unregistered", "パスワード未登録"), ("inactive", "使えない")];
    let states = states.map(|(v, l)| (v.to_owned(), l.to_owned()));
    show(&Page {
        chrome,
        departments: choices(departments(&app), &asked.department),
        roles: choices(roles(), &asked.role),
        states: choices(states, &asked.state),
        is_filtered: filter != AccountFilter::default(),
        q: filter.text,
        total: all.len(),
        lines: paging.slice(&all).iter().map(Line::from).collect(),
        paging,
    })
}

/// Whoever does not tend accounts does not learn what is asked about them.
pub fn tends(person: &StaffPerson) -> Result<(), Problem> {
    if person.may_at_home(Deed::TendPeople) { Ok(()) } else { Err(Problem::NotAllowed) }
}

fn new_page(app: &App, chrome: Chrome) -> AskPage {
    let inputs = vec![
        Input::new(
            "login",
            "サインインの名前",
            "半角の英小文字・数字・「.」「_」「-」で、2〜40 文字。あとから変えられません。",
            Kind::Line,
        ),
        Input::new("name", "氏名", "", Kind::Line),
        Input::new("email", "メール", "職場のアドレスです。", Kind::Line).optional(),
        Input::new("department", "課", "", Kind::Choose(departments(app))),
        Input::new("role", "役割", ROLES_HINT, Kind::Choose(roles())),
    ];
    let means =
        "パスワードは本人が決めます。加えたあと、この人のページで登録コードを発行して渡してください。";
    let back = (URL.to_owned(), "職員の一覧へ戻る");
    AskPage::new(chrome, back, format!("{URL}/new"), Ask::new("職員を加える", means, inputs, "確かめる"))
}

pub const ROLES_HINT: &str = "仕事に要るだけの役割にしてください。受付は受け付けと連絡だけ、審査は審査と専決、決裁は承認も、課管理者は課の中の割り振りも。システム管理者と監査は申請の中身を見られません。";

pub async fn ask(State(app): State<App>, Staff(person): Staff, chrome: Chrome) -> Answer {
    tends(&person)?;
    new_page(&app, chrome).shown()
}

pub async fn add(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    tends(&person)?;
    let mut page = new_page(&app, chrome);
    if page.heed(&fields) {
        return page.again();
    }
    let Ok(role) = fields.first("role").parse::<Role>() else { return Err(Problem::Incomplete) };
    if fields.action == "back" {
        return page.shown();
    }
    if fields.action != "confirm" {
        let words = |i: &Input| match &i.kind {
            Kind::Choose(all) => {
                all.iter().find(|(v, _)| *v == i.value).map(|(_, l)| l.clone()).unwrap_or_default()
            }
            _ => i.value.clone(),
        };
        let changes = page.ask.inputs.iter().map(|i| (i.label.to_owned(), String::new(), words(i))).collect();
        return page.confirm(changes);
    }
    let new = NewAccount {
        login: fields.first("login").to_owned(),
        name: fields.first("name").to_owned(),
        email: fields.first("email").to_owned(),
        role,
        department: DepartmentId(fields.first("department").to_owned()),
    };
    match app.add_account(&person, &new).await {
        Ok(id) => go_to(&format!("{URL}/{id}?done=added")),
        Err(trouble) => page.refused(trouble),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_list_draws_with_and_without_people() {
        for n in [0, 60] {
            for_staff(|chrome| {
                let line = || Line {
                    url: "/admin/people/1".into(),
                    name: "見本 花子".into(),
                    login: "hanako".into(),
                    role: "審査",
                    department: "市民課".into(),
                    state: "使える",
                    is_active: true,
                };
                Page {
                    chrome,
                    q: "見本".into(),
                    departments: choices([("shimin".to_owned(), "市民課".to_owned())], "shimin"),
                    roles: choices(roles(), ""),
                    states: choices([], ""),
                    is_filtered: n == 0,
                    total: n,
                    lines: (0..n.min(50)).map(|_| line()).collect(),
                    paging: Paging::new(1, n, PER_PAGE, "/admin/people?page="),
                }
            });
        }
    }
}
