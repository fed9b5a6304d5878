//! The first page of the day: what waits, and what is mine.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, COUNTED, Handed, QueueFilter, When};
use madoguchi_auth::Deed;
use madoguchi_workflow::StageName;

use super::queue::{self, Line};
use crate::{
    chrome::Chrome,
    page::{Answer, go_to, show},
    who::Staff,
};

/// A number that opens exactly the rows it counts.
pub struct Card {
    title: &'static str,
    count: String,
    url: String,
    class: &'static str,
}

#[derive(Template)]
#[template(path = "staff/today.html")]
struct Today {
    chrome: Chrome,
    date: String,
    cards: Vec<Card>,
    mine: Vec<Line>,
    /// Work that people left when they went.
    handed: Vec<String>,
}

/// For the administrator, whose work is done at the server.
#[derive(Template)]
#[template(path = "staff/no_queue.html")]
struct NoQueue {
    chrome: Chrome,
}

pub async fn get(State(app): State<App>, Staff(person): Staff, chrome: Chrome) -> Answer {
    if !person.may_at_home(Deed::SeeQueue) {
        // Those without a queue begin at their own counter.
        let counts = person.may_at_home(Deed::SeeNumbers);
        return if counts { go_to("/manage") } else { show(&NoQueue { chrome }) };
    }
    let mut cards = Vec::new();
    for (title, class, filter) in filters() {
        let count = app.queue_count(&person, &filter).await?;
        let class = if count == 0 { "" } else { class };
        cards.push(Card {
            title,
            count: queue::counted(count, count >= COUNTED),
            url: queue::url(&filter),
            class,
        });
    }
    let mine = QueueFilter { mine: true, ..QueueFilter::default() };
    let page = app.queue(&person, &mine).await?;
    let mine = page.rows.iter().take(10).map(|row| Line::new(&app, row)).collect();
    let date = chrome.day(&app.today());
    let handed = app.handed_over(&person.department).await?.into_iter().map(handed).collect();
    show(&Today { chrome, date, cards, mine, handed })
}

/// What became of somebody's work, on one line.
fn handed(h: Handed) -> String {
    let mut parts = Vec::new();
    if h.released > 0 {
        parts.push(format!("{} 件が未割当に戻りました", h.released));
    }
    if h.handed > 0 {
        parts.push(format!("{} 件を{}さんが引き継ぎました", h.handed, h.successor));
    }
    format!("{}の異動で、{}さんの担当のうち {}", h.at.date(), h.name, parts.join("、"))
}

fn filters() -> [(&'static str, &'static str, QueueFilter); 7] {
    let all = QueueFilter::default;
    let stage = |stage| QueueFilter { stage: Some(stage), ..all() };
    [
        ("期限超過", "bad", QueueFilter { when: When::Overdue, ..all() }),
        ("今日が期限", "warn", QueueFilter { when: When::Today, ..all() }),
        ("未割当", "", QueueFilter { unassigned: true, ..all() }),
        ("補正済（要確認）", "warn", stage(StageName::Corrected)),
        ("申請者からの連絡（返事待ち）", "warn", QueueFilter { asked: true, ..all() }),
        ("補正待ち", "", stage(StageName::AwaitingCorrection)),
        ("自分の担当", "", QueueFilter { mine: true, ..all() }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_administrators_page_draws() {
        for_staff(|chrome| NoQueue { chrome });
    }

    #[test]
    fn the_page_draws_with_and_without_rows() {
        for mine in [0, 2] {
            for_staff(|chrome| Today {
                chrome,
                date: "令和8年11月23日（月）".into(),
                cards: filters()
                    .map(|(title, class, f)| Card {
                        title,
                        count: "3".to_owned(),
                        url: queue::url(&f),
                        class,
                    })
                    .into(),
                mine: (0..mine).map(|_| Line::sample()).collect(),
                handed: (0..mine).map(|_| "2027-04-01の異動で".to_owned()).collect(),
            });
        }
    }
}
