//! 職員 1 人: who they are to the office, changed with a look at before and after; the code for a password; sign-ins.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{AccountChange, AccountFile, App, StaffPerson};
use madoguchi_auth::roster::{day, title};
use madoguchi_vocab::{Date, DepartmentId, Role, StaffId};

use super::people::{ROLES_HINT, departments, roles, state, tends};
use crate::{
    asking::AskPage,
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to, show},
    problem::Problem,
    staff::moves::ask::{Ask, Input, Kind},
    who::Staff,
};

pub const PATH: &str = "/people/{id}";
pub const CHANGE: &str = "/people/{id}/change";
pub const CODE: &str = "/people/{id}/code";
pub const FACTOR: &str = "/people/{id}/factor";
pub const SESSIONS: &str = "/people/{id}/sessions";

/// A line of facts.
type Fact = (&'static str, String);

struct SessionLine {
    key: String,
    since: String,
    seen: String,
    own: bool,
}

#[derive(Template)]
#[template(path = "admin/person.html")]
struct Page {
    chrome: Chrome,
    url: String,
    name: String,
    facts: Vec<Fact>,
    is_active: bool,
    is_last: bool,
    has_factor: bool,
    /// What is in their hands: procedure and how much.
    in_hands: Vec<(String, usize)>,
    to_come: Vec<String>,
    sessions: Vec<SessionLine>,
}

/// The code, shown this once.
#[derive(Template)]
#[template(path = "admin/code.html")]
struct Code {
    chrome: Chrome,
    url: String,
    name: String,
    login: String,
    code: String,
    until: String,
}

fn url(id: StaffId) -> String {
    format!("/admin/people/{id}")
}

fn read(id: &str) -> Result<StaffId, Problem> {
    id.parse().map_err(|_| Problem::Missing)
}

async fn file(app: &App, person: &StaffPerson, chrome: &Chrome, id: &str) -> Result<AccountFile, Problem> {
    let own = chrome.browser().staff.as_ref().map(madoguchi_auth::SessionToken::hash);
    Ok(app.account(person, read(id)?, own).await?)
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Answer {
    let file = file(&app, &person, &chrome, &id).await?;
    let a = &file.account;
    let code = match a.code_until {
        Some(until) if until > app.now() => format!("登録コードを発行済み（{}まで）", until.to_seconds()),
        Some(_) => "登録コードの期限が過ぎました".to_owned(),
        None => String::new(),
    };
    let facts = [
        ("サインインの名前", a.login.clone()),
        ("メール", a.email.clone().unwrap_or_default()),
        ("課", a.department_name.clone()),
        ("役割", title(a.role).to_owned()),
        ("状態", state(a).to_owned()),
        ("登録コード", code),
        ("2 つ目の確認", a.factor_since.map(|at| format!("登録済み（{}）", at.date())).unwrap_or_default()),
    ];
    let papers = app.papers();
    let procedure = |slug: &String| {
        papers.open(slug).map_or_else(|| slug.clone(), |p| p.paper.procedure.title.ja.clone())
    };
    let sessions = file.sessions.iter().map(|s| SessionLine {
        key: s.key.clone(),
        since: s.since.to_seconds(),
        seen: s.seen.to_seconds(),
        own: s.own,
    });
    show(&Page {
        url: url(a.id),
        name: a.name.clone(),
        facts: facts.into_iter().filter(|(_, words)| !words.is_empty()).collect(),
        is_active: a.active,
        is_last: file.is_last_administrator,
        has_factor: a.factor_since.is_some(),
        in_hands: file.in_hands.iter().map(|(slug, n)| (procedure(slug), *n)).collect(),
        to_come: file.to_come.iter().map(|t| super::transfer_list::in_words(&app, t)).collect(),
        sessions: sessions.collect(),
        chrome,
    })
}

fn page(app: &App, chrome: Chrome, file: &AccountFile) -> AskPage {
    let a = &file.account;
    let today = app.today().to_string();
    let use_of = [("yes", "使える"), ("no", "使えない（サインインはすぐに終わります）")];
    let use_of = use_of.map(|(v, l)| (v.to_owned(), l.to_owned())).into();
    let held: usize = file.in_hands.values().sum();
    let mut inputs = vec![
        Input::new("name", "氏名", "", Kind::Line).value(&a.name),
        Input::new("email", "メール", "", Kind::Line).value(a.email.clone().unwrap_or_default()).optional(),
        Input::new("department", "課", "", Kind::Choose(departments(app))).value(a.department.to_string()),
        Input::new("role", "役割", ROLES_HINT, Kind::Choose(roles())).value(a.role.code()),
        Input::new("active", "アカウント", "", Kind::Radios(use_of)).value(if a.active {
            "yes"
        } else {
            "no"
        }),
        Input::new("from_day", "課・役割・アカウントが変わる日", "今日なら、すぐに変わります。", Kind::Day)
            .value(today),
    ];
    let mut means = "氏名とメールはすぐに変わります。".to_owned();
    if held > 0 {
        let hint = "課を移る人、使えなくなる人の担当を引き継ぐ人です。選ばなければ、担当は未割当に戻ります。";
        inputs.push(Input::new("successor", "後任", hint, Kind::Choose(file.successors.clone())).optional());
        means.push_str(&format!("この人は {held} 件を担当しています。"));
    }
    let back = (url(a.id), "この人のページへ戻る");
    let mut page = AskPage::new(
        chrome,
        back,
        format!("{}/change", url(a.id)),
        Ask::new("職員の情報を変える", &means, inputs, "確かめる"),
    );
    page.revision = a.revision;
    page
}

pub async fn ask(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Answer {
    let file = file(&app, &person, &chrome, &id).await?;
    page(&app, chrome, &file).shown()
}

pub async fn change(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer {
    let file = file(&app, &person, &chrome, &id).await?;
    let mut page = page(&app, chrome, &file);
    if page.heed(&fields) {
        return page.again();
    }
    if fields.action == "back" {
        return page.shown();
    }
    let (Ok(role), Some(from_day)) = (fields.first("role").parse::<Role>(), day(fields.first("from_day")))
    else {
        return Err(Problem::Incomplete);
    };
    let change = wanted(&fields, role, from_day);
    let (id, revision) = (file.account.id, page.revision);
    if fields.action == "confirm" {
        return match app.change_account(&person, id, revision, &change).await {
            Ok(()) => go_to(&format!("{}?done=changed", url(id))),
            Err(trouble) => page.refused(trouble),
        };
    }
    match app.foresee_account(&person, id, revision, &change).await {
        Ok(cells) => {
            let names = departments(&app);
            let said = |column: &str, value: String| match column {
                "department" => {
                    names.iter().find(|(id, _)| *id == value).map_or(value, |(_, name)| name.clone())
                }
                "active" => if value == "yes" { "使える" } else { "使えない" }.to_owned(),
                _ => value,
            };
            let cells = cells.into_iter().map(|(column, before, after)| {
                (super::transfer_list::column(column).to_owned(), said(column, before), said(column, after))
            });
            page.confirm(cells.collect())
        }
        Err(trouble) => page.refused(trouble),
    }
}

fn wanted(fields: &Fields, role: Role, from_day: Date) -> AccountChange {
    AccountChange {
        name: fields.first("name").to_owned(),
        email: fields.first("email").to_owned(),
        role,
        department: DepartmentId(fields.first("department").to_owned()),
        active: fields.has("active", "yes"),
        from_day,
        successor: Some(fields.first("successor").to_owned()).filter(|s| !s.is_empty()),
    }
}

/// Gives a code, and shows it this once.
pub async fn code(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
    _: Fields,
) -> Answer {
    tends(&person)?;
    let (account, code, until) = app.give_code(&person, read(&id)?).await?;
    show(&Code {
        chrome,
        url: url(account.id),
        name: account.name,
        login: account.login,
        code: code.reveal().to_owned(),
        until: until.to_seconds(),
    })
}

/// Takes the second factor of somebody away who has lost their device.
pub async fn forget_factor(
    State(app): State<App>,
    Staff(person): Staff,
    Path(id): Path<String>,
    _: Fields,
) -> Answer {
    tends(&person)?;
    let id = read(&id)?;
    app.forget_factor(&person, id).await?;
    go_to(&format!("{}?done=removed", url(id)))
}

pub async fn end_sessions(
    State(app): State<App>,
    Staff(person): Staff,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer {
    tends(&person)?;
    let id = read(&id)?;
    let key = Some(fields.first("key")).filter(|k| !k.is_empty());
    app.end_sessions(&person, id, key).await?;
    go_to(&format!("{}?done=ended", url(id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_pages_draw_with_and_without_work_and_sessions() {
        for n in [0, 2] {
            for_staff(|chrome| Page {
                chrome,
                url: "/admin/people/1".into(),
                name: "見本 花子".into(),
                facts: vec![("課", "市民課".into())],
                is_active: n > 0,
                is_last: n == 0,
                has_factor: n > 0,
                in_hands: (0..n).map(|i| ("見本の手続き".to_owned(), i)).collect(),
                to_come: (0..n).map(|_| "2027-04-01 から 水道課".to_owned()).collect(),
                sessions: (0..n)
                    .map(|i| SessionLine {
                        key: format!("{i}"),
                        since: "2026-11-24 09:00:00".into(),
                        seen: "2026-11-24 09:00:00".into(),
                        own: i == 0,
                    })
                    .collect(),
            });
        }
        for_staff(|chrome| Code {
            chrome,
            url: "/admin/people/1".into(),
            name: "見本 花子".into(),
            login: "hanako".into(),
            code: "7Q4M-KX2P-9D3T".into(),
            until: "2026-11-27 09:00:00".into(),
        });
    }
}
