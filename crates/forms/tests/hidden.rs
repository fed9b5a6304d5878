//! What is not asked does not count, whoever typed it and however it came.

mod common;

use common::{paper, read};
use madoguchi_forms::{Paper, Typed, Value, Why};
use madoguchi_vocab::Lang;

/// Whether somebody has a dog, and if so everything about it. A name is wanted in any case; the second page has
/// rows that look out of themselves, and the third looks into them.
fn dogs() -> Paper {
    paper(
        r#"
[[page]]
key = "dog"
title = "犬"
[[page.field]]
key = "has_dog"
type = "yes_no"
label = "犬がいますか"
[[page.field]]
key = "big"
type = "yes_no"
label = "大きいですか"
when = "has_dog == true"
[[page.field]]
key = "muzzle"
type = "text"
label = "口輪"
when = "big == true"
[[page]]
key = "more"
title = "ほかの犬"
when = "has_dog == true"
repeat = { key = "dogs", min = 1, max = 50, row_title = "犬" }
[[page.field]]
key = "name"
type = "text"
label = "名前"
when = "answered(has_dog)"
[[page.field]]
key = "weight"
type = "number"
label = "重さ"
when = "big == true"
min = 1
max = 90
[[page]]
key = "last"
title = "さいごに"
[[page.field]]
key = "heavy"
type = "text"
label = "重い犬について"
when = "any(dogs, weight > 40)"
"#,
    )
}

fn typed(pairs: &[(&str, &str)]) -> Typed {
    pairs.iter().copied().collect()
}

/// Everything filled in for a big, heavy dog.
const ALL: [(&str, &str); 7] = [
    ("has_dog", "yes"),
    ("big", "yes"),
    ("muzzle", "革"),
    ("dogs", "r1"),
    ("dogs.r1.name", "ポチ"),
    ("dogs.r1.weight", "50"),
    ("heavy", "おとなしい"),
];

fn with(changes: &[(&str, &str)]) -> Typed {
    let mut all = typed(&ALL);
    changes.iter().for_each(|(name, value)| all.set(*name, *value));
    all
}

/// Labels and answers, as everybody is shown them.
fn said(paper: &Paper, typed: &Typed) -> String {
    let reading = read(paper, typed);
    assert!(reading.is_complete(), "{:?}", reading.complaints);
    let lines = paper.show(&reading.answers, Lang::Ja).into_iter().flat_map(|s| s.lines);
    lines.map(|l| l.label).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_hangs_on_a_hidden_answer_is_hidden_with_it() {
    let paper = dogs();
    for (changes, labels) in [
        (&[][..], "犬がいますか 大きいですか 口輪 名前 重さ 重い犬について"),
        // A small dog needs no muzzle, is not weighed and so cannot be heavy, whatever is still typed.
        (&[("big", "no")], "犬がいますか 大きいですか 名前"),
        // It still says that the dog is big, but nobody asks that any more: nor anything behind it.
        (&[("has_dog", "no")], "犬がいますか"),
        (
            &[("has_dog", "no"), ("dogs.r1.name", ""), ("muzzle", ""), ("dogs.r1.weight", "千")],
            "犬がいますか",
        ),
    ] {
        let typed = with(changes);
        assert_eq!(said(&paper, &typed), labels, "{changes:?}");
        let kept = serde_json::to_string(&read(&paper, &typed).answers).unwrap();
        for (label, word) in [("口輪", "革"), ("名前", "ポチ"), ("重い", "おとなしい")] {
            assert_eq!(kept.contains(word), labels.contains(label), "{word} in {kept}");
        }
    }
}

#[test]
fn a_group_that_is_not_asked_misses_nothing() {
    let paper = dogs();
    // The group must have a row and the row a name, and its own condition would have it asked.
    let asked = read(&paper, &typed(&[("has_dog", "yes"), ("big", "no")])).complaints.len();
    assert_eq!(asked, 1, "the name");
    let reading = read(&paper, &typed(&[("has_dog", "no")]));
    assert!(reading.is_complete(), "{:?}", reading.complaints);
    assert!(reading.answers.rows.is_empty());
}

#[test]
fn rows_look_out_and_others_look_in() {
    let paper = dogs();
    for (big, weight, complaint) in [
        ("yes", "50", None),
        ("yes", "", Some("dogs.r1.weight")),
        ("yes", "91", Some("dogs.r1.weight")),
        // What is outside the row hides it in every row.
        ("no", "", None),
        ("no", "91", None),
    ] {
        let reading_of = with(&[("big", big), ("dogs.r1.weight", weight)]);
        let reading = read(&paper, &reading_of);
        assert_eq!(reading.complaints.first().map(|c| c.input.as_str()), complaint, "{big} {weight}");
    }
    let blank = with(&[("heavy", "")]);
    let missing = read(&paper, &blank).complaints.first().map(|c| c.input.clone());
    assert_eq!(missing.as_deref(), Some("heavy"), "a heavy dog in a row opens the question outside");
}

#[test]
fn what_is_posted_for_a_hidden_question_is_never_an_answer() {
    let paper = dogs();
    let page = paper.page("dog").unwrap();
    let posted = typed(&[("has_dog", "no"), ("big", "yes"), ("muzzle", "鉄")]);
    let merged = paper.accept(page, &Typed::default(), posted).unwrap();
    let answers = read(&paper, &merged).answers;
    assert_eq!(answers.values.len(), 1, "{answers:?}");
    assert_eq!(answers.get("muzzle"), None);
}

#[test]
fn fifty_rows_are_taken_and_one_more_is_not() {
    let paper = dogs();
    let page = paper.page("more").unwrap();
    let rows = |n: u32| -> Typed {
        let listed = (1..=n).map(|i| ("dogs".to_owned(), format!("r{i}")));
        listed.chain((1..=n).map(|i| (format!("dogs.r{i}.name"), format!("犬{i}")))).collect()
    };
    let before = with(&[("big", "no")]);
    let merged = paper.accept(page, &before, rows(50)).unwrap();
    let reading = read(&paper, &merged);
    assert!(reading.is_complete(), "{:?}", reading.complaints);
    assert_eq!(reading.answers.rows["dogs"].len(), 50);
    let repeat = page.repeat.clone().unwrap();
    assert_eq!(repeat.add_row(&mut merged.clone()), None);
    assert_eq!(paper.accept(page, &before, rows(51)).unwrap_err().why, Why::TooMany);
}

#[test]
fn the_other_option_wants_words_and_an_option_is_no_other() {
    let paper = paper(
        r#"
[[page]]
key = "p"
title = "理由"
[[page.field]]
key = "why"
type = "choice"
label = "理由"
options = [ { key = "moving", label = "引っ越し" }, { key = "other", label = "その他" } ]
[[page.field]]
key = "words"
type = "text"
label = "その他の理由"
when = "why == 'other'"
"#,
    );
    for (why, words, outcome) in [
        ("other", "", Err("words")),
        ("other", " 　\t", Err("words")),
        ("other", "通学", Ok(Some("通学"))),
        // Spelled like an option, it is still what somebody wrote.
        ("other", "引っ越し", Ok(Some("引っ越し"))),
        ("other", "moving", Ok(Some("moving"))),
        ("moving", "通学", Ok(None)),
        ("moving", " ", Ok(None)),
        ("その他", "通学", Err("why")),
        ("通学", "", Err("why")),
    ] {
        let typed = typed(&[("why", why), ("words", words)]);
        let reading = read(&paper, &typed);
        let words_kept = reading.answers.get("words").cloned();
        let came = match reading.complaints.first() {
            Some(c) => Err(c.input.clone()),
            None => Ok(words_kept),
        };
        let expected = outcome.map(|w| w.map(|w| Value::Text(w.into()))).map_err(str::to_owned);
        assert_eq!(came, expected, "{why} {words:?}");
    }
}
