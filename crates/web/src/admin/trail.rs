//! 見た記録: who saw, changed or took away what; and how many people's data each account has seen.

use askama::Template;
use axum::{
    body::Body,
    extract::{Query, State},
    http::header,
    response::IntoResponse,
};
use futures_util::stream;
use madoguchi_app::{App, SeenBy, THRESHOLD, TrailFilter, TrailLine, Trouble, VERBS, VerbGroup};
use madoguchi_auth::roster::day;
use madoguchi_vocab::sheet::harmless;
use serde::Deserialize;

use super::people::{Choice, choices};
use crate::{
    chrome::Chrome,
    complaint::Wrong,
    page::{Answer, attachment, go_to, show, show_again},
    who::Staff,
};

pub const PATH: &str = "/trail";
pub const FILE: &str = "/trail.csv";

/// The filter as it stands in the address: days, account and number, nobody's name.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    from: String,
    until: String,
    login: String,
    object: String,
    group: String,
    verb: String,
    after: String,
}

impl Asked {
    fn filter(&self) -> TrailFilter {
        TrailFilter {
            from: day(&self.from),
            until: day(&self.until),
            login: self.login.clone(),
            object: self.object.clone(),
            group: VerbGroup::ALL.into_iter().find(|g| g.code() == self.group),
            verb: self.verb.clone(),
            after: self.after.parse().ok(),
        }
    }

    fn wrong(&self) -> Vec<Wrong> {
        let days = [("from", "はじめの日", &self.from), ("until", "終わりの日", &self.until)];
        let unread = days.into_iter().filter(|(_, _, text)| !text.is_empty() && day(text).is_none());
        let mut wrong: Vec<_> = unread
            .map(|(id, label, _)| Wrong::at(id, format!("{label}：2026-11-24 のように書いてください")))
            .collect();
        if !self.group.is_empty() && VerbGroup::ALL.iter().all(|g| g.code() != self.group) {
            wrong.push(Wrong::at("group", "種類：この中にありません。選び直してください"));
        }
        wrong
    }

    fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let all = [
            ("from", &self.from),
            ("until", &self.until),
            ("login", &self.login),
            ("object", &self.object),
            ("group", &self.group),
            ("verb", &self.verb),
        ];
        for (name, value) in all.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        query.finish()
    }
}

fn group(group: VerbGroup) -> &'static str {
    match group {
        VerbGroup::Saw => "見た",
        VerbGroup::Sought => "探した",
        VerbGroup::Did => "処理した",
        VerbGroup::TookAway => "書き出した・印刷した",
        VerbGroup::Tended => "管理した",
    }
}

struct Row {
    seen: SeenBy,
    /// Whether more than the threshold may have been seen.
    is_many: bool,
}

#[derive(Template)]
#[template(path = "admin/trail.html")]
struct Page {
    chrome: Chrome,
    asked: Asked,
    groups: Vec<Choice>,
    verbs: Vec<Choice>,
    wrong: Vec<Wrong>,
    lines: Vec<TrailLine>,
    persons: Vec<Row>,
    next: Option<String>,
    file: String,
}

impl Page {
    fn new(chrome: Chrome, asked: Asked) -> Self {
        let groups = VerbGroup::ALL.map(|g| (g.code().to_owned(), group(g).to_owned()));
        let verbs = VERBS.iter().map(|(code, words, _)| ((*code).to_owned(), (*words).to_owned()));
        let query = asked.query();
        Self {
            chrome,
            verbs: choices(verbs, &asked.verb),
            groups: choices(groups, &asked.group),
            wrong: asked.wrong(),
            lines: vec![],
            persons: vec![],
            next: None,
            file: format!("/admin/trail.csv?{query}"),
            asked,
        }
    }

    fn threshold(&self) -> i64 {
        THRESHOLD
    }

    fn wrong_at(&self, id: &str) -> bool {
        self.wrong.iter().any(|w| w.target == id)
    }
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Query(asked): Query<Asked>,
) -> Answer {
    let filter = asked.filter();
    let mut page = Page::new(chrome, asked);
    if !page.wrong.is_empty() {
        app.trail(&person, &TrailFilter::default()).await?;
        page.chrome.has_errors = true;
        return show_again(&page);
    }
    match app.trail(&person, &filter).await {
        Ok(found) => {
            let query = page.asked.query();
            page.next =
                found.next.map(|after| format!("/admin/trail?{query}&after={after}").replace("?&", "?"));
            page.lines = found.lines;
        }
        Err(Trouble::Amiss { field, words }) => {
            page.wrong.push(Wrong::at(field, words));
            page.chrome.has_errors = true;
            return show_again(&page);
        }
        Err(other) => return Err(other.into()),
    }
    // The count is of a period: without one it would be of everything there ever was.
    if filter.from.is_some() && filter.after.is_none() {
        let persons = app.persons_seen(&person, &filter).await?;
        page.persons =
            persons.into_iter().map(|seen| Row { is_many: seen.at_most() > THRESHOLD, seen }).collect();
    }
    show(&page)
}

/// The same lines as a file, written while it is sent. What cannot be read is said on the page: a file of everything is
/// not what was asked for.
pub async fn file(State(app): State<App>, Staff(person): Staff, Query(asked): Query<Asked>) -> Answer {
    let back = format!("/admin/trail?{}", asked.query());
    if !asked.wrong().is_empty() {
        return go_to(&back);
    }
    let query = match app.export_trail(&person, &asked.filter()).await {
        Err(Trouble::Amiss { .. }) => return go_to(&back),
        query => query?,
    };
    let today = app.today();
    let head = ["日時", "職員", "課", "したこと", "対象", "理由"].map(str::to_owned).to_vec();
    let begun = (app, query, Some(head));
    let pieces = stream::try_unfold(begun, |(app, mut query, head)| async move {
        if let Some(head) = head {
            return Ok::<_, Trouble>(Some((csv([head], "\u{FEFF}"), (app, query, None))));
        }
        let lines = app.more_of_the_trail(&mut query).await?;
        if lines.is_empty() {
            return Ok(None);
        }
        Ok(Some((csv(lines.into_iter().map(cells), ""), (app, query, None))))
    });
    let name = attachment(&format!("trail-{today}.csv"), &format!("見た記録_{today}.csv"));
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

fn cells(l: TrailLine) -> Vec<String> {
    [l.at.to_seconds(), l.name, l.department, l.deed, l.object, l.reason].map(harmless).to_vec()
}

fn csv(rows: impl IntoIterator<Item = Vec<String>>, mark: &str) -> Vec<u8> {
    let begun = mark.as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(begun);
    for row in rows {
        // Writing into memory cannot fail.
        let _ = writer.write_record(&row);
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use madoguchi_vocab::Instant;

    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_empty_and_full_and_with_a_complaint() {
        for n in [0, 2] {
            for_staff(|chrome| {
                let asked = Asked {
                    from: if n == 0 { "きのう".into() } else { "2026-11-24".into() },
                    ..Asked::default()
                };
                let mut page = Page::new(chrome, asked);
                page.lines = (0..n)
                    .map(|_| TrailLine {
                        at: Instant::parse("2026-11-24T09:00:00+09:00").unwrap(),
                        name: "見本 一郎".into(),
                        department: "市民課".into(),
                        deed: "申請を見た".into(),
                        object: "K7MN-4128-83".into(),
                        reason: "<>".into(),
                    })
                    .collect();
                page.persons = (0..n)
                    .map(|i| Row {
                        seen: SeenBy {
                            name: "見本 一郎".into(),
                            login: "ichiro".into(),
                            department: "市民課".into(),
                            persons: 101,
                            submissions: 120,
                            exports: 1,
                            exported: 300,
                        },
                        is_many: i == 0,
                    })
                    .collect();
                page.next = (n > 0).then(|| "/admin/trail?after=3".into());
                page
            });
        }
    }
}
