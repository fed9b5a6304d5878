//! How far people get with a paper: counted in the transaction that saves the draft, told in sums.
//!
//! A draft knows what of it was counted (`drafts.counted`), so going back, loading a page again and pressing twice count
//! nothing twice; that knowledge goes with the draft. What stays is a number for a day, a version and a page. What the
//! office enters, and what authors try, is not in it.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_forms::{Page, Paper, Reading, Typed};
use madoguchi_inventory::{
    Ratio,
    funnel::{Funnel, Line, Step, Took},
};
use madoguchi_store::{
    Tx,
    drafts::DraftRow,
    funnel::{self, FunnelRow, Tick},
};
use madoguchi_vocab::{Date, Instant, Lang, PageKey};
use serde::{Deserialize, Serialize};

use crate::{App, Draft, Result, Trouble};

/// So many years the sums are kept: as long as KPIs of a plan are compared. They are about nobody.
pub const FUNNEL_YEARS: u32 = 5;

/// What of a draft is counted already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Counted(BTreeSet<String>);

/// What is new of a draft since it was counted last.
struct News<'c> {
    counted: &'c mut Counted,
    ticks: Vec<Tick>,
}

impl News<'_> {
    /// Counts this, if it was not counted of this draft before.
    fn once(&mut self, step: Step, place: &str, kind: &str) {
        // Keys have no blanks.
        if self.counted.0.insert(format!("{} {place} {kind}", step.code()).trim_end().to_owned()) {
            self.ticks.push(Tick { step: step.code().into(), place: place.into(), kind: kind.into() });
        }
    }

    /// The pages up to the first at which there is something to do.
    fn way(&mut self, reading: &Reading<'_>, is_done: impl Fn(&Page) -> bool) {
        for page in &reading.journey {
            self.once(Step::Reached, page.key.as_str(), "");
            if page.exit.is_some() || !is_done(page) {
                return;
            }
            self.once(Step::Passed, page.key.as_str(), "");
        }
        self.once(Step::Check, "", "");
    }
}

impl Counted {
    fn news(&mut self) -> News<'_> {
        News { counted: self, ticks: vec![] }
    }

    fn begun(&mut self, paper: &Paper, lang: Lang) -> Vec<Tick> {
        let mut news = self.news();
        news.once(Step::Started, "", lang.code());
        // The first page is always on the way: conditions read what was asked before.
        if let Some(first) = paper.pages.first() {
            news.once(Step::Reached, first.key.as_str(), "");
        }
        news.ticks
    }

    /// 「次へ進む」 was pressed on a page.
    fn pressed(&mut self, reading: &Reading<'_>, typed: &Typed, page: &PageKey) -> Vec<Tick> {
        let mut news = self.news();
        for complaint in reading.complaints_on(page) {
            news.once(Step::Stopped, complaint.field.as_str(), complaint.code);
        }
        news.way(reading, |p| typed.was_sent(&p.key) && reading.complaints_on(&p.key).next().is_none());
        news.ticks
    }

    /// The office goes on with it: from every page that was reached and not left behind, or else from the answers said back.
    fn taken_to_desk(&mut self, lang: Lang) -> Vec<Tick> {
        let pages = |step: Step| {
            let of = move |noted: &String| {
                let (code, place) = noted.split_once(' ')?;
                (code == step.code()).then(|| place.to_owned())
            };
            self.0.iter().filter_map(of).collect::<BTreeSet<String>>()
        };
        let mut from: Vec<String> = pages(Step::Reached).difference(&pages(Step::Passed)).cloned().collect();
        if self.0.contains(Step::Check.code()) {
            from.push(String::new());
        }
        let mut news = self.news();
        news.once(Step::Desk, "", lang.code());
        for page in from {
            news.once(Step::DeskFrom, &page, "");
        }
        news.ticks
    }

    /// It is sent: whatever way it came, every page is behind it.
    fn sent(&mut self, reading: &Reading<'_>, lang: Lang, took: Took) -> Vec<Tick> {
        let mut news = self.news();
        news.way(reading, |_| true);
        news.once(Step::Submitted, "", lang.code());
        news.once(Step::Took, "", &took.code());
        news.ticks
    }
}

/// What is counted of a draft in the transaction at hand.
pub(crate) struct ToCount {
    day: Date,
    slug: String,
    version: i64,
    ticks: Vec<Tick>,
}

impl ToCount {
    /// A step of a draft that has been found in the cabinet.
    pub(crate) fn of(row: &DraftRow, step: Step) -> Self {
        Self {
            day: row.created_at.date(),
            slug: row.slug.clone(),
            version: row.carried_from.unwrap_or(row.version),
            ticks: vec![Tick { step: step.code().into(), place: String::new(), kind: String::new() }],
        }
    }

    /// The office goes on with a draft at the desk; nothing of one that is not counted.
    pub(crate) fn taken_to_desk(row: &DraftRow) -> Result<Self> {
        let counted: Option<Counted> = row.counted.clone().map(serde_json::from_value).transpose()?;
        let ticks = counted.map(|mut c| c.taken_to_desk(row.lang)).unwrap_or_default();
        Ok(Self { ticks, ..Self::of(row, Step::Desk) })
    }

    /// A draft that begins now, with what is noted on it.
    pub(crate) fn begun(
        paper: &Paper,
        version: i64,
        lang: Lang,
        now: Instant,
    ) -> Result<(Self, serde_json::Value)> {
        let mut counted = Counted::default();
        let ticks = counted.begun(paper, lang);
        let counting = Self { day: now.date(), slug: paper.slug.to_string(), version, ticks };
        Ok((counting, serde_json::to_value(counted)?))
    }

    /// Whether there is anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.ticks.is_empty()
    }

    /// Counts it. Comes last in its transaction: everybody who counts the same waits for its end.
    pub(crate) async fn count(self, tx: &mut Tx) -> Result<()> {
        Ok(funnel::count(tx, self.day, &self.slug, self.version, self.ticks).await?)
    }
}

impl Draft {
    fn to_count(&self, ticks: Vec<Tick>) -> ToCount {
        ToCount {
            day: self.begun_at.date(),
            slug: self.paper.slug.to_string(),
            version: self.begun_version,
            ticks,
        }
    }

    /// Somebody pressed 「次へ進む」: what is noted on the draft from now on, and what that adds to the sums.
    pub(crate) fn pressed(&self, typed: &Typed, page: &PageKey, today: Date) -> (Option<Counted>, ToCount) {
        let mut counted = self.counted.clone();
        let reading = self.read_as(typed, today);
        let ticks = counted.as_mut().map(|c| c.pressed(&reading, typed, page)).unwrap_or_default();
        (counted, self.to_count(ticks))
    }

    /// The resident sends it.
    pub(crate) fn sent(&self, reading: &Reading<'_>, now: Instant) -> ToCount {
        let took = Took::of_minutes(now.since(self.begun_at).num_minutes());
        let mut counted = self.counted.clone();
        let ticks = counted.as_mut().map(|c| c.sent(reading, self.lang, took)).unwrap_or_default();
        self.to_count(ticks)
    }
}

/// A paper and how far people got with it.
#[derive(Clone, Debug)]
pub struct FunnelLine {
    /// The paper.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// Whether it is open now.
    pub is_open: bool,
    /// The sums.
    pub funnel: Funnel,
    /// The page that most do not leave behind, with that share.
    pub worst: Option<(String, Ratio)>,
}

/// A page of a paper in its funnel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunnelPlace {
    /// The page.
    pub key: String,
    /// What it asks; its name where no paper at hand has it any more.
    pub title: String,
    /// Whether it tells that this is not the way.
    pub is_exit: bool,
    /// Whether only some get there.
    pub is_branch: bool,
    /// Who got there …
    pub reached: u64,
    /// … and has not left it behind.
    pub stayed: u64,
}

/// A question that stopped people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunnelStop {
    /// The page that asks it; nothing where no paper at hand has it.
    pub page: Option<String>,
    /// The question.
    pub field: String,
    /// Its words.
    pub label: String,
    /// What was not right.
    pub kind: String,
    /// How many drafts it stopped.
    pub n: u64,
}

/// One paper's funnel.
#[derive(Clone, Debug)]
pub struct FunnelPage {
    /// The paper.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// The sums.
    pub funnel: Funnel,
    /// The pages from first to last.
    pub places: Vec<FunnelPlace>,
    /// The questions that stopped people, most first.
    pub stops: Vec<FunnelStop>,
    /// The sums by the version with which the drafts began, the newest first.
    pub versions: Vec<(i64, Funnel)>,
    /// How many of all versions may still be sent.
    pub under_way: u64,
}

fn line(row: &FunnelRow) -> Option<Line> {
    Some(Line {
        version: row.version,
        step: Step::parse(&row.tick.step)?,
        place: row.tick.place.clone(),
        kind: row.tick.kind.clone(),
        n: u64::try_from(row.n).unwrap_or(0),
    })
}

fn places(paper: Option<&Paper>, funnel: &Funnel) -> Vec<FunnelPlace> {
    let place = |key: &str, page: Option<&Page>| FunnelPlace {
        key: key.to_owned(),
        title: page.map_or_else(|| key.to_owned(), |p| p.title.ja.clone()),
        is_exit: page.is_some_and(|p| p.exit.is_some()),
        is_branch: page.is_some_and(|p| p.when.is_some()),
        reached: funnel.pages.get(key).map_or(0, |(reached, _)| *reached),
        stayed: funnel.stayed(key),
    };
    let pages = paper.map_or(&[][..], |p| &p.pages);
    let gone = funnel.pages.keys().filter(|key| pages.iter().all(|p| p.key.as_str() != key.as_str()));
    let here = pages.iter().map(|p| place(p.key.as_str(), Some(p)));
    here.chain(gone.map(|key| place(key, None))).collect()
}

fn stops(paper: Option<&Paper>, funnel: &Funnel) -> Vec<FunnelStop> {
    let mut stops: Vec<_> = funnel
        .stopped
        .iter()
        .map(|((field, kind), n)| {
            let page = paper.and_then(|p| p.page_of(field));
            // What is said about all rows together names their group, which is no question.
            let label = paper
                .and_then(|p| p.field(field))
                .map(|f| f.label.ja.clone())
                .or_else(|| page.map(|p| p.title.ja.clone()));
            FunnelStop {
                page: page.map(|p| p.key.to_string()),
                field: field.clone(),
                label: label.unwrap_or_else(|| field.clone()),
                kind: kind.clone(),
                n: *n,
            }
        })
        .collect();
    stops.sort_by_key(|s| std::cmp::Reverse(s.n));
    stops
}

fn worst(paper: Option<&Paper>, funnel: &Funnel) -> Option<(String, Ratio)> {
    let pages = paper?.pages.iter().filter(|p| p.exit.is_none());
    let (key, share) = funnel.worst(pages.map(|p| p.key.as_str()))?;
    Some((paper?.page(key)?.title.ja.clone(), share))
}

impl App {
    /// How far people got with each paper, of the drafts that began in that time.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn funnels(&self, from: Date, until: Date) -> Result<Vec<FunnelLine>> {
        let papers = self.papers();
        let mut by_paper: BTreeMap<String, Vec<Line>> =
            papers.published().map(|p| (p.paper.slug.to_string(), vec![])).collect();
        for row in funnel::sums(&self.store().reader(), None, from, until).await? {
            by_paper.entry(row.slug.clone()).or_default().extend(line(&row));
        }
        let mut lines = Vec::with_capacity(by_paper.len());
        for (slug, sums) in by_paper {
            let funnel = Funnel::of(&sums);
            let newest = sums.iter().map(|l| l.version).max();
            let paper = self.paper_at_hand(&slug, newest).await?;
            lines.push(FunnelLine {
                title: paper.as_ref().map_or_else(|| slug.clone(), |p| p.procedure.title.ja.clone()),
                is_open: papers.open(&slug).is_some(),
                worst: worst(paper.as_deref(), &funnel),
                funnel,
                slug,
            });
        }
        Ok(lines)
    }

    /// How far people got with one paper, of the drafts that began in that time, with one version or with any.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is no such paper.
    pub async fn funnel(
        &self,
        slug: &str,
        from: Date,
        until: Date,
        version: Option<i64>,
    ) -> Result<FunnelPage> {
        let reader = self.store().reader();
        let rows = funnel::sums(&reader, Some(slug), from, until).await?;
        let lines: Vec<Line> = rows.iter().filter_map(line).collect();
        let versions: BTreeSet<i64> = lines.iter().map(|l| l.version).collect();
        let shown = lines.iter().filter(|l| version.is_none_or(|v| v == l.version));
        let funnel = Funnel::of(shown);
        let paper = match version.filter(|v| versions.contains(v)) {
            Some(version) => Some(self.paper_of(slug, version).await?),
            None => self.paper_at_hand(slug, versions.last().copied()).await?,
        };
        let of_version = |v: i64| (v, Funnel::of(lines.iter().filter(|l| l.version == v)));
        let (begins, ends) =
            (Instant::beginning_of(from), Instant::beginning_of(until + chrono::Days::new(1)));
        let under_way = funnel::under_way(&reader, slug, begins, ends, self.now()).await?;
        Ok(FunnelPage {
            slug: slug.to_owned(),
            title: paper.as_ref().ok_or(Trouble::NotFound)?.procedure.title.ja.clone(),
            places: places(paper.as_deref(), &funnel),
            stops: stops(paper.as_deref(), &funnel),
            versions: versions.iter().rev().map(|v| of_version(*v)).collect(),
            under_way: u64::try_from(under_way).unwrap_or(0),
            funnel,
        })
    }

    /// The paper that residents see, or else the one that lies here, or else the version that was open.
    pub(crate) async fn paper_at_hand(
        &self,
        slug: &str,
        version: Option<i64>,
    ) -> Result<Option<std::sync::Arc<Paper>>> {
        if let Some(open) = self.papers().open(slug) {
            return Ok(Some(open.paper.clone()));
        }
        if let Some(paper) = self.papers().lying(slug).and_then(|l| l.paper.clone()) {
            return Ok(Some(paper));
        }
        match version {
            Some(version) => Ok(Some(self.paper_of(slug, version).await?)),
            None => Ok(None),
        }
    }
}
