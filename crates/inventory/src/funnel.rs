//! How far people get with a paper, out of sums of what happened to drafts.
//!
//! Every sum belongs to the day and the version with which the drafts began, so that nobody is sent who has not begun,
//! and those who went on under a later version count where they came from. Each draft counts once for each page.

use std::collections::BTreeMap;

use crate::Ratio;

/// Of fewer than so many no share is told: it would speak of single people, and mean little.
pub const FEW: u64 = 20;

/// What is counted of a draft, each once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// It was begun; the kind is the language.
    Started,
    /// A page was reached.
    Reached,
    /// And left behind, with answers that hold.
    Passed,
    /// Every page is left behind: the answers are said back.
    Check,
    /// It was sent by the resident; the kind is the language.
    Submitted,
    /// The office went on with it at the desk; the kind is the language.
    Desk,
    /// A page it stood on then, reached and not left behind; none where the answers were said back.
    DeskFrom,
    /// It was taken up by its code.
    Resumed,
    /// A question stopped somebody who wanted to go on; the kind is what was not right.
    Stopped,
    /// How long it took from the beginning to the sending; the kind is the class.
    Took,
}

impl Step {
    /// All of them.
    pub const ALL: [Step; 10] = [
        Step::Started,
        Step::Reached,
        Step::Passed,
        Step::Check,
        Step::Submitted,
        Step::Desk,
        Step::DeskFrom,
        Step::Resumed,
        Step::Stopped,
        Step::Took,
    ];

    /// The name in the cabinet and in files.
    pub fn code(self) -> &'static str {
        match self {
            Step::Started => "started",
            Step::Reached => "reached",
            Step::Passed => "passed",
            Step::Check => "check",
            Step::Submitted => "submitted",
            Step::Desk => "desk",
            Step::DeskFrom => "desk_from",
            Step::Resumed => "resumed",
            Step::Stopped => "stopped",
            Step::Took => "took",
        }
    }

    /// The step of that name.
    pub fn parse(code: &str) -> Option<Self> {
        Step::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// The classes of time from the beginning to the sending: the first minute that is too many, and the words.
const CLASSES: [(u64, &str); 10] = [
    (5, "5 分未満"),
    (10, "5〜10 分"),
    (15, "10〜15 分"),
    (20, "15〜20 分"),
    (30, "20〜30 分"),
    (60, "30〜60 分"),
    (180, "1〜3 時間"),
    (1_440, "3〜24 時間"),
    (10_080, "1〜7 日"),
    (u64::MAX, "7 日以上"),
];

/// A class of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Took(usize);

impl Took {
    /// All classes, the shortest first.
    pub fn all() -> impl Iterator<Item = Took> {
        (0..CLASSES.len()).map(Took)
    }

    /// The class of so many whole minutes; a clock that was set back makes none shorter than nothing.
    pub fn of_minutes(minutes: i64) -> Self {
        let minutes = u64::try_from(minutes).unwrap_or(0);
        Took(CLASSES.iter().position(|(end, _)| minutes < *end).unwrap_or(CLASSES.len() - 1))
    }

    /// The name in the cabinet: its place among the classes.
    pub fn code(self) -> String {
        self.0.to_string()
    }

    /// The class of that name.
    pub fn parse(code: &str) -> Option<Self> {
        code.parse().ok().filter(|at| *at < CLASSES.len()).map(Took)
    }

    /// 10〜15 分
    pub fn label(self) -> &'static str {
        CLASSES[self.0].1
    }
}

/// The class in which the middle one lies; of two middle ones the lower, so that it is a class that somebody was in.
/// `None` of fewer than [`FEW`].
pub fn median(classes: &BTreeMap<Took, u64>) -> Option<Took> {
    let all: u64 = classes.values().sum();
    let middle = all.div_ceil(2);
    let mut seen = 0;
    classes
        .iter()
        .find(|(_, n)| {
            seen += **n;
            seen >= middle
        })
        .map(|(class, _)| *class)
        .filter(|_| all >= FEW)
}

/// A share, of enough to have one.
pub fn share(part: u64, whole: u64) -> Option<Ratio> {
    if whole < FEW { None } else { Ratio::new(part.into(), whole.into()) }
}

/// A sum: version, step, page or question, kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The version it began with.
    pub version: i64,
    /// What was counted.
    pub step: Step,
    /// A page or a question.
    pub place: String,
    /// What kind.
    pub kind: String,
    /// How often.
    pub n: u64,
}

/// How far people got in one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InLanguage {
    /// Begun.
    pub started: u64,
    /// Sent.
    pub submitted: u64,
    /// Gone on with at the desk.
    pub desk: u64,
}

impl InLanguage {
    /// As [`Funnel::completion`].
    pub fn completion(&self) -> Option<Ratio> {
        share(self.submitted, self.started.saturating_sub(self.desk))
    }
}

/// How far people got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Funnel {
    /// Begun.
    pub started: u64,
    /// Said back.
    pub check: u64,
    /// Sent.
    pub submitted: u64,
    /// Gone on with at the desk.
    pub desk: u64,
    /// Taken up by their code.
    pub resumed: u64,
    /// Pages: reached and passed.
    pub pages: BTreeMap<String, (u64, u64)>,
    /// Pages from which the office went on, and how often; the one without a name is where answers are said back.
    pub desk_from: BTreeMap<String, u64>,
    /// Questions that stopped somebody, by what was not right.
    pub stopped: BTreeMap<(String, String), u64>,
    /// How long it took.
    pub took: BTreeMap<Took, u64>,
    /// By language.
    pub langs: BTreeMap<String, InLanguage>,
}

impl Funnel {
    /// The sum of these lines.
    pub fn of<'l>(lines: impl IntoIterator<Item = &'l Line>) -> Self {
        let mut f = Funnel::default();
        for l in lines {
            match l.step {
                Step::Started => {
                    f.started += l.n;
                    f.langs.entry(l.kind.clone()).or_default().started += l.n;
                }
                Step::Submitted => {
                    f.submitted += l.n;
                    f.langs.entry(l.kind.clone()).or_default().submitted += l.n;
                }
                Step::Reached => f.pages.entry(l.place.clone()).or_default().0 += l.n,
                Step::Passed => f.pages.entry(l.place.clone()).or_default().1 += l.n,
                Step::Check => f.check += l.n,
                Step::Desk => {
                    f.desk += l.n;
                    f.langs.entry(l.kind.clone()).or_default().desk += l.n;
                }
                Step::DeskFrom => *f.desk_from.entry(l.place.clone()).or_default() += l.n,
                Step::Resumed => f.resumed += l.n,
                Step::Stopped => *f.stopped.entry((l.place.clone(), l.kind.clone())).or_default() += l.n,
                Step::Took => {
                    if let Some(class) = Took::parse(&l.kind) {
                        *f.took.entry(class).or_default() += l.n;
                    }
                }
            }
        }
        // What went on at the desk has had no language in the sums of early days.
        f.langs.remove("");
        f
    }

    /// 完了率: of those who began, how many have sent it. With whom the office went on counts on neither side. `None` of
    /// fewer than [`FEW`].
    pub fn completion(&self) -> Option<Ratio> {
        share(self.submitted, self.started.saturating_sub(self.desk))
    }

    /// How many got to a page and have not left it behind, nor went on from it at the desk.
    pub fn stayed(&self, page: &str) -> u64 {
        let left = |passed: &u64| passed + self.went_to_desk(page);
        self.pages.get(page).map_or(0, |(reached, passed)| reached.saturating_sub(left(passed)))
    }

    /// How many were shown their answers and have not sent them, nor went on at the desk.
    pub fn stayed_at_check(&self) -> u64 {
        self.check.saturating_sub(self.submitted + self.went_to_desk(""))
    }

    fn went_to_desk(&self, page: &str) -> u64 {
        self.desk_from.get(page).copied().unwrap_or(0)
    }

    /// The page of which the largest part did not get further, among those enough have reached; the first of several.
    pub fn worst<'p>(&self, pages: impl IntoIterator<Item = &'p str>) -> Option<(&'p str, Ratio)> {
        let lost = |page: &'p str| {
            let (reached, _) = *self.pages.get(page)?;
            Some((page, share(self.stayed(page), reached).filter(|r| r.part() > 0)?))
        };
        let mut worst: Option<(&str, Ratio)> = None;
        for (page, ratio) in pages.into_iter().filter_map(lost) {
            if worst.is_none_or(|(_, most)| ratio > most) {
                worst = Some((page, ratio));
            }
        }
        worst
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(step: Step, place: &str, kind: &str, n: u64) -> Line {
        Line { version: 1, step, place: place.into(), kind: kind.into(), n }
    }

    #[test]
    fn a_share_is_told_of_twenty() {
        for (part, whole, told) in [
            (0, 0, None),
            (19, 19, None),
            (0, 20, Some("0.0")),
            (16, 100, Some("16.0")),
            (1, 3000, Some("0.0")),
        ] {
            assert_eq!(share(part, whole).map(Ratio::percent).as_deref(), told, "{part} / {whole}");
        }
        let f =
            Funnel::of(&[line(Step::Started, "", "ja", 139_855), line(Step::Submitted, "", "ja", 22_386)]);
        assert_eq!(f.completion().unwrap().percent(), "16.0");
    }

    /// Twenty have sent it and twenty went to the desk: nobody is lost, on no page and in no language.
    #[test]
    fn what_the_desk_took_over_is_no_loss() {
        let f = Funnel::of(&[
            line(Step::Started, "", "ja", 41),
            line(Step::Reached, "a", "", 41),
            line(Step::Passed, "a", "", 29),
            line(Step::Check, "", "", 29),
            line(Step::Submitted, "", "ja", 20),
            line(Step::Desk, "", "ja", 20),
            line(Step::Desk, "", "", 1),
            line(Step::DeskFrom, "a", "", 12),
            line(Step::DeskFrom, "", "", 9),
        ]);
        assert_eq!((f.completion().unwrap().percent().as_str(), f.worst(["a"])), ("100.0", None));
        assert_eq!((f.stayed("a"), f.stayed_at_check(), f.langs.len()), (0, 0, 1));
        assert_eq!(f.langs["ja"].completion().unwrap().percent(), "95.2", "one had no language");
    }

    #[test]
    fn times_fall_into_classes_without_a_gap() {
        for (minutes, label) in [
            (-3, "5 分未満"),
            (0, "5 分未満"),
            (4, "5 分未満"),
            (5, "5〜10 分"),
            (29, "20〜30 分"),
            (30, "30〜60 分"),
            (59, "30〜60 分"),
            (60, "1〜3 時間"),
            (1_439, "3〜24 時間"),
            (10_080, "7 日以上"),
            (i64::MAX, "7 日以上"),
        ] {
            assert_eq!(Took::of_minutes(minutes).label(), label, "{minutes}");
        }
        assert!(Took::all().all(|c| Took::parse(&c.code()) == Some(c)));
        assert!(["", "-1", "10", "x"].iter().all(|code| Took::parse(code).is_none()));
        assert!(Step::ALL.into_iter().all(|s| Step::parse(s.code()) == Some(s)));
    }

    #[test]
    fn the_worst_page_is_that_with_the_largest_part_lost() {
        let f = Funnel::of(&[
            line(Step::Reached, "a", "", 100),
            line(Step::Passed, "a", "", 80),
            line(Step::Reached, "b", "", 40),
            line(Step::Passed, "b", "", 20),
            line(Step::Reached, "c", "", 10),
            line(Step::Reached, "d", "", 20),
            line(Step::Passed, "d", "", 10),
        ]);
        let (page, lost) = f.worst(["a", "b", "c", "d", "gone"]).unwrap();
        assert_eq!((page, lost.percent().as_str()), ("b", "50.0"), "of two the first; c is too few");
        assert_eq!(f.worst(["a"]).unwrap().1.percent(), "20.0");
        assert_eq!(f.worst(["c"]), None);
        assert_eq!(Funnel::default().worst(["a"]), None);
    }

    proptest! {
        /// The class of the median is that in which the middle one of the sorted times lies.
        #[test]
        fn the_median_is_the_class_of_the_middle_one(mut minutes in proptest::collection::vec(0i64..20_000, 20..200)) {
            let mut classes = BTreeMap::new();
            for m in &minutes {
                *classes.entry(Took::of_minutes(*m)).or_default() += 1;
            }
            minutes.sort_unstable();
            prop_assert_eq!(median(&classes), Some(Took::of_minutes(minutes[(minutes.len() - 1) / 2])));
        }

        #[test]
        fn of_few_there_is_none(n in 0u64..FEW) {
            prop_assert_eq!(median(&BTreeMap::from([(Took(1), n)])), None);
        }

        /// However lines are cut into smaller ones, the sum is the same.
        #[test]
        fn sums_do_not_hang_on_how_they_were_cut(n in 1u64..100, cut in 0u64..100) {
            let cut = cut.min(n);
            for step in Step::ALL {
                let whole = Funnel::of(&[line(step, "p", "3", n)]);
                let parts = Funnel::of(&[line(step, "p", "3", cut), line(step, "p", "3", n - cut)]);
                prop_assert_eq!(whole, parts);
            }
        }
    }
}
