//! What an address or a form asks of the road to the target.

use std::collections::BTreeSet;

use madoguchi_app::{Aim, Pace, RoadAsked};
use madoguchi_inventory::{Goal, MOST_DAYS, Month};
use madoguchi_vocab::{Date, normalise, number::thousands};

use crate::complaint::Wrong;

/// Days that are assumed where nobody estimated, unless the page is told otherwise.
const ASSUMED: u32 = 10;

/// What an address or a form asks, as it was typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub(super) goal: String,
    pub(super) target: String,
    pub(super) assumed: String,
    pub(super) all: bool,
    pub(super) using: String,
    pub(super) pick: BTreeSet<String>,
    pub(super) name: String,
    pub(super) begins: String,
    pub(super) pace: String,
    pub(super) due: String,
}

impl Typed {
    pub(super) fn read<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut typed = Self::default();
        for (name, value) in pairs {
            let value = value.to_owned();
            match name {
                "goal" => typed.goal = value,
                "target" => typed.target = value,
                "assumed" => typed.assumed = value,
                "all" => typed.all = true,
                "use" => typed.using = value,
                "pick" => _ = typed.pick.insert(value),
                "name" => typed.name = value,
                "begins" => typed.begins = value,
                "pace" => typed.pace = value,
                "due" => typed.due = value,
                _ => {}
            }
        }
        typed
    }

    /// The same as an address: so what was ticked and typed can be shown again.
    pub(super) fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let fields = [
            ("goal", &self.goal),
            ("target", &self.target),
            ("assumed", &self.assumed),
            ("name", &self.name),
            ("begins", &self.begins),
            ("pace", &self.pace),
            ("due", &self.due),
        ];
        query.extend_pairs(fields.iter().filter(|(_, value)| !value.is_empty()));
        if self.all {
            query.append_pair("all", "1");
        }
        query.extend_pairs(self.pick.iter().map(|id| ("pick", id))).finish()
    }

    /// What is asked of the rules, and what in it cannot be read; that is as if it were not there.
    pub(super) fn asked(&self, aim: &Aim) -> (RoadAsked, Vec<Wrong>) {
        let mut wrong = Vec::new();
        let mut number = |target: &str, text: &str, most: u32, otherwise: u32, what: &str| {
            if text.trim().is_empty() {
                return otherwise;
            }
            let read = normalise::integer(text).and_then(|n| u32::try_from(n).ok());
            read.filter(|n| (1..=most).contains(n)).unwrap_or_else(|| {
                wrong.push(Wrong::at(
                    target,
                    format!("{what}は 1 から {} までの整数で入力してください", thousands(most)),
                ));
                otherwise
            })
        };
        let target = number("target", &self.target, 100, aim.target, "目標");
        let assumed_days = number("assumed", &self.assumed, MOST_DAYS, ASSUMED, "見積もりがない手続きの日数");
        let goal = Goal::parse(&self.goal).unwrap_or(Goal::Volume);
        (RoadAsked { goal, target, assumed_days, chosen: self.pick.clone() }, wrong)
    }

    pub(super) fn pace(&self, today: Date) -> Result<Pace, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let begins = self.begins.parse::<Month>().map_err(|_| {
            wrong.push(Wrong::at("begins", "始める月は 2027-01 のように入力してください"));
        });
        if begins.is_ok_and(|m| m < Month::of(today)) {
            wrong.push(Wrong::at("begins", "始める月は今月か、これからの月にしてください"));
        }
        let days = normalise::integer(&self.pace).and_then(|n| u32::try_from(n).ok());
        let days = days.filter(|n| (1..=MOST_DAYS).contains(n));
        if days.is_none() {
            wrong.push(Wrong::at("pace", "1 か月に使える日数は 1 から 1,000 までの整数で入力してください"));
        }
        let due = normalise::code(&self.due).replace('/', "-").parse::<Date>();
        if due.is_err() {
            wrong.push(Wrong::at("due", "目標の期日は 2027-03-31 のように入力してください"));
        }
        if due.is_ok_and(|day| day < today) {
            wrong.push(Wrong::at("due", "目標の期日は今日か、これからの日にしてください"));
        }
        match (begins, days, due) {
            (Ok(begins), Some(days), Ok(due)) if wrong.is_empty() => Ok(Pace { begins, days, due }),
            _ => Err(wrong),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_or_named() {
        let aim = crate::manager::course::tests::aim();
        let typed = Typed { target: "９５".into(), assumed: "0".into(), ..Typed::default() };
        let (asked, wrong) = typed.asked(&aim);
        assert_eq!((asked.target, asked.assumed_days), (95, ASSUMED));
        assert_eq!(wrong.iter().map(|w| w.target.as_str()).collect::<Vec<_>>(), ["assumed"]);
        let again = typed.query();
        let pairs: Vec<_> = url::form_urlencoded::parse(again.as_bytes()).collect();
        assert_eq!(Typed::read(pairs.iter().map(|(n, v)| (n.as_ref(), v.as_ref()))).query(), again);
        let today = "2026-11-23".parse().unwrap();
        let pace = Typed {
            begins: "2026-12".into(),
            pace: "20".into(),
            due: "2027/03/31".into(),
            ..Typed::default()
        };
        assert!(pace.pace(today).is_ok());
        let wrong =
            Typed { begins: "2026-10".into(), pace: "-1".into(), due: "春".into(), ..Typed::default() };
        assert_eq!(wrong.pace(today).unwrap_err().len(), 3);
        let past = Typed { due: "2026-03-31".into(), ..pace };
        assert_eq!(past.pace(today).unwrap_err()[0].target, "due");
    }
}
