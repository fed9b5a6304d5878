//! `life.toml`: what has to be done, in order, when something happens in a life.

use std::collections::BTreeSet;

use madoguchi_vocab::{Date, Text, workday::Calendar};

use crate::{LIFE_EVENTS, parse::table::Table};

/// An event in a life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifeEvent {
    /// One of [`LIFE_EVENTS`].
    pub key: String,
    /// What to know first.
    pub lead: Text,
    /// The day that limits are counted from, in words: 引っ越した日. Without it no day is asked for.
    pub day: Option<Text>,
    /// What to do, in order.
    pub steps: Vec<Step>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub when: When,
    /// Its limit, where a law sets one.
    pub within: Option<Within>,
    /// A limit that is no number of days: 毎年 3 月 15 日まで.
    pub by: Option<Text>,
    /// What the limit rests on.
    pub law: String,
    /// What to do.
    pub title: Text,
    /// Whom it concerns, and what to know.
    pub about: Option<Text>,
    /// The procedures, by their names in the inventory or those of papers.
    pub procedures: Vec<String>,
    /// What to bring.
    pub bring: Vec<Text>,
}

/// When a step is due, seen from the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// Before it.
    Before,
    /// Within a limit after it.
    Within,
    /// Afterwards, without a limit by law.
    Later,
}

/// A limit in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within {
    /// How many.
    pub days: u32,
    /// Whether the day of the event is the first of them (戸籍法43条1項); otherwise the day after is (民法140条).
    pub same_day: bool,
}

impl Within {
    /// The last day. One on which city hall is closed moves to the next on which it is open (地方自治法4条の2第4項).
    pub fn last_day(self, event: Date, calendar: &Calendar) -> Option<Date> {
        let days = if self.same_day { self.days.saturating_sub(1) } else { self.days };
        let last = event.checked_add_days(chrono::Days::new(u64::from(days)))?;
        Some(calendar.open_from(last))
    }
}

impl When {
    const WORDS: [&'static str; 3] = ["before", "within", "later"];

    /// Its word in the file, and in the keys of messages.
    pub fn code(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    fn parse(word: &str) -> Option<Self> {
        [When::Before, When::Within, When::Later].into_iter().find(|w| w.code() == word)
    }
}

pub(super) fn read(root: &Table<'_>, known: Option<&BTreeSet<String>>) -> Vec<LifeEvent> {
    root.need("event");
    let mut events: Vec<LifeEvent> = Vec::new();
    for table in root.tables("event", "できごと") {
        let place = table.place("key");
        let event = event(table, known);
        if events.iter().any(|e| e.key == event.key) {
            root.source.find("P1004", place, format!("「{}」が 2 回あります", event.key), None);
        }
        events.push(event);
    }
    let missing: Vec<_> = LIFE_EVENTS.into_iter().filter(|e| !events.iter().any(|f| f.key == *e)).collect();
    if !missing.is_empty() && !events.is_empty() {
        let message = format!("次のできごとがありません：{}", missing.join("、"));
        root.source.find("P1004", 0..0, message, None);
    }
    events
}

fn event(table: Table<'_>, known: Option<&BTreeSet<String>>) -> LifeEvent {
    table.need("key");
    let key = table.string("key").unwrap_or_default();
    if !key.is_empty() && !LIFE_EVENTS.contains(&key.as_str()) {
        table.not_one_of(&key, table.place("key"), &LIFE_EVENTS);
    }
    let lead = whole(&table, "lead").unwrap_or_default();
    let day = table.has("day").then(|| whole(&table, "day")).flatten();
    table.need("step");
    let mut steps: Vec<Step> = Vec::new();
    for of in table.tables("step", "すること") {
        let place = of.place("when");
        let step = step(of, known);
        if steps.last().is_some_and(|before| before.when > step.when) {
            let message = format!("「{}」の順番が違います", step.title.ja);
            let hint =
                "before（その前）、within（期限のうち）、later（そのあと）の順に並べてください".to_owned();
            table.source.find("P1003", place, message, Some(hint));
        }
        steps.push(step);
    }
    table.finish();
    LifeEvent { key, lead, day, steps }
}

fn step(table: Table<'_>, known: Option<&BTreeSet<String>>) -> Step {
    table.need("when");
    let when = table.word("when", &When::WORDS, When::parse).unwrap_or(When::Later);
    let days = table.integer("days", 1..=365).and_then(|n| u32::try_from(n).ok());
    let same_day = table.boolean("same_day").unwrap_or(false);
    let by = table.has("by").then(|| whole(&table, "by")).flatten();
    let law = table.string("law").unwrap_or_default();
    if when == When::Within && days.is_none() && by.is_none() {
        table.missing("P0102", "days");
    }
    if (days.is_some() || by.is_some()) && law.is_empty() {
        table.missing("P0102", "law");
    }
    let title = whole(&table, "title").unwrap_or_default();
    let about = table.has("about").then(|| whole(&table, "about")).flatten();
    let procedures = table.strings("procedures");
    for (name, span) in &procedures {
        if known.is_some_and(|known| !known.contains(name)) {
            let message = format!("「{name}」という手続きは、台帳にも様式にもありません");
            table.source.find("P1002", span.clone(), message, None);
        }
    }
    let bring = table.texts("bring");
    for text in &bring {
        judge(&table, "bring", text);
    }
    let procedures = procedures.into_iter().map(|(name, _)| name).collect();
    table.finish();
    Step {
        when,
        within: days.map(|days| Within { days, same_day }),
        by,
        law,
        title,
        about,
        procedures,
        bring,
    }
}

/// A text that must be there in every language.
fn whole(table: &Table<'_>, key: &'static str) -> Option<Text> {
    table.need(key);
    let text = table.text(key)?;
    judge(table, key, &text);
    Some(text)
}

fn judge(table: &Table<'_>, key: &'static str, text: &Text) {
    if text.easy.is_none() || text.en.is_none() {
        let message = format!("{key} は 3 つの言語で書いてください");
        let hint = "{ ja = \"…\", easy = \"…\", en = \"…\" } と書いてください".to_owned();
        table.source.find("P1001", table.place(key), message, Some(hint));
    }
}
