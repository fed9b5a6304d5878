//! 保存した条件: a filter under a name, one's own or the department's.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use madoguchi_app::{App, QueueFilter, StaffPerson, Trouble, VIEW_NAME, VIEWS, View};
use madoguchi_vocab::{ViewId, normalise};

use super::{
    address::{self, Asked},
    counted, url,
};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/queue/views";
pub const ONE: &str = "/queue/views/{id}";
pub const PATH_URL: &str = "/staff/queue/views";

/// Rows of a view are counted up to here.
const COUNTED: i64 = 100;

/// A view as it is shown.
pub struct Shown {
    pub id: String,
    pub name: String,
    /// The list it opens.
    pub url: String,
    /// How many rows that has; not said where they are searched for.
    pub count: String,
    pub shared: bool,
    pub mine: bool,
    pub owner: String,
    /// What of it cannot be read any more.
    pub unread: Vec<String>,
}

impl Shown {
    fn new(view: View, count: Option<i64>) -> Self {
        Self {
            url: if view.query.is_empty() {
                super::PATH_URL.to_owned()
            } else {
                format!("{}?{}", super::PATH_URL, view.query)
            },
            unread: address::unread(&view.query),
            count: count.map_or_else(String::new, |n| counted(n, n >= COUNTED)),
            id: view.id.to_string(),
            name: view.name,
            shared: view.shared,
            mine: view.mine,
            owner: view.owner_name,
        }
    }

    /// What may be said of it beside its name.
    pub fn says(&self) -> String {
        match (self.mine, self.shared) {
            (true, true) => "課で共有しています".to_owned(),
            (true, false) => "自分だけに見えます".to_owned(),
            (false, _) => format!("{}さんが共有しています", self.owner),
        }
    }

    #[cfg(test)]
    pub fn sample() -> Self {
        Self {
            id: "0190b5a47e3c7d4f9a2b3c4d5e6f7a8b".into(),
            name: "今日の<窓口>".into(),
            url: "/staff/queue?channel=counter".into(),
            count: "100 以上".into(),
            shared: true,
            mine: true,
            owner: "見本 一郎".into(),
            unread: vec!["stage=gone".into()],
        }
    }
}

/// What a person may use, each with the number of its rows. All are counted in one go; what is searched for is not
/// counted, for that would be to search.
pub async fn shown(app: &App, person: &StaffPerson) -> Result<Vec<Shown>, Problem> {
    let views = app.views(person).await?;
    let filters: Vec<QueueFilter> = views.iter().map(|view| Asked::read(&view.query).filter()).collect();
    let quick: Vec<_> = filters.iter().filter(|filter| filter.text.is_empty()).cloned().collect();
    let mut counts = app.queue_counts(person, &quick, COUNTED).await?.into_iter();
    let shown = views.into_iter().zip(filters).map(|(view, filter)| {
        let count = if filter.text.is_empty() { counts.next() } else { None };
        Shown::new(view, count)
    });
    Ok(shown.collect())
}

#[derive(Template)]
#[template(path = "staff/views.html")]
struct Views {
    chrome: Chrome,
    /// The filter that may be saved, as it stands in addresses; empty for none.
    query: String,
    /// The list with it.
    list: String,
    name: String,
    shared: bool,
    views: Vec<Shown>,
    wrong: Vec<Wrong>,
}

impl Views {
    fn own(&self) -> impl Iterator<Item = &Shown> {
        self.views.iter().filter(|view| view.mine)
    }

    fn others(&self) -> impl Iterator<Item = &Shown> {
        self.views.iter().filter(|view| !view.mine)
    }

    fn wrong_at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }
}

async fn page(app: &App, person: &StaffPerson, chrome: Chrome, query: &str) -> Result<Views, Problem> {
    let filter = QueueFilter { after: None, ..Asked::read(query).filter() };
    Ok(Views {
        chrome,
        query: address::query(&filter),
        list: url(&filter),
        name: String::new(),
        shared: false,
        views: shown(app, person).await?,
        wrong: vec![],
    })
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    RawQuery(query): RawQuery,
) -> Answer {
    show(&page(&app, &person, chrome, &query.unwrap_or_default()).await?)
}

/// A name as it was typed, tidied; or what is not right about it.
fn name(fields: &Fields, target: &str) -> Result<String, Wrong> {
    let name = normalise::prose(fields.first("name")).replace('\n', " ");
    match name.chars().count() {
        0 => Err(Wrong::at(target, "名前：書いてください")),
        n if n > VIEW_NAME => {
            Err(Wrong::at(target, format!("名前：{VIEW_NAME} 文字までにしてください（いま {n} 文字）")))
        }
        _ => Ok(name),
    }
}

pub async fn post(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    let mut page = page(&app, &person, chrome, fields.first("query")).await?;
    page.shared = fields.has("shared", "yes");
    fields.first("name").clone_into(&mut page.name);
    let saved = match name(&fields, "name") {
        Err(wrong) => Err(wrong),
        Ok(name) => match app.save_view(&person, &name, &page.query, page.shared).await {
            Err(Trouble::Full) => Err(Wrong::at(
                "name",
                format!("保存した条件は 1 人 {VIEWS} 個までです。下で要らないものを消してください"),
            )),
            saved => Ok(saved?),
        },
    };
    match saved {
        Ok(()) => go_to(&with_done(&page.list, "view_saved")),
        Err(wrong) => {
            page.wrong.push(wrong);
            page.chrome = page.chrome.with_errors();
            show_again(&page)
        }
    }
}

/// An address that says what was just done.
fn with_done(address: &str, done: &str) -> String {
    format!("{address}{}done={done}", if address.contains('?') { '&' } else { '?' })
}

/// Another name, shared or not, or away with it: only one's own.
pub async fn change(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer {
    let id: ViewId = id.parse().map_err(|_| Problem::Missing)?;
    if fields.action == "remove" {
        app.remove_view(&person, id).await?;
        return go_to(&with_done(PATH_URL, "view_removed"));
    }
    match name(&fields, &format!("name-{}", id)) {
        Ok(name) => {
            app.change_view(&person, id, &name, fields.has("shared", "yes")).await?;
            go_to(&with_done(PATH_URL, "view_changed"))
        }
        Err(wrong) => {
            let mut page = page(&app, &person, chrome.with_errors(), "").await?;
            let typed = fields.first("name");
            let own = page.views.iter_mut().find(|v| v.mine && v.id == id.to_string());
            own.ok_or(Problem::Missing)?.name = typed.to_owned();
            page.wrong.push(wrong);
            show_again(&page)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_with_and_without_something_saved() {
        for n in [0, 1] {
            for_staff(|chrome| {
                let other =
                    Shown { mine: false, id: "0190b5a47e3c7d4f9a2b3c4d5e6f7a8c".into(), ..Shown::sample() };
                Views {
                    chrome,
                    query: if n > 0 { "channel=counter".into() } else { String::new() },
                    list: "/staff/queue".into(),
                    name: "今日の<窓口>".into(),
                    shared: n > 0,
                    views: [Shown::sample(), other].into_iter().take(n * 2).collect(),
                    wrong: vec![Wrong::at("name", "名前：書いてください"); n],
                }
            });
        }
    }
}
