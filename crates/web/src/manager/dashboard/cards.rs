//! The numbers on top: how far it is, how far it is to go, where the year ends, and what is late.

use madoguchi_app::{Backlog, COUNTED, OutlookPage, Overview, QueueFilter, RatesPage, StaffPerson, When};
use madoguchi_auth::Deed;
use madoguchi_inventory::{
    Goal, Month, Moved, Outlook, Part, Progress, Prospect, Rate, RateId, Ratio, Verdict, Why, moved,
};
use madoguchi_vocab::{Date, DepartmentId, number::thousands, time::fiscal_year};

use super::page_of_procedure;
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
    /// What moved it: the procedure, its page, and what became of it.
    pub causes: Vec<Cause>,
    /// What the causes that are not named did together.
    pub rest: Option<String>,
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
                    ("0.0", "100.0") => {
                        "0〜100 % のどこでもありえます（件数がわかる分だけの値です）".to_owned()
                    }
                    (low, high) => format!("{low}〜{high} %"),
                }
            }),
            numerator_url: url("numerator"),
            denominator_url: url("denominator"),
            unknown_url: url("unknown"),
            excluded_url: url("excluded"),
            moved: None,
            causes: vec![],
            rest: None,
            way: None,
        }
    }
}

/// Something that moved a rate.
pub struct Cause {
    pub name: String,
    pub url: String,
    pub became: String,
    pub points: String,
}

/// So many causes are named on a card.
const NAMED: usize = 3;

/// The four rates.
pub fn rates(chrome: &Chrome, page: &Overview, of: Option<&DepartmentId>) -> Vec<Card> {
    let Some(now) = page.now() else { return vec![] };
    let card = |rate: &Rate| {
        let before = page.before();
        let moved = before.and_then(|before| moved(rate.id, &before.facts, &now.facts, now.rule));
        let (causes, rest) = moved.as_ref().map_or_else(Default::default, causes);
        Card {
            moved: Some(by_how_much(chrome, before, moved.as_ref())),
            causes,
            rest,
            way: way(page, now, rate),
            ..Card::new(rate, of)
        }
    };
    now.rates.iter().map(card).collect()
}

/// What is seen to have moved a rate; the largest are named.
fn causes(moved: &Moved) -> (Vec<Cause>, Option<String>) {
    let (seen, unseen): (Vec<&Part>, Vec<&Part>) = moved.parts.iter().partition(|p| p.tenths != 0);
    let named = seen.iter().take(NAMED).map(|part| Cause {
        name: part.name.clone(),
        url: page_of_procedure(&part.id),
        became: became(part.why),
        points: signed(part.tenths),
    });
    let others = seen.iter().skip(NAMED);
    let count = others.len() + if seen.is_empty() { 0 } else { unseen.len() };
    let sum: i64 = others.map(|p| p.tenths).sum();
    let rest = (count > 0).then(|| format!("ほかの {count} 手続きで {}", signed(sum)));
    (named.collect(), rest)
}

/// 「オンラインになった」
fn became(why: Why) -> String {
    let number = |n: Option<u64>| n.map_or_else(|| "不明".to_owned(), thousands);
    match why {
        Why::Added => "台帳に加わった".to_owned(),
        Why::Removed => "台帳からなくなった".to_owned(),
        Why::InScope => "対象になった".to_owned(),
        Why::OutOfScope => "対象外になった".to_owned(),
        Why::Online => "オンラインになった".to_owned(),
        Why::Offline => "オンラインでできなくなった".to_owned(),
        Why::Volume(then, now) => format!("年間件数 {} → {}", number(then), number(now)),
        Why::Used(then, now) => format!("オンライン件数 {} → {}", number(then), number(now)),
    }
}

/// In tenths of a percent, as it is shown.
pub fn tenths(rate: &Rate) -> Option<i64> {
    rate.value.map(Ratio::tenths)
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

fn by_how_much(chrome: &Chrome, before: Option<&RatesPage>, moved: Option<&Moved>) -> String {
    match (before, moved) {
        (None, _) => "比べる月がまだありません".to_owned(),
        (Some(page), Some(moved)) => {
            format!("前月末（{}）から {} ポイント", chrome.short_day(&page.as_of), signed(moved.tenths))
        }
        (Some(_), None) => "前月末の率は計算できません".to_owned(),
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
    let verdict = |p: &Progress| Verdict::of(p.rate(Goal::Volume), target);
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
    let looks: Vec<bool> = planned
        .iter()
        .map(|p| verdict(p) == Verdict::Met)
        .chain(course.map(|b| b.mid >= f64::from(target)))
        .collect();
    let today = outlook.past.last().map_or(Verdict::Incomputable, |(_, p)| verdict(p));
    let prospect = Prospect::of(today, &looks);
    let class = match prospect {
        Prospect::Reached | Prospect::Likely => "tag-good",
        Prospect::Unforeseen => "",
        Prospect::Divided => "tag-warn",
        Prospect::Unlikely => "tag-bad",
    };
    YearEnd { day: chrome.day(&day), tag: (prospect.label(), class), lines }
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
