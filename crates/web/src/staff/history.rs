//! 履歴: everything that happened to a submission, letter by letter and look by look.

use askama::Template;
use axum::extract::{Path, Query, State};
use madoguchi_app::{App, Trace};
use serde::Deserialize;

use super::{
    case::{number, path},
    labels,
    story::{Kind, Post, Seen, Step, post, steps},
};
use crate::{
    chrome::Chrome,
    page::{Answer, show},
    who::Staff,
};

pub const PATH: &str = "/a/{receipt}/history";

/// Which kind is wanted; all of them if it is none.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    kind: String,
}

/// Who looked, and at what.
struct Looked {
    at: String,
    name: String,
    what: &'static str,
}

impl Looked {
    fn new(trace: Trace) -> Self {
        let what = match trace.verb.as_str() {
            "viewed-file" => "添付ファイルを見た",
            "viewed-document" => "通知書を見た",
            "posted-document" => "紙での送付を記録した",
            _ => "申請を見た",
        };
        Self { at: trace.at.to_seconds(), name: trace.name, what }
    }
}

#[derive(Template)]
#[template(path = "staff/history.html")]
struct History {
    chrome: Chrome,
    receipt: String,
    title: String,
    stage: &'static str,
    url: String,
    kind: Option<Kind>,
    steps: Vec<Step>,
    post: Vec<Post>,
    looked: Vec<Looked>,
}

impl History {
    fn shows(&self, kind: Kind) -> bool {
        self.kind.is_none_or(|k| k == kind)
    }

    /// Whether anything of the history itself is wanted.
    fn shows_steps(&self) -> bool {
        self.kind != Some(Kind::Looks)
    }

    fn kinds(&self) -> Vec<(String, &'static str, bool)> {
        let one = |k: Kind| (format!("{}?kind={}", self.url, k.code()), k.label(), self.kind == Some(k));
        [(self.url.clone(), "すべて", self.kind.is_none())].into_iter().chain(Kind::ALL.map(one)).collect()
    }
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let case = app.open_case(&person, &number(&receipt)?).await?;
    let s = &case.submission;
    let kind = Kind::ALL.into_iter().find(|k| k.code() == asked.kind);
    let mut steps = steps(&case, Seen { by: person.id, until: None });
    steps.retain(|s| kind.is_none_or(|k| k == s.kind));
    show(&History {
        receipt: s.receipt.to_string(),
        title: s.paper.procedure.title.ja.clone(),
        stage: labels::stage(s.stage.name()),
        url: format!("{}/history", path(&s.receipt)),
        kind,
        steps,
        post: post(&case),
        looked: app.lookers(s).await?.into_iter().map(Looked::new).collect(),
        chrome,
    })
}

#[cfg(test)]
mod tests {
    use super::{super::story::tests::sample, *};
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_for_every_kind() {
        for kind in [None].into_iter().chain(Kind::ALL.map(Some)) {
            for_staff(|chrome| History {
                chrome,
                receipt: "K7MN-4128-83".into(),
                title: "住民票の写しの交付請求".into(),
                stage: "審査中",
                url: "/staff/a/K7MN-4128-83/history".into(),
                kind,
                steps: vec![sample()],
                post: vec![Post {
                    at: "2026-11-21".into(),
                    what: "届きました",
                    state: "送りました".into(),
                    parked: true,
                }],
                looked: vec![Looked {
                    at: "2026-11-21".into(),
                    name: "見本 一郎".into(),
                    what: "申請を見た",
                }],
            });
        }
    }
}
