//! The queue of a department. The whole filter stands in the address.

mod address;
pub mod changes;
pub mod density;
mod line;
mod parts;
pub mod views;

use askama::Template;
use axum::extract::{RawQuery, State};
use madoguchi_app::{App, DIRECT, Density, QueueFilter, QueuePage, Rows, Sort, When, Whose};

pub use self::{
    address::{Asked, PATH_URL, came_from, url},
    line::Line,
};
use self::{
    parts::{Known, Part, SORTS, parts},
    views::Shown,
};
use super::{
    bulk::{self, Offer},
    export,
};
use crate::{
    chrome::Chrome,
    page::{Answer, show},
    who::Staff,
};

pub const PATH: &str = "/queue";

/// One thing a list is narrowed by.
struct Chip {
    label: String,
    without: String,
}

/// The head of a column: where a press leads, and which order it is in now, as ARIA says it.
#[derive(Default)]
pub struct Head {
    pub url: String,
    pub order: &'static str,
}

/// The heads of a table that has orders to choose.
#[derive(Default)]
pub struct Heads {
    pub arrived: Head,
    pub due: Head,
}

#[derive(Template)]
#[template(path = "staff/queue.html")]
struct Queue {
    chrome: Chrome,
    filter: QueueFilter,
    parts: Vec<Part>,
    /// What the list is narrowed by, each with the address of the list without it.
    chips: Vec<Chip>,
    /// What the address asks for and nobody can read.
    unread: Vec<String>,
    /// 保存した条件
    views: Vec<Shown>,
    caption: String,
    heads: Heads,
    lines: Vec<Line>,
    next: Option<String>,
    density: Density,
    /// Where a page that stays open asks for news.
    changes: String,
    /// What may be done to several rows at once.
    offers: Vec<Offer>,
    /// Whether the list is short enough to be written while somebody waits.
    is_short: bool,
}

impl Queue {
    fn new(chrome: Chrome, filter: QueueFilter, known: &Known) -> Self {
        let parts = parts(&filter, known);
        Self {
            chips: chips(&filter, &parts),
            heads: heads(&filter),
            parts,
            unread: vec![],
            views: vec![],
            caption: String::new(),
            lines: vec![],
            next: None,
            density: Density::default(),
            changes: String::new(),
            offers: vec![],
            is_short: true,
            chrome,
            filter,
        }
    }

    /// Whether something that is wanted less often is chosen.
    fn has_more(&self) -> bool {
        let f = &self.filter;
        f.age.is_some() || f.mark.is_some() || f.channel.is_some() || f.to_post || f.rows != Rows::default()
    }

    /// This page of the list.
    fn here(&self) -> String {
        url(&self.filter)
    }

    /// The list from its first row on.
    fn first(&self) -> String {
        url(&QueueFilter { after: None, ..self.filter.clone() })
    }

    /// Where this filter is saved.
    fn saving(&self) -> String {
        let query = address::query(&QueueFilter { after: None, ..self.filter.clone() });
        if query.is_empty() { views::PATH_URL.to_owned() } else { format!("{}?{query}", views::PATH_URL) }
    }

    /// Where the same rows are asked for with columns, period and form of one's choice.
    fn export(&self) -> String {
        export::url(&self.filter)
    }

    /// The same rows as a file, from the first on.
    fn file(&self) -> String {
        self.first().replacen(PATH_URL, "/staff/queue.csv", 1)
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

    /// The other way to draw the table.
    fn other_density(&self) -> (&'static str, &'static str) {
        match self.density {
            Density::Comfortable => (Density::Compact.code(), "行をつめて表示する"),
            Density::Compact => (Density::Comfortable.code(), "行をゆったり表示する"),
        }
    }

    fn is_compact(&self) -> bool {
        self.density == Density::Compact
    }
}

/// What the list is narrowed by, in the words of the filter above it.
fn chips(f: &QueueFilter, parts: &[Part]) -> Vec<Chip> {
    let without = |change: fn(&mut QueueFilter)| {
        let mut less = QueueFilter { after: None, ..f.clone() };
        change(&mut less);
        url(&less)
    };
    let chosen = |name: &str, said: &str| {
        let part = parts.iter().find(|p| p.name == name)?;
        let choice = part.choices.iter().find(|c| c.chosen && !c.value.is_empty())?;
        Some(format!("{said}{}", choice.label))
    };
    let text = Some(&f.text).filter(|t| !t.is_empty()).map(|t| format!("「{t}」"));
    [
        (text, without(|f| f.text.clear())),
        (chosen("paper", ""), without(|f| f.slug = None)),
        (chosen("stage", ""), without(|f| f.stage = None)),
        (chosen("holder", "担当："), without(|f| f.whose = Whose::Anybodys)),
        (chosen("due", ""), without(|f| f.when = When::Any)),
        (chosen("age", "経過："), without(|f| f.age = None)),
        (chosen("mark", ""), without(|f| f.mark = None)),
        (chosen("channel", "経路："), without(|f| f.channel = None)),
        (chosen("post", "通知書："), without(|f| f.to_post = false)),
    ]
    .into_iter()
    .filter_map(|(label, without)| Some(Chip { label: label?, without }))
    .collect()
}

/// Where the heads of columns lead: into their order, or into its reverse where there is one.
fn heads(f: &QueueFilter) -> Heads {
    let to = |sort| url(&QueueFilter { sort, after: None, ..f.clone() });
    let arrived = match f.sort {
        Sort::Oldest => Head { url: to(Sort::Newest), order: "ascending" },
        Sort::Newest => Head { url: to(Sort::Oldest), order: "descending" },
        Sort::Due => Head { url: to(Sort::Oldest), order: "" },
    };
    let order = if f.sort == Sort::Due { "ascending" } else { "" };
    Heads { arrived, due: Head { url: to(Sort::Due), order } }
}

/// A count as it is said: beyond a limit nobody counts.
pub fn counted(n: i64, at_least: bool) -> String {
    let shown = madoguchi_vocab::number::thousands(n);
    if at_least { format!("{shown} 以上") } else { shown }
}

/// 「4 件を表示（期限の近い順）」
fn caption(page: &QueuePage, sort: Sort) -> String {
    let code = address::sorted(sort);
    let order = SORTS.iter().find(|(word, _)| *word == code).map_or("", |(_, words)| words);
    let shown = page.rows.len();
    if i64::try_from(shown) == Ok(page.total) {
        format!("{shown} 件を表示（{order}）")
    } else {
        format!("{} 件のうち {shown} 件を表示（{order}）", counted(page.total, page.at_least))
    }
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = query.unwrap_or_default();
    let filter = Asked::read(&query).filter();
    let page = app.queue(&person, &filter).await?;
    let is_short = !page.at_least && page.total <= DIRECT;
    let changes = changes::address(&filter, app.now());
    let mut queue = Queue::new(chrome, filter, &Known::of(&app, &person).await?);
    queue.unread = address::unread(&query);
    queue.caption = caption(&page, queue.filter.sort);
    let first = QueueFilter { after: None, ..queue.filter.clone() };
    let from = address::query(&first);
    let marks = app.marks(&person, &page.rows).await?;
    let lines = Line::all(&app, &page.rows, &marks);
    queue.lines = lines.into_iter().map(|line| line.coming_from(&from)).collect();
    queue.next = page.next.map(|after| url(&QueueFilter { after: Some(after), ..first }));
    queue.views = views::shown(&app, &person).await?;
    queue.density = app.density(&person).await?;
    queue.changes = changes;
    queue.is_short = is_short;
    queue.offers = bulk::offers(&app, &person).await?;
    show(&queue)
}

#[cfg(test)]
mod tests {
    use madoguchi_app::Age;

    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_with_and_without_rows() {
        for n in [0, 3] {
            for_staff(|chrome| {
                let filter =
                    QueueFilter { text: "見本".into(), age: Some(Age::Older), ..QueueFilter::default() };
                let mut page = Queue::new(chrome, filter, &Known::default());
                assert_eq!(page.chips.len(), 2, "what is searched for, and for how long it has been there");
                page.lines = (0..n).map(|_| Line::sample()).collect();
                page.unread = vec!["colour=<red>".into(); n];
                page.views = (0..n).map(|_| Shown::sample()).collect();
                page.density = if n > 0 { Density::Compact } else { Density::Comfortable };
                page
            });
        }
    }

    #[test]
    fn a_head_leads_into_its_order_and_says_the_present_one() {
        let heads = |sort| super::heads(&QueueFilter { sort, ..QueueFilter::default() });
        let oldest = heads(Sort::Oldest);
        assert_eq!((oldest.arrived.order, oldest.due.order), ("ascending", ""));
        assert_eq!(oldest.arrived.url, "/staff/queue?sort=newest");
        let due = heads(Sort::Due);
        assert_eq!((due.arrived.order, due.due.order), ("", "ascending"));
        assert_eq!(due.arrived.url, "/staff/queue");
    }

    #[test]
    fn who_has_left_is_still_what_is_chosen() {
        let whose = Whose::Of("0190b5a47e3c7d4f9a2b3c4d5e6f7a8b".parse().unwrap());
        let filter = QueueFilter { whose, slug: Some("gone".into()), ..QueueFilter::default() };
        let chips = chips(&filter, &parts(&filter, &Known::default()));
        let labels: Vec<_> = chips.iter().map(|c| c.label.as_str()).collect();
        assert_eq!(labels, ["gone", "担当：この課にいない人"]);
    }
}
