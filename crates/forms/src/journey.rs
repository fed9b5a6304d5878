//! The way through a paper, found anew from what was typed at every request.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use madoguchi_vocab::{FieldKey, Lang, PageKey, Text};

use crate::{
    answers::{Answers, Facts, Row, Typed, Value},
    applicant::Applicant,
    field::{Asked, Field},
    logic::{Memo, V, World},
    paper::{Compute, Page, Paper, Repeat},
};

type Values = BTreeMap<FieldKey, Value>;

/// What is not right about an answer yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Where it was asked.
    pub page: PageKey,
    /// The question.
    pub field: FieldKey,
    /// The row.
    pub row: Option<String>,
    /// The name of the first wrong control, e.g. `birthday.month`.
    pub input: String,
    /// Names the question and says what to do.
    pub say: Arc<Text>,
    /// What kind of thing is not right: `empty`, `too_long` …
    pub code: &'static str,
}

/// What came of reading what was typed.
#[derive(Clone, Debug)]
pub struct Reading<'p> {
    /// The paper it was read by.
    pub paper: &'p Paper,
    /// What counts: reached, visible, well formed.
    pub answers: Answers,
    /// In the order of the paper.
    pub complaints: Vec<Complaint>,
    /// The pages reached, in order; an exit is the last.
    pub journey: Vec<&'p Page>,
    pub(crate) visible: BTreeSet<(FieldKey, Option<String>)>,
}

impl Paper {
    /// Reads what was typed: which pages are reached, what the answers mean, what is not right yet.
    ///
    /// One pass from the first page to the last: conditions read only what was asked before them, so a
    /// hidden answer is absent for everything behind it, and hiding one question hides what hangs on it.
    pub fn read<'p>(&'p self, typed: &Typed, facts: &Facts<'_>) -> Reading<'p> {
        let reading = Reading {
            paper: self,
            answers: Answers::default(),
            complaints: Vec::new(),
            journey: Vec::new(),
            visible: BTreeSet::new(),
        };
        let mut walk = Walk { typed, facts: *facts, reading };
        for page in &self.pages {
            if !walk.world(None, &RefCell::default()).holds(page.when.as_ref()) {
                continue;
            }
            walk.reading.journey.push(page);
            if page.exit.is_some() {
                break;
            }
            walk.page(page);
        }
        walk.compute();
        walk.reading
    }
}

/// Somebody on the way through a paper.
struct Walk<'w, 'p> {
    typed: &'w Typed,
    facts: Facts<'w>,
    reading: Reading<'p>,
}

impl<'p> Walk<'_, 'p> {
    fn world<'a>(&'a self, row: Option<&'a Values>, memo: &'a Memo) -> World<'a> {
        World {
            paper: self.reading.paper,
            answers: &self.reading.answers,
            row,
            today: Some(self.facts.today),
            memo,
        }
    }

    fn page(&mut self, page: &'p Page) {
        match &page.repeat {
            Some(repeat) => self.rows(page, repeat),
            None => {
                for field in &page.fields {
                    if let Some(value) = self.field(page, field, None, None) {
                        self.reading.answers.values.insert(field.key.clone(), value);
                    }
                }
            }
        }
    }

    fn rows(&mut self, page: &'p Page, repeat: &Repeat) {
        let ids = repeat.row_ids(self.typed);
        let most = usize::try_from(repeat.max).unwrap_or(usize::MAX);
        if ids.len() > most {
            let complaint = too_many_rows(page, repeat, ids.len());
            self.reading.complaints.push(complaint);
        }
        let mut rows = Vec::new();
        for id in ids.into_iter().take(most) {
            let mut values = Values::new();
            for field in &page.fields {
                if let Some(value) = self.field(page, field, Some((&repeat.key, &id)), Some(&values)) {
                    values.insert(field.key.clone(), value);
                }
            }
            rows.push(Row { id, values });
        }
        self.reading.answers.rows.insert(repeat.key.clone(), rows);
    }

    /// One question: nothing if it is hidden, left empty or not well formed; the last with a complaint.
    fn field(
        &mut self,
        page: &Page,
        field: &Field,
        at: Option<(&FieldKey, &str)>,
        row: Option<&Values>,
    ) -> Option<Value> {
        let memo: Memo = RefCell::default();
        let world = self.world(row, &memo);
        if !world.holds(field.when.as_ref()) {
            return None;
        }
        let asked = Asked {
            typed: self.typed,
            name: field.input(at, ""),
            label: &field.label,
            facts: self.facts,
            work_out: &|expression| world.eval(expression),
        };
        let outcome = field.read(&asked);
        let row_id = at.map(|(_, id)| id.to_owned());
        self.reading.visible.insert((field.key.clone(), row_id.clone()));
        outcome.unwrap_or_else(|wrong| {
            self.reading.complaints.push(Complaint {
                page: page.key.clone(),
                field: field.key.clone(),
                row: row_id,
                input: field.input(at, wrong.part),
                say: wrong.say,
                code: wrong.code,
            });
            None
        })
    }

    fn compute(&mut self) {
        let memo: Memo = RefCell::default();
        let world = self.world(None, &memo);
        let worked_out = |c: &Compute| Some((c.key.clone(), as_value(world.eval(&c.value))?));
        let computed = self.reading.paper.computes.iter().filter_map(worked_out).collect();
        self.reading.answers.computed = computed;
    }
}

fn as_value(v: V) -> Option<Value> {
    match v {
        V::Int(n) => Some(Value::Int(n)),
        V::Bool(b) => Some(Value::YesNo(b)),
        V::Str(s) => Some(Value::Text(s)),
        V::Date(d) => Some(Value::Date(d)),
        V::Absent | V::Set(_) | V::Thing => None,
    }
}

fn too_many_rows(page: &Page, repeat: &Repeat, now: usize) -> Complaint {
    let most = repeat.max;
    let say = Text::all(
        format!(
            "{}は {most} までです（今は {now}）。余分なものを消してください",
            repeat.row_title.get(Lang::Ja)
        ),
        format!("{}は {most}までです（今は {now}）。へらして ください", repeat.row_title.get(Lang::Easy)),
        format!("{}: {most} or fewer (now {now}). Remove some", repeat.row_title.get(Lang::En)),
    );
    let key = repeat.key.clone();
    Complaint {
        page: page.key.clone(),
        input: key.to_string(),
        field: key,
        row: None,
        say: say.into(),
        code: "too_many_rows",
    }
}

impl<'p> Reading<'p> {
    /// What is not right on one page.
    pub fn complaints_on(&self, page: &PageKey) -> impl Iterator<Item = &Complaint> {
        self.complaints.iter().filter(move |c| c.page == *page)
    }

    /// The first page of the journey with a complaint.
    pub fn first_incomplete(&self) -> Option<&'p Page> {
        self.journey.iter().copied().find(|p| self.complaints.iter().any(|c| c.page == p.key))
    }

    /// The exit the journey ends at, if it does.
    pub fn exit(&self) -> Option<&'p Page> {
        self.journey.last().copied().filter(|p| p.exit.is_some())
    }

    /// No complaint anywhere and no exit on the way.
    pub fn is_complete(&self) -> bool {
        self.complaints.is_empty() && self.exit().is_none()
    }

    /// The page behind this one on the journey.
    pub fn next_after(&self, page: &PageKey) -> Option<&'p Page> {
        let at = self.journey.iter().position(|p| p.key == *page)?;
        self.journey.get(at + 1).copied()
    }

    /// The page before this one on the journey.
    pub fn before(&self, page: &PageKey) -> Option<&'p Page> {
        let at = self.journey.iter().position(|p| p.key == *page)?;
        self.journey.get(at.checked_sub(1)?).copied()
    }

    /// Which page of how many, from 1.
    pub fn position(&self, page: &PageKey) -> Option<(usize, usize)> {
        let at = self.journey.iter().position(|p| p.key == *page)?;
        Some((at + 1, self.journey.len()))
    }

    /// Whether a question is asked at all, given the answers.
    pub fn field_visible(&self, key: &FieldKey, row: Option<&str>) -> bool {
        self.visible.contains(&(key.clone(), row.map(str::to_owned)))
    }

    /// Who applies.
    pub fn applicant(&self) -> Applicant {
        self.paper.applicant(&self.answers)
    }
}
