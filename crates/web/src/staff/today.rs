//! The first page of the day: what waits, what is mine, and how the work stands.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{Age, App, COUNTED, DayFlow, Handed, Load, MINE, QueueFilter, StaffPerson, When, Whose};
use madoguchi_auth::Deed;
use madoguchi_vocab::Date;
use madoguchi_workflow::StageName;

use super::{
    labels,
    queue::{self, Heads, Line, counted},
};
use crate::{
    chart::{BarCell, bar_cell},
    chrome::Chrome,
    page::{Answer, go_to, show},
    problem::Problem,
    who::Staff,
};

/// A number that opens exactly the rows it counts.
pub struct Card {
    title: &'static str,
    count: String,
    url: String,
    class: &'static str,
}

impl Card {
    /// A number; nothing alarms at 0, and from `most` on it is at least that.
    fn new(title: &'static str, class: &'static str, count: i64, most: i64, url: String) -> Self {
        Self { title, class: if count == 0 { "" } else { class }, count: counted(count, count >= most), url }
    }
}

/// A row of a table with a bar: what it is, where it leads, how long the bar, the number.
struct Bar {
    words: String,
    url: String,
    bar: BarCell,
    count: String,
    more: String,
}

/// A day with what came and what was done.
struct Day {
    day: String,
    came_bar: BarCell,
    came: String,
    done_bar: BarCell,
    done: String,
}

#[derive(Template)]
#[template(path = "staff/today.html")]
struct Today {
    chrome: Chrome,
    date: String,
    cards: Vec<Card>,
    /// What is said where nothing is due today.
    nothing_due: Option<String>,
    mine: Vec<Line>,
    heads: Heads,
    ages: Vec<Bar>,
    days: Vec<Day>,
    flow: String,
    load: Vec<Bar>,
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
    show(&drawn(&app, &person, chrome).await?)
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

async fn drawn(app: &App, person: &StaffPerson, chrome: Chrome) -> Result<Today, Problem> {
    let (today, filters) = (app.today(), filters());
    let all: Vec<_> = filters.iter().map(|(_, _, f)| f.clone()).chain(Age::ALL.map(aged)).collect();
    let counts = app.queue_counts(person, &all, COUNTED).await?;
    let (counts, ages) = counts.split_at(filters.len());
    let mut cards = cards(filters, counts);
    cards.extend(elsewhere(app, person).await?);
    let due_today = filters_count(counts, DUE_TODAY);
    let mine = QueueFilter { whose: Whose::Mine, ..QueueFilter::default() };
    let rows: Vec<_> = app.queue(person, &mine).await?.rows.into_iter().take(10).collect();
    let marks = app.marks(person, &rows).await?;
    let flow = app.flow(person).await?;
    Ok(Today {
        date: chrome.day(&today),
        nothing_due: if due_today == 0 { Some(nothing_due(app, person, &chrome).await?) } else { None },
        cards,
        mine: Line::all(app, &rows, &marks),
        heads: Heads::default(),
        ages: ages_drawn(ages),
        flow: flow_said(&flow),
        days: days_drawn(&chrome, &flow),
        load: load_drawn(app, &app.load(person).await?, today),
        handed: app.handed_over(&person.department).await?.into_iter().map(handed).collect(),
        chrome,
    })
}

/// Where among the filters what is due today is counted.
const DUE_TODAY: usize = 1;

fn filters_count(counts: &[i64], at: usize) -> i64 {
    counts.get(at).copied().unwrap_or_default()
}

fn filters() -> [(&'static str, &'static str, QueueFilter); 9] {
    let all = QueueFilter::default;
    let stage = |stage| QueueFilter { stage: Some(stage), ..all() };
    [
        ("期限超過", "bad", QueueFilter { when: When::Overdue, ..all() }),
        ("今日が期限", "warn", QueueFilter { when: When::Today, ..all() }),
        ("3日以内が期限（開庁日）", "", QueueFilter { when: When::Soon, ..all() }),
        ("未割当", "", QueueFilter { whose: Whose::Nobodys, ..all() }),
        ("補正済（要確認）", "warn", stage(StageName::Corrected)),
        (
            "申請者からの連絡（返事待ち）",
            "warn",
            QueueFilter { mark: Some(madoguchi_app::Mark::Asked), ..all() },
        ),
        ("補正待ち", "", stage(StageName::AwaitingCorrection)),
        ("自分の担当", "", QueueFilter { whose: Whose::Mine, ..all() }),
        ("紙で送る通知書（未発送）", "warn", QueueFilter { to_post: true, ..all() }),
    ]
}

fn cards(
    filters: impl IntoIterator<Item = (&'static str, &'static str, QueueFilter)>,
    counts: &[i64],
) -> Vec<Card> {
    let counted = filters.into_iter().zip(counts);
    counted.map(|((title, class, f), n)| Card::new(title, class, *n, COUNTED, queue::url(&f))).collect()
}

/// What waits in lists of its own.
async fn elsewhere(app: &App, person: &StaffPerson) -> Result<[Card; 2], Problem> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let approvals = count(app.mine_to_approve(person).await?.len());
    let opinions = count(app.owed(person).await?.len());
    Ok([
        Card::new("自分の決裁待ち", "warn", approvals, MINE, "/staff/approvals?whose=mine".to_owned()),
        Card::new("意見照会（この課あて）", "warn", opinions, OPINIONS, "/staff/opinions".to_owned()),
    ])
}

/// The list of opinions ends here.
const OPINIONS: i64 = 200;

async fn nothing_due(app: &App, person: &StaffPerson, chrome: &Chrome) -> Result<String, Problem> {
    let next = app.next_due(person).await?;
    Ok(match next {
        Some(day) => format!("今日の期限はありません。次の期限は{}です。", chrome.day(&day)),
        None => "今日の期限はありません。".to_owned(),
    })
}

fn aged(age: Age) -> QueueFilter {
    QueueFilter { age: Some(age), ..QueueFilter::default() }
}

/// A bar on a scale on which the greatest of all is whole.
fn bar(n: i64, greatest: i64) -> BarCell {
    bar_cell(n as f64 * 100.0 / greatest.max(1) as f64, None)
}

fn ages_drawn(counts: &[i64]) -> Vec<Bar> {
    let greatest = counts.iter().copied().max().unwrap_or_default();
    let drawn = Age::ALL.into_iter().zip(counts).map(|(age, n)| Bar {
        words: labels::age(age).to_owned(),
        url: queue::url(&aged(age)),
        bar: bar(*n, greatest),
        count: counted(*n, *n >= COUNTED),
        more: String::new(),
    });
    drawn.collect()
}

fn days_drawn(chrome: &Chrome, flow: &[DayFlow]) -> Vec<Day> {
    let greatest = flow.iter().map(|d| d.came.max(d.done)).max().unwrap_or_default();
    let said = |n: i64| counted(n, n >= COUNTED);
    let day = |d: &DayFlow| Day {
        day: chrome.short_day(&d.day),
        came_bar: bar(d.came, greatest),
        came: said(d.came),
        done_bar: bar(d.done, greatest),
        done: said(d.done),
    };
    // Today is looked for first.
    flow.iter().rev().map(day).collect()
}

/// The message of the picture.
fn flow_said(flow: &[DayFlow]) -> String {
    let (came, done) = flow.iter().fold((0, 0), |(came, done), d| (came + d.came, done + d.done));
    let more = match came.cmp(&done) {
        std::cmp::Ordering::Greater => format!("残りが {} 件ふえました", counted(came - done, false)),
        std::cmp::Ordering::Less => format!("残りが {} 件へりました", counted(done - came, false)),
        std::cmp::Ordering::Equal => "残りは変わりません".to_owned(),
    };
    format!(
        "{} 日間に届いた {} 件、終わった {} 件。{more}。取下げも「終わった」に入ります。",
        flow.len(),
        counted(came, false),
        counted(done, false)
    )
}

fn load_drawn(app: &App, load: &[Load], today: Date) -> Vec<Bar> {
    let greatest = load.iter().map(|l| l.open).max().unwrap_or_default();
    let drawn = load.iter().map(|l| Bar {
        words: l.name.clone(),
        url: queue::url(&QueueFilter { whose: Whose::Of(l.staff), ..QueueFilter::default() }),
        bar: bar(l.open, greatest),
        count: counted(l.open, l.open >= COUNTED),
        more: l.oldest.map_or_else(
            || "—".to_owned(),
            |day| format!("{day}（{} 開庁日）", app.calendar().elapsed(day, today)),
        ),
    });
    drawn.collect()
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
        let day: Date = "2026-11-23".parse().unwrap();
        for n in [0, 2] {
            let flow = vec![DayFlow { day, came: 3, done: n }; 14];
            for_staff(|chrome| Today {
                date: chrome.day(&day),
                cards: cards(filters(), &[n; 9]),
                nothing_due: (n == 0).then(|| "今日の期限はありません。".into()),
                mine: (0..n).map(|_| Line::sample()).collect(),
                heads: Heads::default(),
                ages: ages_drawn(&[n, 1, 0, COUNTED]),
                flow: flow_said(&flow),
                days: days_drawn(&chrome, &flow),
                load: ages_drawn(&[n]),
                chrome,
                handed: (0..n).map(|_| "2027-04-01の異動で".to_owned()).collect(),
            });
        }
    }

    #[test]
    fn the_flow_says_whether_more_is_left() {
        let day: Date = "2026-11-23".parse().unwrap();
        for (came, done, says) in [(3, 1, "2 件ふえました"), (1, 3, "2 件へりました"), (2, 2, "変わりません")]
        {
            assert!(flow_said(&[DayFlow { day, came, done }]).contains(says), "{says}");
        }
    }
}
