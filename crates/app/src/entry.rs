//! How the office entered a submission for a resident, as its pages show it.

use std::collections::BTreeMap;

use madoguchi_forms::{Answers, Paper, Section};
use madoguchi_store::{StoreError, entries};
use madoguchi_vocab::{Date, Instant, Lang, StaffId, SubmissionId, Text};

use crate::{App, Draft, How, Original, Result, Trouble};

/// How it was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// By whom …
    pub staff: StaffId,
    /// … and their name.
    pub staff_name: String,
    /// When. The arrival is earlier where it came on paper on a day before.
    pub entered_at: Instant,
    /// The day it reached the office on paper.
    pub paper_day: Option<Date>,
    /// Why it was entered so long after that day.
    pub late_reason: String,
    /// Whether the resident began it online.
    pub begun_online: bool,
    /// What is there in place of files, by the name of the question's input.
    pub originals: BTreeMap<String, InPlace>,
}

/// What is there in place of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InPlace {
    /// What.
    pub how: How,
    /// What was noted about it.
    pub note: String,
    /// When what was to come came, and who took it.
    pub came: Option<(Instant, String)>,
}

impl InPlace {
    /// Whether it is still waited for.
    pub fn is_awaited(&self) -> bool {
        self.how == How::Later && self.came.is_none()
    }

    /// What stands where the name of a file would.
    pub fn words(&self) -> Text {
        match (self.how, &self.came) {
            (How::Seen, _) => Text::all(
                "原本を窓口で確認しました",
                "窓口（まどぐち）で 本物を 見ました",
                "Original seen at the counter",
            ),
            (How::Later, None) => {
                Text::all("後日郵送（まだ届いていません）", "あとで 郵便で 来ます", "To follow by post")
            }
            (How::Later, Some(_)) => {
                Text::all("後日郵送（届きました）", "郵便で 来ました", "Received by post")
            }
        }
    }
}

impl From<&Original> for InPlace {
    fn from(original: &Original) -> Self {
        Self { how: original.how, note: original.note.clone(), came: None }
    }
}

impl Entry {
    /// Says what is there in place of a file where the file would stand.
    pub(crate) fn say_in(&self, sections: &mut [Section], paper: &Paper, lang: Lang) {
        say_in(sections, paper, lang, |input| self.originals.get(input).map(InPlace::words));
    }
}

impl Draft {
    /// The answers said back, with what is there in place of files.
    pub fn said(&self, answers: &Answers, lang: Lang) -> Vec<Section> {
        self.with_originals(self.paper.show(answers, lang), lang)
    }

    /// The answers as they stand on a printed copy, with what is there in place of files.
    pub fn printed(&self, answers: &Answers, lang: Lang) -> Vec<Section> {
        self.with_originals(self.paper.print(answers, lang), lang)
    }

    fn with_originals(&self, mut sections: Vec<Section>, lang: Lang) -> Vec<Section> {
        if let Some(desk) = &self.desk {
            let words = |input: &str| desk.facts.originals.get(input).map(|o| InPlace::from(o).words());
            say_in(&mut sections, &self.paper, lang, words);
        }
        sections
    }
}

fn say_in(sections: &mut [Section], paper: &Paper, lang: Lang, words: impl Fn(&str) -> Option<Text>) {
    for line in sections.iter_mut().flat_map(|s| &mut s.lines).filter(|l| l.files.is_empty()) {
        let group = paper.page_of(line.field.as_str()).and_then(|p| p.repeat.as_ref());
        let input = match (group, &line.row) {
            (Some(group), Some(row)) => format!("{}.{row}.{}", group.key, line.field),
            _ => line.field.to_string(),
        };
        if let Some(words) = words(&input) {
            line.answer = words.get(lang).to_owned();
        }
    }
}

impl App {
    pub(crate) async fn entry_of(&self, id: SubmissionId) -> Result<Option<Entry>> {
        let reader = self.store().reader();
        let Some(row) = entries::of(&reader, id).await? else { return Ok(None) };
        let original = |row: entries::OriginalRow| {
            let unreadable = || StoreError::Corrupt(format!("an original that is {:?}", row.how));
            let how = How::parse(&row.how).ok_or_else(|| Trouble::Store(unreadable()))?;
            let came = row.came_at.map(|at| (at, row.came_to.unwrap_or_default()));
            Ok((row.input, InPlace { how, note: row.note, came }))
        };
        Ok(Some(Entry {
            staff: row.staff,
            staff_name: row.staff_name,
            entered_at: row.entered_at,
            paper_day: row.paper_day,
            late_reason: row.late_reason,
            begun_online: row.begun_online,
            originals: entries::originals_of(&reader, id)
                .await?
                .into_iter()
                .map(original)
                .collect::<Result<_>>()?,
        }))
    }
}
