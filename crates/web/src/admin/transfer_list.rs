//! 異動: a list comes in as a file, is looked at row by row, and takes effect on its days.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};
use madoguchi_app::{App, TransferPreview, TransferRow, Trouble};
use madoguchi_auth::roster::title;

use super::people::tends;
use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::Fields,
    page::{Answer, attachment, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/transfer-list";
pub const FILE: &str = "/transfer-list.csv";
pub const TAKE_BACK: &str = "/transfer-list/{id}/take-back";
const URL: &str = "/admin/transfer-list";

/// A column in words.
pub fn column(name: &str) -> &'static str {
    match name {
        "login" => "サインインの名前",
        "name" => "氏名",
        "email" => "メール",
        "role" => "役割",
        "department" => "課",
        "active" => "アカウント",
        "from_day" => "変わる日",
        "successor" => "後任",
        "to_come" => "前に登録した異動",
        _ => "",
    }
}

/// A transfer on one line.
pub fn in_words(app: &App, t: &TransferRow) -> String {
    let state = if t.active { title(t.role) } else { "使えなくなる" };
    format!("{} から {}　{state}", t.from_day, called(app, &t.department.0))
}

/// The name of a department; its id where nobody knows it any more.
fn called(app: &App, id: &str) -> String {
    app.departments().iter().find(|d| d.id.0 == id).map_or_else(|| id.to_owned(), |d| d.name.clone())
}

/// A row of the file that changes something.
struct Change {
    line: u64,
    login: String,
    name: String,
    is_new: bool,
    from_day: String,
    cells: Vec<String>,
    work: String,
}

/// A transfer that was listed.
struct Line {
    id: String,
    day: String,
    name: String,
    login: String,
    what: String,
    came: String,
}

impl Line {
    fn of(app: &App, t: &TransferRow) -> Self {
        let mut came = if t.refused.is_empty() {
            "済み".to_owned()
        } else {
            format!("できませんでした：{}", t.refused)
        };
        if t.released + t.handed > 0 {
            came.push_str(&format!("。担当 {} 件を未割当に、{} 件を後任に", t.released, t.handed));
        }
        Self {
            id: t.id.to_string(),
            day: t.from_day.to_string(),
            name: t.name.clone(),
            login: t.login.clone(),
            what: format!(
                "{}　{}",
                called(app, &t.department.0),
                if t.active { title(t.role) } else { "使えなくなる" }
            ),
            came,
        }
    }
}

#[derive(Template)]
#[template(path = "admin/transfer_list.html")]
struct Page {
    chrome: Chrome,
    wrong: Vec<Wrong>,
    /// What was uploaded, carried to the press that lists it.
    content: String,
    rows: usize,
    looked: bool,
    problems: Vec<(u64, &'static str, String)>,
    changes: Vec<Change>,
    to_come: Vec<Line>,
    done: Vec<Line>,
}

impl Page {
    async fn new(app: &App, person: &madoguchi_app::StaffPerson, chrome: Chrome) -> Result<Self, Trouble> {
        let (to_come, done) = app.transfers(person).await?;
        Ok(Self {
            chrome,
            wrong: vec![],
            content: String::new(),
            rows: 0,
            looked: false,
            problems: vec![],
            changes: vec![],
            to_come: to_come.iter().map(|t| Line::of(app, t)).collect(),
            done: done.iter().map(|t| Line::of(app, t)).collect(),
        })
    }

    fn with(mut self, app: &App, preview: TransferPreview, content: String) -> Self {
        (self.rows, self.looked, self.content) = (preview.rows, true, content);
        self.problems = preview.problems.into_iter().map(|p| (p.line, p.column, p.message)).collect();
        let held = preview.in_hands;
        let change = |c: madoguchi_auth::roster::Change| Change {
            line: c.entry.line,
            name: c.entry.person.name.clone(),
            is_new: c.is_new,
            from_day: c.entry.from_day.to_string(),
            cells: c
                .cells
                .iter()
                .map(|(of, before, after)| {
                    let [before, after] = [before, after].map(|value| match *of {
                        "department" => called(app, value),
                        _ => value.clone(),
                    });
                    format!("{}：「{before}」→「{after}」", column(of))
                })
                .collect(),
            work: match (held.get(&c.entry.person.login), &c.entry.successor) {
                (Some(0) | None, _) => String::new(),
                (Some(n), Some(to)) => format!("担当 {n} 件は {to} さんへ"),
                (Some(n), None) => format!("担当 {n} 件は未割当へ"),
            },
            login: c.entry.person.login,
        };
        self.changes = preview.changes.into_iter().map(change).collect();
        self
    }

    fn can_be_listed(&self) -> bool {
        self.problems.is_empty() && !self.changes.is_empty()
    }
}

pub async fn get(State(app): State<App>, Staff(person): Staff, chrome: Chrome) -> Answer {
    show(&Page::new(&app, &person, chrome).await?)
}

pub async fn post(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    tends(&person)?;
    if fields.action == "list" {
        let content = fields.first("content");
        let done = app.list_transfers(&person, content.as_bytes()).await?;
        if done.problems.is_empty() {
            return go_to(&format!("{URL}?done=listed"));
        }
        let page = Page::new(&app, &person, chrome.with_errors()).await?.with(&app, done, String::new());
        return show_again(&page);
    }
    let Some(file) = fields.files.first() else {
        let mut page = Page::new(&app, &person, chrome.with_errors()).await?;
        page.wrong = vec![Wrong::at("file", "CSV ファイルを選んでください")];
        return show_again(&page);
    };
    let bytes = file.file.bytes().map_err(Trouble::from)?;
    let preview = app.preview_transfers(&person, &bytes).await?;
    if preview.problems.is_empty() {
        // Carried on in our own spelling; nothing has to be uploaded twice.
        let content = madoguchi_vocab::sheet::decode(&bytes);
        return show(&Page::new(&app, &person, chrome).await?.with(&app, preview, content));
    }
    show_again(&Page::new(&app, &person, chrome.with_errors()).await?.with(&app, preview, String::new()))
}

/// Everybody as a file: to be changed and read again, or to see which columns there are.
pub async fn file(State(app): State<App>, Staff(person): Staff) -> Answer {
    let csv = app.roster(&person).await?;
    let today = app.today();
    let name = attachment(&format!("roster-{today}.csv"), &format!("職員_{today}.csv"));
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, csv).into_response())
}

pub async fn take_back(
    State(app): State<App>,
    Staff(person): Staff,
    Path(id): Path<String>,
    _: Fields,
) -> Answer {
    tends(&person)?;
    app.take_back_transfer(&person, id.parse().map_err(|_| Problem::Missing)?).await?;
    go_to(&format!("{URL}?done=removed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_at_every_step() {
        let line = || Line {
            id: "1".into(),
            day: "2027-04-01".into(),
            name: "見本 花子".into(),
            login: "hanako".into(),
            what: "suido　審査".into(),
            came: "済み".into(),
        };
        let page = |chrome, looked, problems: usize, changes: usize| Page {
            chrome,
            wrong: if looked { vec![] } else { vec![Wrong::at("file", "選んでください")] },
            content: "login,name\n".into(),
            rows: changes,
            looked,
            problems: (0..problems).map(|n| (n as u64, "role", "「王」は使えません<>".to_owned())).collect(),
            changes: (0..changes)
                .map(|n| Change {
                    line: n as u64,
                    login: "hanako".into(),
                    name: "見本 花子".into(),
                    is_new: n == 0,
                    from_day: "2027-04-01".into(),
                    cells: vec!["課：「shimin」→「suido」".into()],
                    work: "担当 3 件は未割当へ".into(),
                })
                .collect(),
            to_come: (0..changes).map(|_| line()).collect(),
            done: (0..problems).map(|_| line()).collect(),
        };
        for (looked, problems, changes) in [(false, 0, 0), (true, 2, 0), (true, 0, 2), (true, 0, 0)] {
            for_staff(|chrome| page(chrome, looked, problems, changes));
        }
    }
}
