//! Answers that reach a place, as somebody would type them.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use madoguchi_vocab::{Date, FieldKey, Lang};

use super::{
    goal::{Goal, Target},
    partial::{Chosen, Var},
    search::{Search, Wanted, group_of},
};
use crate::{
    Facts, Field, FieldKind, FileFact, FileRef, Page, Paper, Reading, Typed, Value,
    logic::{Expr, Expression, Function, Memo, Node, V, World},
};

/// Answers that reach a place.
#[derive(Clone, Debug)]
pub struct Witness {
    /// The day it happens.
    pub today: Date,
    /// What is typed.
    pub typed: Typed,
    /// The files given, by id.
    pub files: BTreeMap<String, FileFact>,
}

/// More passes than pages are never needed; rows that ask for rows do not exist.
const PASSES: usize = 80;

impl Witness {
    /// What is typed on the way, made of chosen values, and of ordinary ones where anything does.
    pub(super) fn made_of(search: &Search<'_>, goal: &Goal<'_>, chosen: &Chosen) -> Option<Self> {
        let mut maker = Maker {
            paper: search.paper,
            chosen,
            rows: BTreeMap::new(),
            witness: Self { today: search.today, typed: Typed::default(), files: BTreeMap::new() },
        };
        for page in &search.paper.pages {
            if let Some(repeat) = &page.repeat {
                let rows = rows_of(search, repeat.key.as_str(), chosen, repeat.min)?;
                maker.rows.insert(repeat.key.to_string(), rows);
            }
        }
        maker.fill(goal.until);
        Some(maker.witness)
    }

    /// What came of reading it.
    pub fn reading<'p>(&self, paper: &'p Paper) -> Reading<'p> {
        paper.read(&self.typed, &Facts { today: self.today, files: &self.files })
    }

    /// Whether it arrives, with every page on the way answered.
    pub fn reaches(&self, paper: &Paper, target: &Target) -> bool {
        let reading = self.reading(paper);
        let clear_before = |page: &Page| {
            let before = reading.journey.iter().take_while(|p| p.key != page.key);
            before.into_iter().all(|p| reading.complaints_on(&p.key).next().is_none())
        };
        match target {
            Target::Submit => reading.is_complete(),
            Target::Page(key) => reading.journey.iter().any(|p| p.key == *key && clear_before(p)),
            Target::Field(key) => {
                let seen = reading.visible.iter().any(|(field, _)| field == key);
                seen && paper.page_of(key.as_str()).is_some_and(clear_before)
            }
        }
    }

    /// The answers in words, for a hint.
    pub fn in_words(&self, paper: &Paper) -> String {
        let reading = self.reading(paper);
        let chosen = paper.show(&reading.answers, Lang::Ja).into_iter().flat_map(|s| s.lines);
        let chosen = chosen.filter(|l| !l.answer.is_empty());
        chosen.map(|l| format!("{}＝{}", l.label, l.answer.replace('\n', " "))).collect::<Vec<_>>().join("、")
    }

    /// The witness as a case that can lie beside the paper.
    pub fn as_case(&self, paper: &Paper, name: &str) -> String {
        let reading = self.reading(paper);
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let list = |items: Vec<String>| format!("[{}]", items.join(", "));
        let mut out = format!("name = {}\ntoday = \"{}\"\n\n[typed]\n", quoted(name), self.today);
        for (input, values) in self.typed.0.iter().filter(|(_, values)| !values.is_empty()) {
            let written = match values.as_slice() {
                [one] => quoted(one),
                several => list(several.iter().map(|v| quoted(v)).collect()),
            };
            _ = writeln!(out, "{} = {written}", quoted(input));
        }
        for (id, file) in &self.files {
            _ = write!(
                out,
                "\n[files.{id}]\nname = {}\nsize = {}\nkind = {}\n",
                quoted(&file.name),
                file.size,
                quoted(&file.kind)
            );
        }
        let pages = list(reading.journey.iter().map(|p| quoted(p.key.as_str())).collect());
        let complaints = list(reading.complaints.iter().map(|c| quoted(&c.input)).collect());
        _ = write!(out, "\n[expect]\npages = {pages}\ncomplaints = {complaints}\n");
        out
    }
}

/// What is chosen for the questions of one row.
type RowChoice = BTreeMap<String, V>;

/// Rows of a group that make `any`, `all`, `sum` and `count` come out as chosen; `None` if there are none.
fn rows_of(search: &Search<'_>, group: &str, chosen: &Chosen, least: u32) -> Option<Vec<RowChoice>> {
    let (mut each, mut some, mut sums) = (Vec::new(), Vec::new(), Vec::new());
    for (var, expr) in &search.over_rows {
        let (Node::Call(function, args), Some(value)) = (&expr.node, chosen.get(var)) else { continue };
        if group_of(args) != Some(group) {
            continue;
        }
        match (function, value, args.as_slice()) {
            (Function::Any, V::Bool(true), [_, c]) => some.push((c, true)),
            (Function::Any, V::Bool(false), [_, c]) => each.push((c, false)),
            (Function::All, V::Bool(true), [_, c]) => each.push((c, true)),
            (Function::All, V::Bool(false), [_, c]) => some.push((c, false)),
            (Function::Sum, total, [Expr { node: Node::Column(_, field), .. }]) => {
                sums.push(Share::new(search.paper, field, total));
            }
            _ => {}
        }
    }
    let wanted = match chosen.get(&Var::Count(group.to_owned())) {
        Some(V::Int(n)) => usize::try_from(*n).ok()?,
        Some(_) => 0,
        None => {
            let rows = sums.iter().map(Share::rows).max().unwrap_or(1);
            usize::try_from(least).ok()?.max(some.len()).max(rows)
        }
    };
    let mut rows = Vec::new();
    // One row for each thing that some row must show; all of it in the last row there is.
    for at in 0..wanted {
        let own = if at + 1 == wanted {
            some.get(at..).unwrap_or_default()
        } else {
            some.get(at..=at).unwrap_or_default()
        };
        let conditions: Vec<Wanted<'_>> = each.iter().chain(own).copied().collect();
        let mut row = one_row(search, conditions, chosen)?;
        for sum in &mut sums {
            row.insert(sum.field.clone(), sum.part(wanted - at - 1));
        }
        rows.push(row);
    }
    Some(rows)
}

/// What is left of a sum to be spread over rows, each within the bounds of its question.
struct Share {
    field: String,
    left: V,
    least: i64,
    most: i64,
}

impl Share {
    fn new(paper: &Paper, field: &str, total: &V) -> Self {
        let bounds = match paper.field(field).map(|f| &f.kind) {
            Some(FieldKind::Number(n)) => (fixed(n.min.as_ref(), 0), fixed(n.max.as_ref(), i64::MAX)),
            _ => (0, i64::MAX),
        };
        Self { field: field.to_owned(), left: total.clone(), least: bounds.0, most: bounds.1 }
    }

    /// How many rows it takes.
    fn rows(&self) -> usize {
        match &self.left {
            V::Int(total) if *total > 0 && self.most > 0 => {
                usize::try_from((total - 1) / self.most + 1).unwrap_or(1)
            }
            _ => 1,
        }
    }

    /// The part of the next row, when so many come after it: as much as it can take, and enough left for them.
    fn part(&mut self, after: usize) -> V {
        let V::Int(left) = self.left else { return self.left.clone() };
        let kept = i64::try_from(after).unwrap_or(i64::MAX).saturating_mul(self.least);
        let part = left.saturating_sub(kept).min(self.most).max(self.least);
        self.left = V::Int(left.saturating_sub(part));
        V::Int(part)
    }
}

/// A bound that is a plain number.
fn fixed(bound: Option<&Expression>, otherwise: i64) -> i64 {
    match bound.map(|b| &b.tree.node) {
        Some(Node::Int(n)) => *n,
        _ => otherwise,
    }
}

fn one_row(search: &Search<'_>, conditions: Vec<Wanted<'_>>, chosen: &Chosen) -> Option<RowChoice> {
    if conditions.is_empty() {
        return Some(RowChoice::new());
    }
    let trees: Vec<&Expr> = conditions.iter().map(|(e, _)| *e).collect();
    // What was chosen for one row binds no other.
    let outside = |name: &str| search.paper.page_of(name).is_none_or(|p| p.repeat.is_none());
    let mut chosen = chosen.clone();
    chosen.retain(|var, _| !matches!(var, Var::Field(name) if !outside(name)));
    let mut row = Search::new(search.paper, search.today, conditions, &trees);
    let mut found = None;
    row.run_from(chosen.clone(), &mut |_, solution| {
        let own = solution.iter().filter(|(var, _)| !chosen.contains_key(*var));
        let fields = own.filter_map(|(var, v)| match var {
            Var::Field(name) => Some((name.clone(), v.clone())),
            _ => None,
        });
        found = Some(fields.collect());
        true
    });
    found
}

struct Maker<'m> {
    paper: &'m Paper,
    chosen: &'m Chosen,
    rows: BTreeMap<String, Vec<RowChoice>>,
    witness: Witness,
}

impl<'m> Maker<'m> {
    /// Answers page after page, up to and with one.
    fn fill(&mut self, until: Option<&Page>) {
        let paper = self.paper;
        let last = until.and_then(|u| paper.pages.iter().position(|p| p.key == u.key)).unwrap_or(usize::MAX);
        let mut done: BTreeSet<(FieldKey, Option<String>)> = BTreeSet::new();
        for _ in 0..PASSES {
            let typed = self.witness.typed.clone();
            let files = self.witness.files.clone();
            let reading = paper.read(&typed, &Facts { today: self.witness.today, files: &files });
            let open: Vec<_> = reading.visible.iter().filter(|f| !done.contains(f)).cloned().collect();
            let mut news = self.add_rows(&reading);
            for (key, row) in open {
                let Some((at, field)) = self.place(&key).filter(|(at, _)| *at <= last) else { continue };
                done.insert((key, row.clone()));
                news = true;
                let page = &paper.pages[at];
                let value = self.value(page, field, row.as_deref(), &reading);
                self.type_in(page, field, row.as_deref(), value);
            }
            if !news {
                return;
            }
        }
    }

    fn place(&self, key: &FieldKey) -> Option<(usize, &'m Field)> {
        self.paper
            .pages
            .iter()
            .enumerate()
            .find_map(|(at, p)| Some((at, p.fields.iter().find(|f| f.key == *key)?)))
    }

    fn add_rows(&mut self, reading: &Reading<'_>) -> bool {
        let mut news = false;
        for page in &reading.journey {
            let Some(repeat) = &page.repeat else { continue };
            let name = repeat.key.to_string();
            let rows = self.rows.get(&name).map_or(0, Vec::len);
            if rows > 0 && !self.witness.typed.0.contains_key(&name) {
                self.witness.typed.0.insert(name, (1..=rows).map(|n| format!("r{n}")).collect());
                news = true;
            }
        }
        news
    }

    /// What was chosen, or something ordinary.
    fn value(
        &mut self,
        page: &Page,
        field: &Field,
        row: Option<&str>,
        reading: &Reading<'_>,
    ) -> Option<Value> {
        let name = field.key.as_str();
        let of_row = row.and_then(|r| r.trim_start_matches('r').parse::<usize>().ok()).and_then(|nth| {
            let group = page.repeat.as_ref()?.key.to_string();
            self.rows.get(&group)?.get(nth.checked_sub(1)?)?.get(name)
        });
        let chosen = of_row.or_else(|| self.chosen.get(&Var::Field(name.to_owned())));
        match chosen {
            Some(V::Absent) => None,
            Some(V::Int(n)) => Some(Value::Int(*n)),
            Some(V::Date(d)) => Some(Value::Date(*d)),
            Some(V::Set(keys)) => Some(Value::Choices(keys.clone())),
            Some(V::Bool(b)) if matches!(field.kind, FieldKind::Consent(_)) => {
                b.then_some(Value::Consent(true))
            }
            Some(V::Bool(b)) => Some(Value::YesNo(*b)),
            Some(V::Str(s)) if !field.kind.options().is_empty() => Some(Value::Choice(s.clone())),
            // A word nothing is compared with stands for any that the question takes.
            Some(V::Str(s)) if s != "見本" => Some(Value::Text(s.clone())),
            Some(V::Thing | V::Str(_)) => self.ordinary(field, row, page, reading),
            None if field.required => self.ordinary(field, row, page, reading),
            None => None,
        }
    }

    fn ordinary(
        &mut self,
        field: &Field,
        row: Option<&str>,
        page: &Page,
        reading: &Reading<'_>,
    ) -> Option<Value> {
        if let FieldKind::Attachment(a) = &field.kind {
            let id = format!("f{}", self.witness.files.len() + 1);
            let kind = a.kinds.first()?.mime().to_owned();
            let file =
                FileFact { name: format!("{}.{}", field.key, kind.rsplit('/').next()?), size: 1_000, kind };
            let value =
                FileRef { id: id.clone(), name: file.name.clone(), size: file.size, kind: file.kind.clone() };
            self.witness.files.insert(id, file);
            return Some(Value::Files(vec![value]));
        }
        let memo: Memo = RefCell::default();
        let group = page.repeat.as_ref().map(|r| &r.key);
        let values =
            group.and_then(|g| reading.answers.rows.get(g)?.iter().find(|r| Some(r.id.as_str()) == row));
        let world = World {
            paper: self.paper,
            answers: &reading.answers,
            row: values.map(|r| &r.values),
            today: Some(self.witness.today),
            memo: &memo,
        };
        let behaviour = field.kind.behaviour();
        let bounds = behaviour.bounds().map(|b| b.map_or(V::Absent, |e| world.eval(e)));
        behaviour.sample(self.witness.today, &bounds)
    }

    fn type_in(&mut self, page: &Page, field: &Field, row: Option<&str>, value: Option<Value>) {
        let Some(value) = value else { return };
        let at = page.repeat.as_ref().map(|r| &r.key).zip(row);
        for (part, values) in field.kind.behaviour().typed(&value) {
            self.witness.typed.0.insert(field.input(at, part), values);
        }
    }
}
