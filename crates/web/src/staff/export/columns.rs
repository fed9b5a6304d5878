//! The columns of a list as a form chooses and orders them.

use madoguchi_app::{ExportColumn, ExportTemplate};
use madoguchi_vocab::normalise;

use crate::form_state::Fields;

/// The most letters of a number that says a place.
const LONGEST: usize = 3;

/// A column to choose.
pub struct Line {
    /// 1, 2, 3 … as it stands on the page.
    pub at: usize,
    pub code: String,
    pub label: String,
    pub is_answer: bool,
    pub chosen: bool,
    /// Its place from the left, as typed.
    pub place: String,
}

/// As they stand there at first: all of them, or those of a template in its order.
pub fn at_first(all: Vec<ExportColumn>, template: Option<&ExportTemplate>) -> Vec<Line> {
    let line = |(at, column): (usize, ExportColumn)| {
        let place = template.map(|t| t.codes.iter().position(|code| *code == column.code));
        Line {
            at: at + 1,
            is_answer: column.is_answer(),
            chosen: !matches!(place, Some(None)),
            place: place.flatten().map_or_else(String::new, |n| (n + 1).to_string()),
            code: column.code,
            label: column.label,
        }
    };
    all.into_iter().enumerate().map(line).collect()
}

/// As they were posted.
pub fn posted(all: Vec<ExportColumn>, fields: &Fields) -> Vec<Line> {
    let line = |(at, column): (usize, ExportColumn)| Line {
        at: at + 1,
        is_answer: column.is_answer(),
        chosen: fields.has("col", &column.code),
        place: fields.first(&format!("n.{}", column.code)).chars().take(LONGEST).collect(),
        code: column.code,
        label: column.label,
    };
    all.into_iter().enumerate().map(line).collect()
}

/// Those that were chosen, from the left: numbered ones first by their numbers, the others behind them as they stand.
pub fn in_order(lines: &[Line]) -> Vec<String> {
    let mut chosen: Vec<&Line> = lines.iter().filter(|line| line.chosen).collect();
    chosen.sort_by_key(|line| normalise::integer(&line.place).unwrap_or(i64::MAX));
    chosen.into_iter().map(|line| line.code.clone()).collect()
}

/// The chosen columns whose place is something, but no number.
pub fn misplaced(lines: &[Line]) -> impl Iterator<Item = &Line> {
    let is_number = |line: &Line| normalise::integer(&line.place).is_some();
    lines.iter().filter(move |line| line.chosen && !line.place.trim().is_empty() && !is_number(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<ExportColumn> {
        ["receipt", "name", "a.breed", "email"]
            .map(|code| ExportColumn { code: code.into(), label: code.into() })
            .into()
    }

    #[test]
    fn numbers_order_columns_and_a_template_gives_them_back() {
        let mut lines = at_first(columns(), None);
        assert_eq!(in_order(&lines), ["receipt", "name", "a.breed", "email"], "all, as they stand");
        lines[0].chosen = false;
        (lines[3].place, lines[2].place) = ("２".into(), "9".into());
        let codes = in_order(&lines);
        assert_eq!(codes, ["email", "a.breed", "name"]);
        let at = madoguchi_vocab::Instant::parse("2026-11-24T09:00:00+09:00").unwrap();
        let mut template = ExportTemplate { name: "基幹".into(), codes, saved: (String::new(), at) };
        assert_eq!(in_order(&at_first(columns(), Some(&template))), template.codes);
        template.codes.insert(0, "a.gone".into());
        assert_eq!(in_order(&at_first(columns(), Some(&template))), template.codes[1..]);
    }
}
