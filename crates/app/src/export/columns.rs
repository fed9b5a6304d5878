//! The columns of a list: what is known of every submission, and the answers to the questions of one paper.

use madoguchi_forms::{Column, Columns, Filling, Paper};
use madoguchi_store::views::sheet::SheetRow;
use madoguchi_vocab::{Date, FieldKey, Instant, sheet::Cell, wareki};
use madoguchi_workflow::StageName;
use serde::{Deserialize, Serialize};

use crate::{App, Way};

/// What is known of every submission: the name of the column for programs, and its heading. Their order is a promise:
/// programs read these files.
pub const KNOWN: [(&str, &str); 18] = [
    ("receipt", "受付番号"),
    ("procedure", "手続"),
    ("version", "版"),
    ("stage", "状態"),
    ("arrived", "到達日時"),
    ("arrived_wareki", "到達日時（和暦）"),
    ("received", "受付日時"),
    ("review_started", "審査開始日時"),
    ("decided", "決定日時"),
    ("due", "期限"),
    ("correction_due", "補正期限"),
    ("holder", "担当"),
    ("channel", "経路"),
    ("asked", "返事待ち"),
    ("name", "氏名"),
    ("kana", "フリガナ"),
    ("phone", "電話"),
    ("email", "メール"),
];

/// What stands before the key of a question.
const ANSWER: &str = "a.";

/// A column of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportColumn {
    /// Its name for programs: one of [`KNOWN`], or `a.` and the key of a question.
    pub code: String,
    /// Its heading.
    pub label: String,
}

impl ExportColumn {
    /// Whether it holds answers to a question.
    pub fn is_answer(&self) -> bool {
        self.key().is_some()
    }

    fn key(&self) -> Option<FieldKey> {
        FieldKey::parse(self.code.strip_prefix(ANSWER)?).ok()
    }
}

/// All columns there can be, from the left.
pub(super) fn all<'a>(papers: impl IntoIterator<Item = &'a Paper>) -> Vec<ExportColumn> {
    let known = KNOWN.map(|(code, label)| ExportColumn { code: code.to_owned(), label: label.to_owned() });
    let asked = Columns::of(papers, &KNOWN.map(|(_, label)| label));
    let asked =
        asked.iter().map(|c| ExportColumn { code: format!("{ANSWER}{}", c.key), label: c.label.clone() });
    known.into_iter().chain(asked).collect()
}

/// Where a column takes its cells from.
enum Place {
    Known(usize),
    Answer(usize),
}

/// How a row is laid out in the columns somebody chose.
pub(super) struct Layout {
    places: Vec<Place>,
    answers: Columns,
}

impl Layout {
    pub(super) fn of(columns: &[ExportColumn]) -> Self {
        let (mut places, mut answers) = (vec![], vec![]);
        for column in columns {
            if let Some(key) = column.key() {
                places.push(Place::Answer(answers.len()));
                answers.push(Column { key, label: column.label.clone() });
            } else if let Some(n) = KNOWN.iter().position(|(code, _)| *code == column.code) {
                places.push(Place::Known(n));
            }
        }
        Self { places, answers: answers.into_iter().collect() }
    }

    pub(super) fn filled_by(&self, paper: &Paper) -> Filling {
        self.answers.filled_by(paper)
    }

    /// The cells of a row, from the left.
    pub(super) fn cells(&self, known: &[Cell; KNOWN.len()], answers: &[Cell]) -> Vec<Cell> {
        let cell = |place: &Place| match place {
            Place::Known(n) => known.get(*n),
            Place::Answer(n) => answers.get(*n),
        };
        self.places.iter().map(|place| cell(place).cloned().unwrap_or(Cell::Empty)).collect()
    }
}

/// What is known of a submission, in the order of [`KNOWN`].
pub(super) fn known(app: &App, row: &SheetRow, phone: &str) -> [Cell; KNOWN.len()] {
    let title = app.papers().open(&row.slug).map(|p| p.paper.procedure.title.ja.clone());
    let moment = |at: Option<Instant>| at.map_or(Cell::Empty, Cell::Moment);
    let day = |day: Option<Date>| day.map_or(Cell::Empty, Cell::Day);
    let words = |text: &str| Cell::from(text.to_owned());
    let arrived = row.arrived_at;
    [
        Cell::Text(row.receipt.to_string()),
        Cell::Text(title.unwrap_or_else(|| row.slug.clone())),
        Cell::Number(row.version),
        words(StageName::parse(&row.stage).map_or("", StageName::words)),
        Cell::Moment(arrived),
        Cell::Text(format!("{} {}", wareki::long(arrived.date()), arrived.clock())),
        moment(row.received_at),
        moment(row.review_started_at),
        moment(row.decided_at),
        day(row.due_on),
        day(row.correction_due),
        words(row.holder_name.as_deref().unwrap_or_default()),
        words(channel(&row.channel)),
        words(if row.asked_at.is_some() { "返事待ち" } else { "" }),
        words(&row.applicant_name),
        words(&row.applicant_kana),
        words(phone),
        words(row.email.as_deref().unwrap_or_default()),
    ]
}

/// By which way it came, in a word.
fn channel(code: &str) -> &'static str {
    match Way::parse(code) {
        Some(Way::Counter) => "窓口",
        Some(Way::Phone) => "電話",
        Some(Way::Mail) => "郵送",
        Some(Way::Paper) => "紙",
        // What residents submit themselves.
        None => "オンライン",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_in_the_order_that_was_chosen() {
        let column = |code: &str| ExportColumn { code: code.into(), label: code.into() };
        let chosen = ["a.breed", "name", "nonsense", "receipt", "a.色"].map(column);
        assert!(chosen[0].is_answer() && !chosen[1].is_answer());
        let layout = Layout::of(&chosen);
        let known = std::array::from_fn(|n| Cell::Number(n as i64));
        let answers = [Cell::Text("柴犬".into()), Cell::Empty];
        let cells = layout.cells(&known, &answers);
        assert_eq!(cells, [answers[0].clone(), Cell::Number(14), Cell::Number(0), Cell::Empty]);
    }
}
