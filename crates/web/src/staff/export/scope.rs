//! Which submissions a list has, as its address says it: the filter of the queue, and the period of arrival.

use axum::extract::Query;
use madoguchi_app::{Form, QueueFilter, Scope};
use madoguchi_vocab::Date;
use madoguchi_workflow::StageName;
use serde::Deserialize;

use crate::{
    complaint::Wrong,
    staff::{
        moves::ask::day,
        queue::{self, Asked},
    },
};

/// The page.
pub const PATH_URL: &str = "/staff/export";
/// What is chosen on the page itself, or does not choose rows.
const OWN: [&str; 4] = ["paper", "stage", "sort", "after"];
/// The word for what is not over, where it is chosen by name.
const OPEN: &str = "open";

/// What the address says beside the filter.
#[derive(Clone, Deserialize, Default)]
#[serde(default)]
pub struct More {
    /// A stage, `open`, or nothing for all.
    pub stage: String,
    /// The first day of arrival …
    pub from: String,
    /// … and the last.
    pub until: String,
    /// How it is to be written.
    pub form: String,
    /// Which saved columns.
    pub template: String,
}

/// An address that was read.
pub struct Read {
    pub scope: Scope,
    pub more: More,
    /// What is not right about its days.
    pub wrong: Vec<Wrong>,
}

impl Read {
    pub fn of(asked: &Asked, more: More) -> Self {
        let mut wrong = vec![];
        let mut read = |id: &str, label: &str, text: &str| {
            let found =
                day(text).filter(|d| chrono::Datelike::year(d) >= 1900 && chrono::Datelike::year(d) < 10_000);
            if found.is_none() && !text.trim().is_empty() {
                wrong.push(Wrong::at(id, format!("{label}：2026-11-24 のように書いてください")));
            }
            found
        };
        let (from, until) =
            (read("from", "到達日（から）", &more.from), read("until", "到達日（まで）", &more.until));
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            wrong.push(Wrong::at("until", "到達日（まで）：「から」と同じ日か、あとの日にしてください"));
        }
        let filter = QueueFilter { after: None, ..asked.filter() };
        let ended = filter.stage.is_none() && more.stage != OPEN;
        Self { scope: Scope { filter, ended, from, until }, more, wrong }
    }

    /// As a form posts it back.
    pub fn posted(query: &str) -> Self {
        let uri = format!("/?{query}").parse();
        let read = |uri: &axum::http::Uri| {
            let Query(asked) = Query::<Asked>::try_from_uri(uri).ok()?;
            let Query(more) = Query::<More>::try_from_uri(uri).ok()?;
            Some(Self::of(&asked, more))
        };
        uri.ok().and_then(|uri| read(&uri)).unwrap_or_else(|| Self::of(&Asked::default(), More::default()))
    }

    /// The chosen stage: `open`, a stage, or nothing for all.
    pub fn stage(&self) -> &'static str {
        match self.scope.filter.stage {
            Some(stage) => stage.code(),
            None if self.scope.ended => "",
            None => OPEN,
        }
    }

    /// What came along from the queue and is not chosen on this page: names and values.
    pub fn carried(&self) -> Vec<(String, String)> {
        let address = queue::url(&self.scope.filter);
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let all = url::form_urlencoded::parse(query.as_bytes()).into_owned();
        all.filter(|(name, _)| !OWN.contains(&name.as_str())).collect()
    }

    /// The query of this scope, without form and columns.
    pub fn query(&self) -> String {
        self.query_with(true)
    }

    /// The same without what came along from the queue.
    pub fn without_carried(&self) -> String {
        format!("{PATH_URL}?{}", self.query_with(false))
    }

    fn query_with(&self, carried: bool) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if carried {
            query.extend_pairs(self.carried());
        }
        let slug = self.scope.filter.slug.as_deref().unwrap_or_default();
        for (name, value) in
            [("paper", slug), ("stage", self.stage()), ("from", &self.more.from), ("until", &self.more.until)]
        {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }
}

/// The address at which the list of a filter is asked for.
pub fn url(filter: &QueueFilter, form: Option<Form>) -> String {
    let filter = QueueFilter { after: None, ..filter.clone() };
    let mut url = queue::url(&filter).replacen(queue::PATH_URL, PATH_URL, 1);
    let mut put = |name: &str, value: &str| {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(&format!("{name}={value}"));
    };
    if filter.stage.is_none() {
        put("stage", OPEN);
    }
    if let Some(form) = form {
        put("form", form.code());
    }
    url
}

/// What came along from the queue, in words.
pub fn said((name, value): &(String, String)) -> String {
    match (name.as_str(), value.as_str()) {
        ("q", text) => format!("「{text}」"),
        ("holder", "me") => "担当：自分".to_owned(),
        ("holder", "nobody") => "担当：未割当".to_owned(),
        ("due", "overdue") => "期限超過".to_owned(),
        ("due", "today") => "今日が期限".to_owned(),
        ("asked", _) => "返事待ち".to_owned(),
        (name, value) => format!("{name}：{value}"),
    }
}

/// The scope in words, for the page of a job.
pub fn in_words(scope: &Scope) -> Vec<String> {
    let stage = match scope.filter.stage {
        Some(stage) => StageName::words(stage).to_owned(),
        None if scope.ended => "すべての状態".to_owned(),
        None => "終わっていないもの".to_owned(),
    };
    let day = |day: Option<Date>| day.map_or_else(String::new, |d| d.to_string());
    let period = (scope.from.is_some() || scope.until.is_some())
        .then(|| format!("到達 {}〜{}", day(scope.from), day(scope.until)));
    let read = Read { scope: scope.clone(), more: More::default(), wrong: vec![] };
    [stage].into_iter().chain(period).chain(read.carried().iter().map(said)).collect()
}

#[cfg(test)]
mod tests {
    use madoguchi_app::{Mark, When, Whose};

    use super::*;

    #[test]
    fn a_filter_of_the_queue_comes_along_whole() {
        let filter = QueueFilter {
            text: "見本 & 花子".into(),
            whose: Whose::Mine,
            slug: Some("suido-kaishi".into()),
            when: When::Overdue,
            mark: Some(Mark::Asked),
            after: Some("1-0-x".into()),
            ..QueueFilter::default()
        };
        let address = url(&filter, Some(Form::Xlsx));
        let read = Read::posted(address.split_once('?').unwrap().1);
        assert_eq!(read.scope.filter, QueueFilter { after: None, ..filter });
        assert!(!read.scope.ended, "the queue shows what is not over");
        assert_eq!(Form::parse(&read.more.form), Some(Form::Xlsx));
        assert_eq!(Read::posted(&read.query()).scope, read.scope, "and is posted back");
        assert_eq!(read.carried().len(), 4, "{:?}", read.carried());
        assert!(Read::posted("").scope.ended, "without a word everything is wanted");
    }

    #[test]
    fn days_that_cannot_be_read_are_told() {
        let wrong = |query: &str| Read::posted(query).wrong.into_iter().map(|w| w.target).collect::<Vec<_>>();
        assert_eq!(wrong("from=2026-11-01&until=2026-11-24"), [""; 0]);
        assert_eq!(wrong("from=yesterday&until=2026-13-01"), ["from", "until"]);
        assert_eq!(wrong("from=2026-11-24&until=2026-11-23"), ["until"]);
        assert_eq!(wrong("from=99999-01-01"), ["from"]);
    }
}
