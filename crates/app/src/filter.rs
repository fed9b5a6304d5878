//! Which submissions a list shows. What a count counts and a list lists is said by the same filter, and each of its
//! words has a code, by which it stands in addresses.

pub use madoguchi_store::views::order::Sort;
use madoguchi_store::views::queue::{Due, Holder, Marked, QueueQuery};
use madoguchi_vocab::{Date, Instant, StaffId, normalise, workday::Calendar};
use madoguchi_workflow::StageName;
use serde::{Deserialize, Serialize};

use crate::{StaffPerson, Way, submission::ONLINE};

/// By when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Whenever.
    #[default]
    Any,
    /// 期限超過
    Overdue,
    /// Due today.
    Today,
    /// Due after today, within [`SOON`] open days.
    Soon,
}

/// So many open days are soon.
pub const SOON: u32 = 3;

/// In whose hands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Anybody's or nobody's.
    #[default]
    Anybodys,
    /// Nobody's.
    Nobodys,
    /// One's own.
    Mine,
    /// This person's.
    Of(StaffId),
}

/// By which way it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The resident submitted it.
    Online,
    /// Somebody of the office entered it.
    Desk(Way),
}

impl Channel {
    /// Every way.
    pub const ALL: [Channel; 5] = [
        Channel::Online,
        Channel::Desk(Way::Counter),
        Channel::Desk(Way::Phone),
        Channel::Desk(Way::Mail),
        Channel::Desk(Way::Paper),
    ];

    /// The name in columns and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Channel::Online => ONLINE,
            Channel::Desk(way) => way.code(),
        }
    }
}

/// For how many open days it has been there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    /// Up to 2.
    Fresh,
    /// 3 to 5.
    Week,
    /// 6 to 10.
    Fortnight,
    /// 11 and more.
    Older,
}

impl Age {
    /// Every age, the youngest first.
    pub const ALL: [Age; 4] = [Age::Fresh, Age::Week, Age::Fortnight, Age::Older];

    /// From how many open days to how many.
    pub fn days(self) -> (u32, Option<u32>) {
        match self {
            Age::Fresh => (0, Some(2)),
            Age::Week => (3, Some(5)),
            Age::Fortnight => (6, Some(10)),
            Age::Older => (11, None),
        }
    }

    /// The name in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Age::Fresh => "0-2",
            Age::Week => "3-5",
            Age::Fortnight => "6-10",
            Age::Older => "11-",
        }
    }

    /// From which moment of arrival on, and before which.
    pub(crate) fn arrived(self, today: Date, calendar: &Calendar) -> (Option<Instant>, Option<Instant>) {
        let first = |days| Instant::beginning_of(earliest(today, days, calendar));
        let (least, most) = self.days();
        (most.map(first), least.checked_sub(1).map(first))
    }
}

/// The earliest day since which at most so many open days have passed.
fn earliest(today: Date, days: u32, calendar: &Calendar) -> Date {
    let (mut day, mut passed) = (today, 0);
    loop {
        passed += u32::from(calendar.is_open(day));
        if passed > days {
            return day;
        }
        day = day - chrono::Days::new(1);
    }
}

/// 目印: what is to be seen of a row besides what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// 未読: nobody has looked.
    Unread,
    /// One has not looked oneself.
    UnreadByMe,
    /// 変更あり: it has changed since one's own last look.
    Changed,
    /// 返事待ち: a question of the resident waits.
    Asked,
    /// 代理: somebody acts for the applicant.
    ByProxy,
    /// 添付あり
    Files,
    /// 外国語, or easy Japanese.
    Foreign,
}

impl Mark {
    /// Every mark.
    pub const ALL: [Mark; 7] = [
        Mark::Unread,
        Mark::UnreadByMe,
        Mark::Changed,
        Mark::Asked,
        Mark::ByProxy,
        Mark::Files,
        Mark::Foreign,
    ];

    /// The name in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Mark::Unread => "unread",
            Mark::UnreadByMe => "unread-by-me",
            Mark::Changed => "changed",
            Mark::Asked => "asked",
            Mark::ByProxy => "by-proxy",
            Mark::Files => "files",
            Mark::Foreign => "foreign",
        }
    }
}

/// How many rows a page has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rows {
    /// 25
    Few,
    /// 50
    #[default]
    Usual,
    /// 100
    Many,
}

impl Rows {
    /// Every size.
    pub const ALL: [Rows; 3] = [Rows::Few, Rows::Usual, Rows::Many];

    /// The number.
    pub fn count(self) -> u16 {
        match self {
            Rows::Few => 25,
            Rows::Usual => 50,
            Rows::Many => 100,
        }
    }
}

/// Which submissions are wanted, and how many of them on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueFilter {
    /// One stage; none for all that are not final.
    pub stage: Option<StageName>,
    /// In whose hands.
    pub whose: Whose,
    /// One paper.
    pub slug: Option<String>,
    /// Words of the name, its reading, telephone, mail or number.
    pub text: String,
    /// By when.
    pub when: When,
    /// By which way it came.
    pub channel: Option<Channel>,
    /// For how long it has been there.
    pub age: Option<Age>,
    /// With one mark only.
    pub mark: Option<Mark>,
    /// Only those with a notice that is still to be sent on paper, over as they are.
    pub to_post: bool,
    /// In which order.
    #[serde(skip)]
    pub sort: Sort,
    /// How many on a page.
    #[serde(skip)]
    pub rows: Rows,
    /// Where the last page ended.
    #[serde(skip)]
    pub after: Option<String>,
}

impl QueueFilter {
    /// As the cabinet is asked, for a person on a day.
    pub(crate) fn query(&self, staff: &StaffPerson, today: Date, calendar: &Calendar) -> QueueQuery {
        let text = normalise::search_words(&self.text);
        let (since, until) = self.age.map_or((None, None), |age| age.arrived(today, calendar));
        QueueQuery {
            stages: match self.stage {
                Some(stage) => vec![stage.code().to_owned()],
                None if self.to_post => StageName::ALL.map(|s| s.code().to_owned()).into(),
                None => vec![],
            },
            holder: match self.whose {
                Whose::Anybodys => Holder::Any,
                Whose::Nobodys => Holder::Nobody,
                Whose::Mine => Holder::Is(staff.id),
                Whose::Of(id) => Holder::Is(id),
            },
            slug: self.slug.clone(),
            text: Some(text).filter(|t| !t.is_empty()),
            due: match self.when {
                When::Any => Due::Any,
                When::Overdue => Due::Before(today),
                When::Today => Due::Between(today, today),
                When::Soon => Due::Between(today + chrono::Days::new(1), calendar.due(today, SOON, &[])),
            },
            channel: self.channel.map(|channel| channel.code().to_owned()),
            since,
            until,
            mark: self.mark.map(|mark| match mark {
                Mark::Unread => Marked::Unread,
                Mark::UnreadByMe => Marked::UnreadBy(staff.id),
                Mark::Changed => Marked::ChangedFor(staff.id),
                Mark::Asked => Marked::Asked,
                Mark::ByProxy => Marked::ByProxy,
                Mark::Files => Marked::Files,
                Mark::Foreign => Marked::Foreign,
            }),
            to_post: self.to_post,
            sort: self.sort,
            ..QueueQuery::of(staff.department.clone())
        }
    }

    /// Whether something at this stage and in these hands is wanted by a person; of the rest nothing is asked.
    pub(crate) fn fits(&self, staff: &StaffPerson, stage: StageName, holder: Option<StaffId>) -> bool {
        let at = match self.stage {
            Some(wanted) => wanted == stage,
            None => stage.is_final() == self.to_post,
        };
        at && match self.whose {
            Whose::Anybodys => true,
            Whose::Nobodys => holder.is_none(),
            Whose::Mine => holder == Some(staff.id),
            Whose::Of(id) => holder == Some(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_has_one_age_and_it_is_that_of_its_open_days() {
        let calendar = Calendar::japan();
        let begun = Date::from_ymd_opt(2026, 11, 1).unwrap();
        for today in begun.iter_days().take(80) {
            for ago in 0..60 {
                let day = today - chrono::Days::new(ago);
                let (at, elapsed) = (Instant::beginning_of(day), calendar.elapsed(day, today));
                let fits: Vec<_> = Age::ALL
                    .into_iter()
                    .filter(|age| {
                        let (since, until) = age.arrived(today, &calendar);
                        since.is_none_or(|s| at >= s) && until.is_none_or(|u| at < u)
                    })
                    .collect();
                let [age] = fits[..] else { panic!("{day} on {today} has the ages {fits:?}") };
                let (least, most) = age.days();
                assert!(elapsed >= least && most.is_none_or(|m| elapsed <= m), "{day} on {today}: {age:?}");
            }
        }
    }
}
