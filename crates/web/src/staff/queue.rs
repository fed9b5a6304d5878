//! The queue of a department. The whole filter stands in the address.

use askama::Template;
use axum::extract::{Query, State};
use madoguchi_app::{App, DIRECT, QueueFilter, QueueRow, Sort, When};
use madoguchi_vocab::{Lang, ReceiptNumber};
use madoguchi_workflow::StageName;
use serde::Deserialize;

use super::{
    bulk::{self, Offer},
    case, export, labels,
};
use crate::{
    chrome::Chrome,
    page::{Answer, show},
    who::Staff,
};

pub const PATH: &str = "/queue";

/// The filter as it stands in the address. What cannot be read is no filter.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    q: String,
    stage: String,
    holder: String,
    due: String,
    asked: String,
    paper: String,
    sort: String,
    after: String,
}

impl Asked {
    pub fn filter(&self) -> QueueFilter {
        let said = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
        QueueFilter {
            stage: StageName::parse(&self.stage),
            unassigned: self.holder == "nobody",
            mine: self.holder == "me",
            asked: self.asked == "yes",
            slug: said(&self.paper),
            text: self.q.chars().take(100).collect(),
            when: match self.due.as_str() {
                "overdue" => When::Overdue,
                "today" => When::Today,
                _ => When::Any,
            },
            sort: match self.sort.as_str() {
                "newest" => Sort::Newest,
                "due" => Sort::Due,
                _ => Sort::Oldest,
            },
            after: said(&self.after),
        }
    }
}

/// The order in an address; the usual one is not said.
fn sorted(sort: Sort) -> &'static str {
    match sort {
        Sort::Oldest => "",
        Sort::Newest => "newest",
        Sort::Due => "due",
    }
}

/// The address of a filter.
pub fn url(filter: &QueueFilter) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let mut put = |name: &str, value: &str| {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    };
    put("q", &filter.text);
    put("stage", filter.stage.map_or("", StageName::code));
    put(
        "holder",
        if filter.mine {
            "me"
        } else if filter.unassigned {
            "nobody"
        } else {
            ""
        },
    );
    put(
        "due",
        match filter.when {
            When::Any => "",
            When::Overdue => "overdue",
            When::Today => "today",
        },
    );
    put("asked", if filter.asked { "yes" } else { "" });
    put("paper", filter.slug.as_deref().unwrap_or_default());
    put("sort", sorted(filter.sort));
    put("after", filter.after.as_deref().unwrap_or_default());
    match query.finish() {
        q if q.is_empty() => "/staff/queue".to_owned(),
        q => format!("/staff/queue?{q}"),
    }
}

/// A row of the queue in words.
pub struct Line {
    pub receipt: String,
    /// Its page.
    pub url: String,
    /// As it is on this page.
    pub revision: i64,
    pub procedure: String,
    pub name: String,
    pub kana: String,
    pub arrived: String,
    pub elapsed: u32,
    pub due: String,
    pub overdue: bool,
    pub stage: &'static str,
    pub mark: &'static str,
    /// A question of the resident waits for an answer.
    pub asked: bool,
    pub holder: String,
}

impl Line {
    /// A row as it stands today.
    pub fn new(app: &App, row: &QueueRow) -> Self {
        let today = app.today();
        let title = app.papers().open(&row.slug).map(|p| p.paper.procedure.title.ja.clone());
        Self {
            receipt: row.receipt.to_string(),
            url: case::path(&row.receipt),
            revision: row.revision,
            procedure: title.unwrap_or_else(|| row.slug.clone()),
            name: row.applicant_name.clone(),
            kana: row.applicant_kana.clone(),
            arrived: row.arrived_at.date().to_string(),
            elapsed: app.calendar().elapsed(row.arrived_at.date(), today),
            due: row.due_on.map_or_else(|| "—".to_owned(), |d| d.to_string()),
            overdue: row.due_on.is_some_and(|d| d < today),
            stage: StageName::parse(&row.stage).map_or("", labels::stage),
            asked: row.asked_at.is_some(),
            mark: if row.lang == Lang::En {
                "英語"
            } else if row.lang == Lang::Easy {
                "やさしい日本語"
            } else {
                ""
            },
            holder: row.holder_name.clone().unwrap_or_else(|| "未割当".to_owned()),
        }
    }

    /// The same row, whose page leads back to a list and on to the next of it.
    pub fn coming_from(self, query: &str) -> Self {
        let Ok(receipt) = ReceiptNumber::parse(&self.receipt) else { return self };
        Self { url: case::path_from(&receipt, query), ..self }
    }

    #[cfg(test)]
    pub fn sample() -> Self {
        Self {
            receipt: "K7MN-4128-83".into(),
            url: "/staff/a/K7MN-4128-83".into(),
            revision: 3,
            procedure: "水道の使用開始届".into(),
            name: "見本 花子".into(),
            kana: "ミホン ハナコ".into(),
            arrived: "2026-11-20".into(),
            elapsed: 2,
            due: "2026-11-21".into(),
            overdue: true,
            stage: "審査中",
            mark: "英語",
            asked: true,
            holder: "未割当".into(),
        }
    }
}

/// Something to choose in the filter.
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

/// One thing a list is narrowed by.
struct Chip {
    label: String,
    without: String,
}

/// The orders by their word in the address.
const SORTS: [(&str, &str); 3] =
    [("", "到達の古い順"), ("newest", "到達の新しい順"), ("due", "期限の近い順")];

#[derive(Template)]
#[template(path = "staff/queue.html")]
struct Queue {
    chrome: Chrome,
    filter: QueueFilter,
    stages: Vec<Choice>,
    holders: Vec<Choice>,
    dues: Vec<Choice>,
    questions: Vec<Choice>,
    papers: Vec<Choice>,
    sorts: Vec<Choice>,
    /// What the list is narrowed by, each with the address of the list without it.
    chips: Vec<Chip>,
    caption: String,
    lines: Vec<Line>,
    next: Option<String>,
    /// What may be done to several rows at once.
    offers: Vec<Offer>,
    /// Whether the list is short enough to be written while somebody waits.
    is_short: bool,
}

fn choices<'a>(all: impl IntoIterator<Item = (&'a str, &'a str)>, chosen: &str) -> Vec<Choice> {
    all.into_iter()
        .map(|(v, l)| Choice { value: v.to_owned(), label: l.to_owned(), chosen: v == chosen })
        .collect()
}

impl Queue {
    fn new(chrome: Chrome, filter: QueueFilter, papers: Vec<(String, String)>) -> Self {
        let stages = StageName::ALL.map(|s| (s.code(), labels::stage(s)));
        let holder = if filter.mine {
            "me"
        } else if filter.unassigned {
            "nobody"
        } else {
            ""
        };
        let due = match filter.when {
            When::Any => "",
            When::Overdue => "overdue",
            When::Today => "today",
        };
        let slug = filter.slug.clone().unwrap_or_default();
        let papers = papers.iter().map(|(slug, title)| (slug.as_str(), title.as_str()));
        Self {
            stages: choices(
                [("", "終わっていないもの")].into_iter().chain(stages),
                filter.stage.map_or("", StageName::code),
            ),
            holders: choices([("", "だれでも"), ("me", "自分"), ("nobody", "未割当")], holder),
            dues: choices([("", "すべて"), ("overdue", "期限超過"), ("today", "今日が期限")], due),
            questions: choices([("", "すべて"), ("yes", "返事待ち")], if filter.asked { "yes" } else { "" }),
            papers: choices([("", "すべて")].into_iter().chain(papers), &slug),
            sorts: choices(SORTS, sorted(filter.sort)),
            chips: vec![],
            caption: String::new(),
            lines: vec![],
            next: None,
            offers: vec![],
            is_short: true,
            chrome,
            filter,
        }
    }

    /// What the list is narrowed by, in the words of the filter above it.
    fn chips(&self) -> Vec<Chip> {
        let f = &self.filter;
        let without = |change: fn(&mut QueueFilter)| {
            let mut less = QueueFilter { after: None, ..f.clone() };
            change(&mut less);
            url(&less)
        };
        let chosen =
            |all: &[Choice]| all.iter().find(|c| c.chosen && !c.value.is_empty()).map(|c| c.label.clone());
        let text = Some(f.text.clone()).filter(|t| !t.is_empty()).map(|t| format!("「{t}」"));
        let paper = || f.slug.as_ref().map(|slug| chosen(&self.papers).unwrap_or_else(|| slug.clone()));
        [
            (text, without(|f| f.text.clear())),
            (paper(), without(|f| f.slug = None)),
            (chosen(&self.stages), without(|f| f.stage = None)),
            (
                chosen(&self.holders).map(|l| format!("担当：{l}")),
                without(|f| (f.mine, f.unassigned) = (false, false)),
            ),
            (chosen(&self.dues), without(|f| f.when = When::Any)),
            (chosen(&self.questions), without(|f| f.asked = false)),
        ]
        .into_iter()
        .filter_map(|(label, without)| Some(Chip { label: label?, without }))
        .collect()
    }

    /// This page of the list.
    fn here(&self) -> String {
        url(&self.filter)
    }

    /// Where the same rows are asked for with columns, period and form of one's choice.
    fn export(&self) -> String {
        export::url(&self.filter)
    }

    /// The same rows as a file, from the first on.
    fn file(&self) -> String {
        let all = QueueFilter { after: None, ..self.filter.clone() };
        url(&all).replacen(PATH_URL, "/staff/queue.csv", 1)
    }

    /// The same rows as another kind of file.
    fn file_for(&self, ending: &str) -> String {
        self.file().replacen(".csv", ending, 1)
    }

    /// The same file, written in another way.
    fn file_as(&self, writing: &str) -> String {
        let file = self.file();
        format!("{file}{}as={writing}", if file.contains('?') { '&' } else { '?' })
    }

    /// Whether anything but the default is asked for.
    fn is_filtered(&self) -> bool {
        url(&self.filter) != PATH_URL
    }
}

/// A count as it is said: beyond a limit nobody counts.
pub fn counted(n: i64, at_least: bool) -> String {
    let shown = madoguchi_vocab::number::thousands(n);
    if at_least { format!("{shown} 以上") } else { shown }
}

pub const PATH_URL: &str = "/staff/queue";

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Query(asked): Query<Asked>,
) -> Answer {
    let filter = asked.filter();
    let page = app.queue(&person, &filter).await?;
    let papers = app.papers();
    let own = papers.published().filter(|p| p.paper.procedure.department == person.department);
    let own = own.map(|p| (p.paper.slug.to_string(), p.paper.procedure.title.ja.clone())).collect();
    let mut queue = Queue::new(chrome, filter, own);
    let order = queue.sorts.iter().find(|c| c.chosen).map_or("", |c| c.label.as_str());
    queue.caption =
        format!("{} 件のうち {} 件を表示（{order}）", counted(page.total, page.at_least), page.rows.len());
    let all = url(&QueueFilter { after: None, ..queue.filter.clone() });
    let from = all.split_once('?').map_or("", |(_, query)| query);
    queue.lines = page.rows.iter().map(|row| Line::new(&app, row).coming_from(from)).collect();
    queue.chips = queue.chips();
    queue.next = page.next.map(|after| url(&QueueFilter { after: Some(after), ..queue.filter.clone() }));
    queue.is_short = !page.at_least && page.total <= DIRECT;
    queue.offers = bulk::offers(&app, &person).await?;
    show(&queue)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_with_and_without_rows() {
        for n in [0, 3] {
            for_staff(|chrome| {
                let mut page =
                    Queue::new(chrome, QueueFilter { text: "見本".into(), ..QueueFilter::default() }, vec![]);
                page.chips = page.chips();
                assert_eq!(page.chips.len(), 1, "what is searched for");
                page.lines = (0..n).map(|_| Line::sample()).collect();
                page
            });
        }
    }

    #[test]
    fn an_address_says_the_whole_filter() {
        let filter = QueueFilter {
            stage: Some(StageName::Corrected),
            mine: true,
            slug: Some("suido-kaishi".into()),
            text: "見本 & 花子".into(),
            when: When::Overdue,
            asked: true,
            sort: Sort::Due,
            ..QueueFilter::default()
        };
        let address = url(&filter);
        let query: Query<Asked> = Query::try_from_uri(&address.parse().unwrap()).unwrap();
        assert_eq!(query.0.filter(), filter);
        assert_eq!(url(&QueueFilter::default()), "/staff/queue");
    }
}
