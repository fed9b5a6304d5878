//! 課 1 つ: added, changed, and going into another.

use axum::extract::{Path, State};
use madoguchi_app::{App, Department, Names, StaffPerson};
use madoguchi_auth::roster::day;
use madoguchi_vocab::DepartmentId;

use super::people::tends;
use crate::{
    asking::AskPage,
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to},
    problem::Problem,
    staff::moves::ask::{Ask, Input, Kind},
    who::Staff,
};

pub const NEW: &str = "/departments/new";
pub const PATH: &str = "/departments/{id}";
pub const MERGE: &str = "/departments/{id}/merge";
const URL: &str = "/admin/departments";

fn inputs(d: Option<&Department>) -> Vec<Input> {
    let line = |name, label, hint| Input::new(name, label, hint, Kind::Line);
    let text = |of: fn(&Department) -> &str| d.map(of).unwrap_or_default().to_owned();
    vec![
        line("name", "名前", "").value(text(|d| &d.name)),
        line("name_en", "英語の名前", "").value(text(|d| &d.name_en)),
        line("phone", "電話", "住民のページに出ます。").value(text(|d| &d.phone)),
        line("hours", "電話を受ける時間", "「平日 8:30〜17:15」のように。").value(text(|d| &d.hours)),
        line(
            "hours_en",
            "電話を受ける時間（英語）",
            "「Weekdays 8:30–17:15」のように。空なら英語のページにも日本語で出ます。",
        )
        .value(text(|d| &d.hours_en))
        .optional(),
        line("note", "覚え書き", "職員だけが見ます。").value(text(|d| &d.note)).optional(),
    ]
}

fn written(id: &str, fields: &Fields) -> Department {
    let text = |name| fields.first(name).to_owned();
    Department {
        id: DepartmentId(id.to_owned()),
        name: text("name"),
        name_en: text("name_en"),
        phone: text("phone"),
        hours: text("hours"),
        hours_en: text("hours_en"),
        note: text("note"),
    }
}

fn known(app: &App, person: &StaffPerson, id: &str) -> Result<Department, Problem> {
    tends(person)?;
    app.departments().iter().find(|d| d.id.0 == id).cloned().ok_or(Problem::Missing)
}

fn back() -> (String, &'static str) {
    (URL.to_owned(), "課の一覧へ戻る")
}

fn new_page(chrome: Chrome) -> AskPage {
    let hint = "半角の英小文字・数字・「-」。様式や台帳がこれで課を指します。あとから変えられません。";
    let mut all = vec![Input::new("id", "id", hint, Kind::Line)];
    all.extend(inputs(None));
    AskPage::new(chrome, back(), format!("{URL}/new"), Ask::new("課を加える", "", all, "確かめる"))
}

pub async fn ask_new(Staff(person): Staff, chrome: Chrome) -> Answer {
    tends(&person)?;
    new_page(chrome).shown()
}

pub async fn add(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    tends(&person)?;
    let page = new_page(chrome);
    save(&app, &person, page, None, fields.first("id"), &fields).await
}

pub async fn ask(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Answer {
    let d = known(&app, &person, &id)?;
    let ask = Ask::new("課の情報を変える", "", inputs(Some(&d)), "確かめる");
    AskPage::new(chrome, back(), format!("{URL}/{id}"), ask).shown()
}

pub async fn change(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer {
    let d = known(&app, &person, &id)?;
    let ask = Ask::new("課の情報を変える", "", inputs(Some(&d)), "確かめる");
    let page = AskPage::new(chrome, back(), format!("{URL}/{id}"), ask);
    save(&app, &person, page, Some(d), &id, &fields).await
}

async fn save(
    app: &App,
    person: &StaffPerson,
    mut page: AskPage,
    before: Option<Department>,
    id: &str,
    fields: &Fields,
) -> Answer {
    let old: Vec<String> = page.ask.inputs.iter().map(|i| i.value.clone()).collect();
    if page.heed(fields) {
        return page.again();
    }
    match fields.action.as_str() {
        "back" => page.shown(),
        "confirm" => match app.save_department(person, &written(id, fields), before.is_none()).await {
            Ok(()) => go_to(&format!("{URL}?done={}", if before.is_none() { "added" } else { "changed" })),
            Err(trouble) => page.refused(trouble),
        },
        _ => {
            let both = page.ask.inputs.iter().zip(old);
            let changes = both.filter(|(i, old)| i.value != *old);
            let changes = changes.map(|(i, old)| (i.label.to_owned(), old, i.value.clone())).collect();
            page.confirm(changes)
        }
    }
}

fn merger_page(app: &App, chrome: Chrome, d: &Department, names: &Names) -> AskPage {
    let others = app
        .departments()
        .iter()
        .filter(|o| o.id != d.id)
        .map(|o| (o.id.to_string(), o.name.clone()))
        .collect();
    let inputs = vec![
        Input::new("into", "統合する先の課", "", Kind::Choose(others)),
        Input::new("from_day", "統合する日", "", Kind::Day),
        Input::new(
            "reason",
            "理由",
            "終わっていない申請の申請者に、担当の課が変わるお知らせで伝えます。",
            Kind::Lines,
        ),
    ];
    let means = "終わっていない申請は、その日に統合先へ移り、申請者に知らせます。職員・様式・台帳・入力の途中のもの・答えていない意見照会がこの課を指している間は、日が来ても統合しません。異動や様式の公開で先に移してください。なくなれば自動で統合します。";
    let mut ask = Ask::new("課を統合する", means, inputs, "確かめる");
    ask.shown = vec![("なくなる課", d.name.clone())];
    ask.shown.extend(still(names));
    AskPage::new(chrome, back(), format!("{URL}/{}/merge", d.id), ask)
}

/// What still names a department, in words.
fn still(names: &Names) -> Vec<(&'static str, String)> {
    let n = names.named;
    let count = |n: i64, unit: &str| if n == 0 { String::new() } else { format!("{n} {unit}") };
    let all = [
        ("終わっていない申請（移ります）", count(n.open, "件")),
        ("この課の職員（先に異動）", count(n.people, "人")),
        ("この課への異動の予定（先に取消）", count(n.transfers, "人")),
        ("入力の途中の代行入力（先に完了）", count(n.drafts, "件")),
        ("答えていない意見照会（先に回答）", count(n.opinions, "件")),
        ("公開中の様式（先に課を変えて公開）", names.papers.join("、")),
        ("台帳の手続き（先に課を変更）", names.procedures.join("、")),
    ];
    all.into_iter().filter(|(_, words)| !words.is_empty()).collect()
}

pub async fn ask_merger(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Answer {
    let d = known(&app, &person, &id)?;
    let names = app.names_of(&d.id).await?;
    merger_page(&app, chrome, &d, &names).shown()
}

pub async fn merge(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer {
    let d = known(&app, &person, &id)?;
    if fields.action == "give_up" {
        app.give_up_merger(&person, &d.id).await?;
        return go_to(&format!("{URL}?done=removed"));
    }
    let names = app.names_of(&d.id).await?;
    let mut page = merger_page(&app, chrome, &d, &names);
    if page.heed(&fields) {
        return page.again();
    }
    let Some(from_day) = day(fields.first("from_day")) else { return Err(Problem::Incomplete) };
    let into = DepartmentId(fields.first("into").to_owned());
    match fields.action.as_str() {
        "back" => page.shown(),
        "confirm" => match app.plan_merger(&person, &d.id, &into, from_day, fields.first("reason")).await {
            Ok(()) => go_to(&format!("{URL}?done=planned")),
            Err(trouble) => page.refused(trouble),
        },
        _ => {
            let name =
                app.departments().iter().find(|o| o.id == into).map(|o| o.name.clone()).unwrap_or_default();
            let changes = vec![
                (
                    format!("{}の扱い", d.name),
                    "いまのまま".to_owned(),
                    format!("{from_day} に {name} へ統合"),
                ),
                ("申請者に伝える理由".to_owned(), String::new(), fields.first("reason").to_owned()),
            ];
            page.confirm(changes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_still_names_it_is_told() {
        assert!(still(&Names::default()).is_empty());
        let names = Names { papers: vec!["見本".into()], ..Names::default() };
        assert_eq!(still(&names), [("公開中の様式（先に課を変えて公開）", "見本".to_owned())]);
        assert!(!names.lets_go() && Names::default().lets_go());
    }
}
