//! The numbers on top: how far it is, how far it is to go, where the year ends, and what is late.

use madoguchi_app::{Backlog, COUNTED, OutlookPage, Overview, QueueFilter, RatesPage, StaffPerson, When};
use madoguchi_auth::Deed;
use madoguchi_inventory::{Goal, Month, Outlook, Progress, Rate, RateId};
use madoguchi_vocab::{Date, DepartmentId, number::thousands, time::fiscal_year};

use crate::{
    chrome::Chrome,
    manager::course,
    staff::queue::{self, counted},
};

/// A rate in words, with the addresses of its rows.
pub struct Card {
    pub label: &'static str,
    pub percent: String,
    pub numerator: String,
    pub denominator: String,
    pub unknown: usize,
    pub excluded: u64,
    pub bounds: String,
    pub numerator_url: String,
    pub denominator_url: String,
    pub unknown_url: String,
    pub excluded_url: String,
    /// By how much it moved since the end of the month before.
    pub moved: Option<String>,
    /// How far it is to the target.
    pub way: Option<String>,
}

impl Card {
    /// A rate as a card.
    pub fn new(rate: &Rate, of: Option<&DepartmentId>) -> Self {
        let of = of.map_or_else(String::new, |d| format!("&department={}", d.0));
        let url = |part: &str| {
            format!("/manage/inventory?rate={}&part={part}&as_of={}{of}", rate.id.code(), rate.as_of)
        };
        Self {
            label: rate.id.label(),
            percent: rate.percent(),
            numerator: thousands(rate.numerator()),
            denominator: thousands(rate.denominator),
            unknown: rate.unknown.len(),
            excluded: rate.excluded.kinds(),
            bounds: rate.lower.zip(rate.upper).filter(|(l, u)| l != u).map_or_else(String::new, |(l, u)| {
                match (l.percent().as_str(), u.percent().as_str()) {
                    // Nothing bounds what is not known.
                    ("0.0", "100.0") => "どこまでも変わりえます（件数がわかる分だけの値です）".to_owned(),
                    (low, high) => format!("{low}〜{high} %"),
                }
            }),
            numerator_url: url("numerator"),
            denominator_url: url("denominator"),
            unknown_url: url("unknown"),
            excluded_url: url("excluded"),
            moved: None,
            way: None,
        }
    }
}

/// The four rates.
pub fn rates(chrome: &Chrome, page: &Overview, of: Option<&DepartmentId>) -> Vec<Card> {
    let Some(now) = page.now() else { return vec![] };
    let card = |(at, rate): (usize, &Rate)| Card {
        moved: Some(moved(chrome, rate, page.before().map(|before| (before, &before.rates[at])))),
        way: way(page, now, rate),
        ..Card::new(rate, of)
    };
    now.rates.iter().enumerate().map(card).collect()
}

/// In tenths of a percent, as it is shown.
pub fn tenths(rate: &Rate) -> Option<i64> {
    rate.value?.percent().replace('.', "").parse().ok()
}

/// 「+1.2」, with a sign even where nothing moved.
pub fn signed(tenths: i64) -> String {
    let sign = match tenths.signum() {
        1 => "+",
        -1 => "−",
        _ => "±",
    };
    format!("{sign}{}", points(tenths))
}

/// Tenths without their sign.
pub fn points(tenths: i64) -> String {
    format!("{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

fn moved(chrome: &Chrome, now: &Rate, before: Option<(&RatesPage, &Rate)>) -> String {
    let Some((page, before)) = before else { return "比べる月がまだありません".to_owned() };
    match tenths(now).zip(tenths(before)) {
        Some((now, then)) => {
            format!("前月末（{}）から {} ポイント", chrome.short_day(&page.as_of), signed(now - then))
        }
        None => "前月末の率は計算できません".to_owned(),
    }
}

/// How far it is to the target; also in procedures, for those are what somebody puts online.
fn way(page: &Overview, now: &RatesPage, rate: &Rate) -> Option<String> {
    let (goal, target) = match rate.id {
        RateId::OnlineByVolume => (Goal::Volume, page.aim.target),
        RateId::OnlineByKind => (Goal::Kind, page.aim.target),
        RateId::UsedOfOnline | RateId::UsedOfAll => return None,
    };
    rate.value?;
    let missing = Progress::of(&now.facts, now.rule, now.as_of).missing(goal, target).div_ceil(2);
    if missing == 0 {
        return Some(format!("{target} % に届いています"));
    }
    let left = i64::from(target) * 10 - tenths(rate)?;
    // 89.95 % is shown as 90.0 and has not arrived.
    let left = if left > 0 { format!("{} ポイント、", points(left)) } else { String::new() };
    Some(match goal {
        Goal::Kind => format!("{target} % まで あと {left}{} 手続き", thousands(missing)),
        Goal::Volume => format!("{target} % まで あと {left}{} 件分。{}", thousands(missing), steps(page)),
    })
}

/// In how many procedures the target could be reached.
fn steps(page: &Overview) -> String {
    match (page.road.outlook, &page.road.shortest) {
        (Outlook::Open, Some(list)) => format!("件数の多いものからなら あと {} 手続き", list.ids.len()),
        _ => "計画できる手続きを全部オンラインにしても届きません".to_owned(),
    }
}

/// 年度末見込み.
pub struct YearEnd {
    pub day: String,
    pub tag: (&'static str, &'static str),
    pub lines: Vec<String>,
}

/// Where the fiscal year ends; only from today.
pub fn year_end(chrome: &Chrome, outlook: &OutlookPage, today: Date) -> YearEnd {
    let target = outlook.aim.target;
    let day = Date::from_ymd_opt(fiscal_year(today) + 1, 3, 31).unwrap_or(today);
    let met = |p: &Progress| p.rate(Goal::Volume).is_some_and(|r| r.reaches(target));
    let planned = outlook.calendar.as_ref().and_then(|(_, calendar)| {
        calendar.months.iter().find(|p| p.month == Month::of(day)).map(|p| p.progress)
    });
    let course = outlook.course.ok().map(|c| c.on(day));
    let mut lines = Vec::new();
    lines.push(match &planned {
        Some(p) => format!("公開の予定どおりなら {}", course::share(p.rate(Goal::Volume))),
        None => "公開の予定がまだありません".to_owned(),
    });
    lines.push(match (course, outlook.course) {
        (Some(b), _) => format!("今の速さなら {}", course::shown(b)),
        (None, Err(why)) => course::unforeseen(chrome, why),
        (None, Ok(_)) => String::new(),
    });
    let looks: Vec<bool> =
        planned.as_ref().map(met).into_iter().chain(course.map(|b| b.mid >= f64::from(target))).collect();
    let tag = match (outlook.past.last().is_some_and(|(_, p)| met(p)), &looks[..]) {
        (true, _) => ("届いています", "tag-good"),
        (_, []) => ("見通せません", ""),
        (_, looks) if looks.iter().all(|l| *l) => ("届く見込み", "tag-good"),
        (_, looks) if looks.iter().any(|l| *l) => ("見方が分かれます", "tag-warn"),
        _ => ("届かない見込み", "tag-bad"),
    };
    YearEnd { day: chrome.day(&day), tag, lines }
}

/// 期限超過: a link for whose list it is, a plain number for everybody else.
pub struct Late {
    pub count: String,
    pub is_any: bool,
    /// The own list, with its count.
    pub own: Option<(String, String)>,
    pub why: &'static str,
}

/// What is late in the whole city, or in one department.
pub fn late(person: &StaffPerson, backlogs: &[Backlog], of: Option<&DepartmentId>) -> Late {
    let wanted = || backlogs.iter().filter(|b| of.is_none_or(|d| *d == b.department));
    let count: i64 = wanted().map(|b| b.overdue).sum();
    let own = wanted().find(|b| owns(person, &b.department)).map(|b| b.overdue);
    let own = own.or_else(|| (person.may_at_home(Deed::SeeQueue) && of.is_none()).then_some(0));
    Late {
        count: counted(count, wanted().any(|b| b.overdue >= COUNTED)),
        is_any: count > 0,
        own: own.map(|n| (counted(n, n >= COUNTED), late_url())),
        why: if own.is_some() && of.is_some() {
            ""
        } else {
            "申請は、受け持つ課の人だけが開けます。ここでは数だけを示します。"
        },
    }
}

/// Whether somebody has the queue of a department.
pub fn owns(person: &StaffPerson, department: &DepartmentId) -> bool {
    person.may_at_home(Deed::SeeQueue) && person.department == *department
}

/// The list of what is late.
pub fn late_url() -> String {
    queue::url(&QueueFilter { when: When::Overdue, ..QueueFilter::default() })
}
