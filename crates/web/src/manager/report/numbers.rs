//! What is behind a number of a month: how much of it is which procedure's, in which department. Nobody is named.

use askama::Template;
use axum::extract::{Path, Query, State};
use madoguchi_app::{App, Share};
use madoguchi_inventory::Month;
use madoguchi_vocab::number::thousands;
use serde::Deserialize;

use super::{code, parse};
use crate::{
    chrome::Chrome,
    manager::dashboard::Known,
    page::{Answer, show},
    problem::Problem,
    who::Manager,
};

/// Which number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// What came in.
    Received,
    /// What ended.
    Ended,
    /// How long that took.
    Took,
    /// What of it was late.
    Late,
    /// What is open and overdue.
    Overdue,
}

impl Of {
    const ALL: [Of; 5] = [Of::Received, Of::Ended, Of::Took, Of::Late, Of::Overdue];

    fn code(self) -> &'static str {
        match self {
            Of::Received => "received",
            Of::Ended => "ended",
            Of::Took => "took",
            Of::Late => "late",
            Of::Overdue => "overdue",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Of::Received => "届いた件数",
            Of::Ended => "決定などで終わった件数（取下げを除く）",
            Of::Took => "到達から決定までの日数",
            Of::Late => "期限のあとに終わった件数",
            Of::Overdue => "期限を過ぎて残っている件数",
        }
    }
}

/// By which way it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Any.
    All,
    /// オンライン
    Online,
    /// 窓口
    Counter,
    /// 電話
    Phone,
    /// 郵送
    Mail,
    /// 紙
    Paper,
}

impl Way {
    /// All of them, any way first.
    pub const ALL: [Way; 6] = [Way::All, Way::Online, Way::Counter, Way::Phone, Way::Mail, Way::Paper];

    /// The word of channels in the cabinet.
    fn code(self) -> &'static str {
        match self {
            Way::All => "all",
            Way::Online => "online",
            Way::Counter => "counter",
            Way::Phone => "phone",
            Way::Mail => "mail",
            Way::Paper => "paper",
        }
    }

    /// オンライン
    pub fn label(self) -> &'static str {
        match self {
            Way::All => "すべて",
            Way::Online => "オンライン",
            Way::Counter => "窓口",
            Way::Phone => "電話",
            Way::Mail => "郵送",
            Way::Paper => "紙",
        }
    }

    /// Whether a channel is this way.
    pub fn is_of(self, channel: &str) -> bool {
        self == Way::All || self.code() == channel
    }
}

/// The address of what is behind a number.
pub fn url(month: Month, of: Of, way: Way) -> String {
    let way = if way == Way::All { String::new() } else { format!("&way={}", way.code()) };
    format!("/manage/report/{}/numbers?of={}{way}", code(month), of.code())
}

/// Which number is asked for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    of: String,
    way: String,
}

impl Asked {
    /// What that is; nothing of a name there is not.
    fn read(&self) -> Option<(Of, Way)> {
        let of = Of::ALL.into_iter().find(|of| of.code() == self.of);
        let way = Way::ALL.into_iter().find(|way| way.code() == self.way);
        Some((
            if self.of.is_empty() { Of::Received } else { of? },
            if self.way.is_empty() { Way::All } else { way? },
        ))
    }
}

struct Row {
    title: String,
    department: String,
    number: String,
    /// Nine in ten took no longer.
    p90: String,
}

#[derive(Template)]
#[template(path = "manager/report_numbers.html")]
struct Page {
    chrome: Chrome,
    code: String,
    month: String,
    what: String,
    rows: Vec<Row>,
    /// The number that led here; none of days, which do not add up.
    sum: Option<String>,
    others: Vec<(String, &'static str, bool)>,
}

pub async fn get(
    State(app): State<App>,
    Manager(_): Manager,
    chrome: Chrome,
    Path(month): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let (month, asked) = parse(&month).zip(asked.read()).ok_or(Problem::Missing)?;
    let shares = app.month_shares(month).await?;
    show(&drawn(chrome, month, asked, &shares, &Known::new(&app)))
}

fn drawn(chrome: Chrome, month: Month, (of, way): (Of, Way), shares: &[Share], known: &Known) -> Page {
    let count = |s: &Share| -> u64 {
        match of {
            Of::Received => s.received.iter().filter(|(c, _)| way.is_of(c)).map(|(_, n)| n).sum(),
            Of::Ended => s.ended,
            Of::Took => s.took.map_or(0, |t| u64::from(t.median)),
            Of::Late => s.late,
            Of::Overdue => s.overdue,
        }
    };
    let is_days = of == Of::Took;
    let mut behind: Vec<&Share> =
        shares.iter().filter(|s| if is_days { s.took.is_some() } else { count(s) > 0 }).collect();
    behind.sort_by(|a, b| count(b).cmp(&count(a)).then_with(|| a.title.cmp(&b.title)));
    let words = |n: u64| if is_days { format!("{n} 開庁日") } else { format!("{} 件", thousands(n)) };
    let rows = behind.iter().map(|s| Row {
        title: s.title.clone(),
        department: known.name(&s.department),
        number: words(count(s)),
        p90: s.took.filter(|_| is_days).map_or_else(String::new, |t| format!("{} 開庁日", t.p90)),
    });
    let by_way = if way == Way::All { String::new() } else { format!("（{}）", way.label()) };
    Page {
        rows: rows.collect(),
        code: code(month),
        month: month.words(),
        what: format!("{}{by_way}", of.label()),
        sum: (!is_days).then(|| words(behind.iter().map(|s| count(s)).sum())),
        others: Of::ALL.map(|other| (url(month, other, Way::All), other.label(), other == of)).into(),
        chrome,
    }
}

#[cfg(test)]
mod tests {
    use madoguchi_app::Measured;
    use madoguchi_vocab::{DepartmentId, Lang};

    use super::*;
    use crate::page::tests::for_staff;

    fn share(slug: &str, online: u64, mail: u64, ended: u64) -> Share {
        Share {
            slug: slug.into(),
            title: format!("<{slug}>"),
            department: DepartmentId("a".into()),
            received: [("online".to_owned(), online), ("mail".to_owned(), mail)].into(),
            ended,
            took: (ended > 0).then_some(Measured { count: 2, median: 3, p90: 9 }),
            late: ended / 2,
            overdue: 0,
        }
    }

    #[test]
    fn the_rows_sum_up_to_the_number_that_led_here() {
        let shares = [share("a", 1_200, 3, 2), share("b", 0, 40, 0)];
        let month = "2026-11".parse().unwrap();
        for (of, way, sum, rows) in [
            (Of::Received, Way::All, Some("1,243 件"), 2),
            (Of::Received, Way::Online, Some("1,200 件"), 1),
            (Of::Received, Way::Phone, Some("0 件"), 0),
            (Of::Ended, Way::All, Some("2 件"), 1),
            (Of::Late, Way::All, Some("1 件"), 1),
            (Of::Overdue, Way::All, Some("0 件"), 0),
            (Of::Took, Way::All, None, 1),
        ] {
            let asked = (of, way);
            let page = drawn(Chrome::sample(Lang::Ja), month, asked, &shares, &Known::default());
            assert_eq!((page.sum.as_deref(), page.rows.len()), (sum, rows), "{of:?} {way:?}");
            for_staff(|chrome| drawn(chrome, month, asked, &shares, &Known::default()));
        }
    }
}
