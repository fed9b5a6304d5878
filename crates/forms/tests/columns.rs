//! Answers as columns of a sheet.

mod common;

use common::{GALLERY, gallery, gallery_answers, read};
use madoguchi_forms::{Answers, Columns, Paper, compile};
use madoguchi_vocab::sheet::Cell;

fn changed(changes: &[(&str, &str)]) -> Paper {
    let text = changes.iter().fold(GALLERY.to_owned(), |text, (from, to)| {
        let changed = text.replace(from, to);
        assert_ne!(changed, text, "{from} is not in the gallery");
        changed
    });
    let compiled = compile("_gallery", "form.toml", &text);
    let said: String = compiled.errors().map(|f| f.render(&text)).collect();
    compiled.paper.unwrap_or_else(|| panic!("{said}"))
}

fn answers(paper: &Paper) -> Answers {
    read(paper, &gallery_answers()).answers
}

fn labels(columns: &Columns) -> Vec<&str> {
    columns.iter().map(|c| c.label.as_str()).collect()
}

/// The cell of a question.
fn of(columns: &Columns, paper: &Paper, answers: &Answers, key: &str) -> Cell {
    let at = columns.iter().position(|c| c.key.as_str() == key).unwrap_or_else(|| panic!("no column {key}"));
    columns.filled_by(paper).cells(answers).nth(at).expect("every column has a cell")
}

#[test]
fn values_keep_their_type_and_rows_stand_behind_each_other() {
    let paper = gallery();
    let (columns, answers) = (Columns::of([&paper], &[]), answers(&paper));
    for (key, expected) in [
        ("copies", Cell::Number(2)),
        ("budget", Cell::Number(1_000)),
        ("birthday", Cell::Day("1985-04-27".parse().unwrap())),
        ("fee", Cell::Number(answers_number(&answers, "fee"))),
    ] {
        assert_eq!(of(&columns, &paper, &answers, key), expected, "{key}");
    }
    let Cell::Text(kids) = of(&columns, &paper, &answers, "kid_name") else { panic!("names are words") };
    assert_eq!(kids.split(" ／ ").count(), 2, "{kids}");
    let Cell::Text(days) = of(&columns, &paper, &answers, "kid_birthday") else {
        panic!("joined days are words")
    };
    assert!(days.split(" ／ ").all(|day| day.parse::<madoguchi_vocab::Date>().is_ok()), "{days}");
}

fn answers_number(answers: &Answers, key: &str) -> i64 {
    match answers.computed.iter().find(|(k, _)| k.as_str() == key) {
        Some((_, madoguchi_forms::Value::Int(n))) => *n,
        other => panic!("{key}: {other:?}"),
    }
}

#[test]
fn a_row_that_was_left_empty_keeps_its_place() {
    let paper = gallery();
    let (columns, mut answers) = (Columns::of([&paper], &[]), answers(&paper));
    let first = answers.rows.values_mut().next().unwrap().first_mut().unwrap();
    first.values.retain(|key, _| key.as_str() != "kid_name");
    let Cell::Text(kids) = of(&columns, &paper, &answers, "kid_name") else { panic!("one is left") };
    assert!(kids.starts_with(" ／ "), "{kids}");
    answers.rows.clear();
    assert_eq!(of(&columns, &paper, &answers, "kid_name"), Cell::Empty);
}

#[test]
fn who_applies_and_numbers_of_persons_are_no_columns() {
    let columns = Columns::of([&gallery()], &[]);
    for key in ["name", "kana", "phone", "email", "my_number"] {
        assert!(columns.iter().all(|c| c.key.as_str() != key), "{key}");
    }
    let paper = gallery();
    assert_eq!(paper.phone(&answers(&paper)), "0744-22-4001");
    assert_eq!(paper.phone(&Answers::default()), "");
}

#[test]
fn every_version_that_occurs_has_its_questions_the_older_ones_behind_and_marked() {
    let (newer, older) = (gallery(), changed(&[("key = \"note\"", "key = \"wish\"")]));
    let alone = Columns::of([&newer], &[]);
    let both = Columns::of([&newer, &older], &[]);
    let (few, all) = (labels(&alone), labels(&both));
    assert_eq!(all[..few.len()], few[..], "the newest in its own order");
    let behind: Vec<_> = both.iter().skip(few.len()).collect();
    assert!(
        matches!(behind[..], [c] if c.key.as_str() == "wish" && c.label.ends_with("（旧）")),
        "{behind:?}"
    );
    let mut asked = gallery_answers();
    asked.set("wish", "早めに");
    let old = read(&older, &asked).answers;
    assert_eq!(of(&both, &older, &old, "note"), Cell::Empty, "it was not asked then");
    assert_eq!(both.filled_by(&older).cells(&old).count(), all.len());
    assert_eq!(both.filled_by(&newer).cells(&answers(&newer)).last(), Some(Cell::Empty));
}

#[test]
fn no_two_columns_have_the_same_heading() {
    let paper = gallery();
    let plain = Columns::of([&paper], &[]);
    let first = plain.iter().next().unwrap().clone();
    let beside = Columns::of([&paper], &[first.label.as_str()]);
    assert_eq!(labels(&beside)[0], format!("{}（{}）", first.label, first.key));
    let mut seen = labels(&plain);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), labels(&plain).len());
}
