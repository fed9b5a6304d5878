//! How a matter came, as somebody of the office says it: by which way, in which language, on paper on which day.

use chrono::Datelike;
use madoguchi_app::{DayWrong, DeskFacts, Draft, LATE_DAYS, Way};
use madoguchi_vocab::{Date, Lang, normalise};

use super::way;
use crate::{
    complaint::{self, Wrong},
    form_state::Fields,
    problem::Problem,
};

/// The year before the first of 令和, for who writes a year in two digits.
const REIWA: i64 = 2018;
/// The most characters of a reason.
const LONGEST: usize = 500;

/// How it came, as typed.
#[derive(Clone, Debug)]
pub struct Came {
    way: Way,
    /// The language of the resident.
    pub lang: Lang,
    /// Year, month and day on which it reached the office on paper.
    pub day: [String; 3],
    /// Why that is long ago.
    pub why: String,
}

impl Came {
    /// Nothing is said yet: somebody stands at the counter and speaks Japanese.
    pub fn blank(today: Date) -> Self {
        Self {
            way: Way::default(),
            lang: Lang::Ja,
            day: [today.year().to_string(), String::new(), String::new()],
            why: String::new(),
        }
    }

    /// As it was kept.
    pub fn of(draft: &Draft, today: Date) -> Self {
        let blank = Self::blank(today);
        let Some(desk) = &draft.desk else { return blank };
        let day = desk.facts.paper_day.map_or(blank.day, parts);
        Self { way: desk.facts.way, lang: draft.lang, day, why: desk.facts.late_reason.clone() }
    }

    /// As it was posted.
    pub fn posted(fields: &Fields) -> Result<Self, Problem> {
        Ok(Self {
            way: Way::parse(fields.first("_way")).ok_or(Problem::Unreadable)?,
            lang: fields.first("_lang").parse().map_err(|_| Problem::Unreadable)?,
            day: ["year", "month", "day"].map(|part| fields.first(&format!("_day.{part}")).to_owned()),
            why: normalise::prose(fields.first("_why")).chars().take(LONGEST).collect(),
        })
    }

    /// What is kept of it, beside what is kept already.
    pub fn facts(&self, kept: &DeskFacts) -> DeskFacts {
        let paper_day = if self.way.is_on_paper() { self.date() } else { None };
        DeskFacts { way: self.way, paper_day, late_reason: self.why.clone(), ..kept.clone() }
    }

    fn date(&self) -> Option<Date> {
        let [year, month, day] = self.day.each_ref().map(|part| normalise::integer(part));
        let year = year.map(|y| if (1..100).contains(&y) { y + REIWA } else { y })?;
        let year = Some(year).filter(|y| (1900..10_000).contains(y))?;
        Date::from_ymd_opt(i32::try_from(year).ok()?, u32::try_from(month?).ok()?, u32::try_from(day?).ok()?)
    }

    /// What is not right about the day.
    pub fn wrong(&self, today: Date) -> Vec<Wrong> {
        let Some(wrong) = self.facts(&DeskFacts::default()).day_wrong(today) else { return vec![] };
        vec![match wrong {
            DayWrong::Missing => Wrong::at(
                "day-year",
                "書類が市役所に届いた日：年・月・日を数字で入力してください（例：8年11月20日）",
            ),
            DayWrong::Ahead => {
                Wrong::at("day-year", "書類が市役所に届いた日：今日までの日付を入力してください")
            }
            DayWrong::LongAgo => Wrong::at(
                "why",
                format!("{LATE_DAYS}日より前に届いた理由：届いてから登録までに何があったかを書いてください"),
            ),
        }]
    }

    /// Every way: what is posted, its words, and whether it is this one.
    fn ways(&self) -> Vec<(&'static str, &'static str, bool)> {
        Way::ALL.into_iter().map(|w| (w.code(), way(w), w == self.way)).collect()
    }

    fn langs(&self) -> [(&'static str, &'static str, bool); 3] {
        [(Lang::Ja, "日本語"), (Lang::Easy, "やさしい日本語"), (Lang::En, "英語")]
            .map(|(lang, words)| (lang.code(), words, lang == self.lang))
    }
}

/// Drawn by `staff/desk/came.html`.
pub struct Look {
    /// As typed.
    pub came: Came,
    /// Every way: what is posted, its words, and whether it is this one.
    pub ways: Vec<(&'static str, &'static str, bool)>,
    /// Every language, alike.
    pub langs: [(&'static str, &'static str, bool); 3],
    /// What is not right about the day.
    pub day_wrong: Option<String>,
    /// What is not right about the reason.
    pub why_wrong: Option<String>,
    /// Whether everything is shown at once, not folded.
    pub open: bool,
}

impl Look {
    /// With what is said of the day in `wrong`.
    pub fn new(came: Came, wrong: &[Wrong], open: bool) -> Self {
        let at = |target| complaint::at(wrong, target).map(str::to_owned);
        let (day_wrong, why_wrong) = (at("day-year"), at("why"));
        Self {
            ways: came.ways(),
            langs: came.langs(),
            open: open || day_wrong.is_some() || why_wrong.is_some(),
            day_wrong,
            why_wrong,
            came,
        }
    }

    /// In one line: 窓口・日本語
    pub fn line(&self) -> String {
        let chosen = |all: &[(&'static str, &'static str, bool)]| {
            all.iter().find(|(_, _, chosen)| *chosen).map_or("", |(_, words, _)| *words)
        };
        format!("{}・{}", chosen(&self.ways), chosen(&self.langs))
    }
}

fn parts(day: Date) -> [String; 3] {
    [day.year().to_string(), day.month().to_string(), day.day().to_string()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_clerks_type_it() {
        for (day, read) in [
            (["2026", "11", "20"], Some("2026-11-20")),
            (["８", "１１", "２０"], Some("2026-11-20")),
            (["8", "2", "30"], None),
            (["2026", "", ""], None),
            (["昨日", "", ""], None),
            (["-1", "1", "1"], None),
        ] {
            let came = Came {
                way: Way::Mail,
                day: day.map(str::to_owned),
                ..Came::blank("2026-11-24".parse().unwrap())
            };
            assert_eq!(came.date().map(|d| d.to_string()).as_deref(), read, "{day:?}");
        }
    }
}
