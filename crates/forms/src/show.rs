//! Answers said back.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use madoguchi_vocab::{FieldKey, Lang, PageKey, number::thousands};

use crate::{
    answers::{Answers, FileRef, Row, Value},
    field::{Field, money, say, yes_no},
    logic::{Memo, World},
    paper::{Compute, ComputeType, Page, Paper},
};

/// The answers of one page, or of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Where they were asked.
    pub page: PageKey,
    /// The heading.
    pub title: String,
    /// The row, where the page repeats.
    pub row: Option<String>,
    /// One line per question.
    pub lines: Vec<Line>,
}

/// One question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The question, or the computed value.
    pub field: FieldKey,
    /// The row.
    pub row: Option<String>,
    /// What was asked.
    pub label: String,
    /// The answer; may hold line breaks; empty where an optional question was left.
    pub answer: String,
    /// The files, where the answer is files.
    pub files: Vec<FileRef>,
    /// Whether there is an answer.
    pub answered: bool,
    /// Whether it was worked out from other answers, and so cannot be changed itself.
    pub computed: bool,
}

impl Paper {
    /// The answers in the order of the paper, for the check page, the status page, staff and print.
    ///
    /// A question that was asked and left is there too, with an empty answer. Questions that a condition on
    /// `today` would show are there only when they were answered: nobody says here which
    /// day it was.
    pub fn show(&self, answers: &Answers, lang: Lang) -> Vec<Section> {
        let memo: Memo = RefCell::default();
        let world = World { paper: self, answers, row: None, today: None, memo: &memo };
        let mut sections = Vec::new();
        for page in &self.pages {
            let reached = world.holds(page.when.as_ref());
            if page.exit.is_some() && reached {
                break;
            }
            sections.extend(page_sections(page, &world, reached, lang));
        }
        self.add_computed(&mut sections, answers, lang);
        sections
    }

    /// The answers as they stand on the printed copy: without what is not printed, each under its heading there.
    pub fn print(&self, answers: &Answers, lang: Lang) -> Vec<Section> {
        let mut printed: Vec<Section> = Vec::new();
        for section in self.show(answers, lang) {
            let (page, row) = (section.page, section.row);
            for line in section.lines {
                let field = self.field(line.field.as_str());
                if field.is_some_and(|f| !f.print) {
                    continue;
                }
                let under = field.and_then(|f| f.print_under.as_ref()).filter(|_| row.is_none());
                let title = under.map_or(section.title.as_str(), |t| t.get(lang));
                let there = printed.iter_mut().find(|s| s.title == title && s.row == row);
                match there {
                    Some(there) => there.lines.push(line),
                    None => printed.push(Section {
                        page: page.clone(),
                        title: title.to_owned(),
                        row: row.clone(),
                        lines: vec![line],
                    }),
                }
            }
        }
        printed
    }

    fn add_computed(&self, sections: &mut [Section], answers: &Answers, lang: Lang) {
        for compute in &self.computes {
            let (Some(label), Some(value)) = (&compute.label, answers.computed.get(&compute.key)) else {
                continue;
            };
            let line = Line {
                field: compute.key.clone(),
                row: None,
                label: self.fill(label.get(lang), answers, lang),
                answer: compute.show(value, lang),
                files: Vec::new(),
                answered: true,
                computed: true,
            };
            let page = self.last_read(compute);
            let at = sections.iter().rposition(|s| Some(&s.page) == page).or(sections.len().checked_sub(1));
            if let Some(section) = at.and_then(|at| sections.get_mut(at)) {
                section.lines.push(line);
            }
        }
    }

    /// The last page on which something a computed value reads is asked.
    fn last_read(&self, compute: &Compute) -> Option<&PageKey> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut waiting = vec![&compute.value.tree];
        while let Some(tree) = waiting.pop() {
            tree.names(&mut |name| {
                if seen.insert(name) {
                    let computed = self.computes.iter().find(|c| c.key.as_str() == name).map(|c| &c.value);
                    let named = self.when.iter().find(|w| w.key.as_str() == name).map(|w| &w.condition);
                    waiting.extend(computed.or(named).map(|e| &e.tree));
                }
            });
        }
        let reads = |p: &&Page| p.fields.iter().any(|f| seen.contains(f.key.as_str()));
        self.pages.iter().rfind(reads).map(|p| &p.key)
    }
}

impl Compute {
    /// A computed value in words.
    pub fn show(&self, value: &Value, lang: Lang) -> String {
        match (self.kind, value) {
            (ComputeType::Money, Value::Int(n)) => money::yen(*n, lang),
            (_, Value::Int(n)) => thousands(*n),
            (_, Value::Date(day)) => say::day(*day, lang),
            (_, Value::YesNo(yes)) => yes_no::word(*yes, lang).to_owned(),
            (_, Value::Text(text)) => text.clone(),
            _ => String::new(),
        }
    }
}

fn page_sections(page: &Page, world: &World<'_>, reached: bool, lang: Lang) -> Vec<Section> {
    let title = world.paper.fill(page.title.get(lang), world.answers, lang);
    let Some(repeat) = &page.repeat else {
        return section(page, title, None, &world.answers.values, world, reached, lang).into_iter().collect();
    };
    let rows = world.answers.rows.get(&repeat.key).map_or(&[][..], Vec::as_slice);
    let row_section = |(n, row): (usize, &Row)| {
        let title = format!("{} {}", repeat.row_title.get(lang), n + 1);
        let inside = World { row: Some(&row.values), ..*world };
        section(page, title, Some(&row.id), &row.values, &inside, reached, lang)
    };
    rows.iter().enumerate().filter_map(row_section).collect()
}

fn section(
    page: &Page,
    title: String,
    row: Option<&String>,
    values: &BTreeMap<FieldKey, Value>,
    world: &World<'_>,
    reached: bool,
    lang: Lang,
) -> Option<Section> {
    let asked = |f: &&Field| {
        values.contains_key(&f.key) || (reached && f.kind.asks() && world.holds(f.when.as_ref()))
    };
    let lines: Vec<Line> = page
        .fields
        .iter()
        .filter(asked)
        .map(|f| {
            let value = values.get(&f.key);
            Line {
                field: f.key.clone(),
                row: row.cloned(),
                label: world.paper.fill(f.label.get(lang), world.answers, lang),
                answer: value.map_or(String::new(), |v| f.kind.show(v, lang)),
                files: match value {
                    Some(Value::Files(files)) => files.clone(),
                    _ => Vec::new(),
                },
                answered: value.is_some(),
                computed: false,
            }
        })
        .collect();
    (!lines.is_empty()).then(|| Section { page: page.key.clone(), title, row: row.cloned(), lines })
}
