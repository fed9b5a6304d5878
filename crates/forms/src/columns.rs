//! Answers as columns of a sheet: the questions of every version of a paper side by side.

use std::collections::BTreeSet;

use madoguchi_vocab::{FieldKey, Lang, sheet::Cell};

use crate::{
    answers::{Answers, Value},
    field::{ApplicantRole, Field, FieldKind},
    paper::{Compute, Paper},
};

/// Between the answers of the rows of a repeating page.
const BETWEEN_ROWS: &str = " ／ ";
/// Behind the label of a question that the newest version no longer asks.
const OLDER: &str = "（旧）";

/// One question, or one computed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Which question: the same in every version.
    pub key: FieldKey,
    /// The heading; no two columns have the same.
    pub label: String,
}

/// The columns of a paper over its versions.
#[derive(Clone, Debug, Default)]
pub struct Columns(Vec<Column>);

/// Some of them, in an order of one's own.
impl FromIterator<Column> for Columns {
    fn from_iter<I: IntoIterator<Item = Column>>(columns: I) -> Self {
        Self(columns.into_iter().collect())
    }
}

/// Where one version keeps what belongs into a column.
#[derive(Clone, Debug)]
enum Place {
    /// This version did not ask it.
    Nowhere,
    Asked(Box<Field>),
    /// Asked once in each row of this repeating page.
    InRows(FieldKey, Box<Field>),
    Computed(Box<Compute>),
}

/// How one version fills the columns.
#[derive(Clone, Debug)]
pub struct Filling(Vec<Place>);

impl Columns {
    /// The questions of these versions, the newest first: those of the newest in its order, then what only older ones
    /// asked. What `taken` names stands elsewhere in the sheet, under that heading.
    ///
    /// Who applies is not there: every sheet has it in columns of its own. Nor is a マイナンバー, which no file holds.
    pub fn of<'a>(versions: impl IntoIterator<Item = &'a Paper>, taken: &[&str]) -> Self {
        let mut labels: BTreeSet<String> = taken.iter().map(|&label| label.to_owned()).collect();
        let mut seen = BTreeSet::new();
        let mut columns = Vec::new();
        for (nth, paper) in versions.into_iter().enumerate() {
            let mark = if nth == 0 { "" } else { OLDER };
            let asked = paper.fields().filter(|(_, f)| belongs(f)).map(|(_, f)| (&f.key, &f.label));
            let computed =
                paper.computes.iter().filter_map(|c| c.label.as_ref().map(|label| (&c.key, label)));
            for (key, label) in asked.chain(computed) {
                if !seen.insert(key.clone()) {
                    continue;
                }
                let mut label = format!("{}{mark}", label.get(Lang::Ja));
                if !labels.insert(label.clone()) {
                    label = format!("{label}（{key}）");
                    labels.insert(label.clone());
                }
                columns.push(Column { key: key.clone(), label });
            }
        }
        Self(columns)
    }

    /// The columns, from the left.
    pub fn iter(&self) -> impl Iterator<Item = &Column> {
        self.0.iter()
    }

    /// How a version fills them; worked out once for all of its submissions.
    pub fn filled_by(&self, paper: &Paper) -> Filling {
        Filling(self.0.iter().map(|column| place(paper, &column.key)).collect())
    }
}

impl Filling {
    /// One cell for each column.
    pub fn cells<'a>(&'a self, answers: &'a Answers) -> impl Iterator<Item = Cell> + 'a {
        self.0.iter().map(|place| match place {
            Place::Nowhere => Cell::Empty,
            Place::Asked(field) => answers
                .values
                .get(&field.key)
                .map_or(Cell::Empty, |v| cell(v, || field.kind.show(v, Lang::Ja))),
            Place::InRows(group, field) => in_rows(group, field, answers),
            Place::Computed(compute) => answers
                .computed
                .get(&compute.key)
                .map_or(Cell::Empty, |v| cell(v, || compute.show(v, Lang::Ja))),
        })
    }
}

fn belongs(field: &Field) -> bool {
    let elsewhere = match field.applicant {
        Some(ApplicantRole::Name | ApplicantRole::Kana | ApplicantRole::Email | ApplicantRole::Phone) => true,
        Some(ApplicantRole::Address | ApplicantRole::Birthday) | None => false,
    };
    field.kind.asks() && !elsewhere && !matches!(field.kind, FieldKind::MyNumber(_))
}

fn place(paper: &Paper, key: &FieldKey) -> Place {
    if let Some((page, field)) = paper.fields().find(|(_, f)| f.key == *key && belongs(f)) {
        let field = Box::new(field.clone());
        return match &page.repeat {
            Some(repeat) => Place::InRows(repeat.key.clone(), field),
            None => Place::Asked(field),
        };
    }
    let computed = paper.computes.iter().find(|c| c.key == *key && c.label.is_some());
    computed.map_or(Place::Nowhere, |c| Place::Computed(Box::new(c.clone())))
}

/// A value for programs where they can read it, in words otherwise.
fn cell(value: &Value, words: impl FnOnce() -> String) -> Cell {
    match value {
        Value::Int(n) => Cell::Number(*n),
        Value::Date(day) => Cell::Day(*day),
        Value::Text(_)
        | Value::YesNo(_)
        | Value::Choice(_)
        | Value::Choices(_)
        | Value::Address(_)
        | Value::Bank(_)
        | Value::Files(_)
        | Value::Consent(_) => Cell::from(words()),
    }
}

/// The rows behind each other in one cell, always as words: how many columns numbered rows would need is known only
/// after the last submission, and the heading is written before the first. A row that was left empty keeps its place,
/// so that the third piece is the third row in every column.
fn in_rows(group: &FieldKey, field: &Field, answers: &Answers) -> Cell {
    let rows = answers.rows.get(group).map_or(&[][..], Vec::as_slice);
    let said = rows.iter().map(|row| match row.values.get(&field.key) {
        Some(value) => match cell(value, || field.kind.show(value, Lang::Ja)) {
            Cell::Empty => String::new(),
            Cell::Text(text) => text,
            Cell::Number(n) => n.to_string(),
            Cell::Day(day) => day.to_string(),
            Cell::Moment(at) => at.to_seconds(),
        },
        None => String::new(),
    });
    let said: Vec<String> = said.collect();
    if said.iter().all(String::is_empty) { Cell::Empty } else { Cell::Text(said.join(BETWEEN_ROWS)) }
}
