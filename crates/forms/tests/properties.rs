//! What holds for everything anybody types or writes.

mod common;

use std::collections::BTreeMap;

use common::{GALLERY, files, gallery, gallery_answers, today};
use madoguchi_forms::{Facts, Paper, Typed, compile};
use madoguchi_vocab::Lang;
use proptest::prelude::*;

/// Every input the gallery has, rows included, and some it has not.
fn inputs(paper: &Paper) -> Vec<String> {
    let mut names = vec!["kids".to_owned(), "nobody".to_owned(), "kids.r9.kid_name".to_owned()];
    for (page, field) in paper.fields() {
        let rows: &[Option<&str>] = if page.repeat.is_some() { &[Some("r1"), Some("r2")] } else { &[None] };
        for row in rows {
            let at = page.repeat.as_ref().map(|r| &r.key).zip(*row);
            names.push(field.input(at, ""));
            names.extend(field.kind.parts().iter().map(|p| field.input(at, p)));
        }
    }
    names
}

fn value() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] = &[
        "",
        "yes",
        "no",
        "self",
        "other",
        "mail",
        "counter",
        "r1",
        "r2",
        "r3",
        "f1",
        "f2",
        "f3",
        "reiwa",
        "western",
        "60",
        "8",
        "元",
        "1985",
        "2",
        "30",
        "tax",
        "bank",
        "yucho",
        "ordinary",
        "634-8586",
        "０７４４（２２）４００１",
        "hanako@example.jp",
        "ミホン",
        "見本 花子",
        "9223372036854775807",
        "-9223372036854775808",
        "\0",
        "\u{202E}x",
    ];
    prop_oneof![
        4 => proptest::sample::select(KNOWN).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
        1 => "[0-9０-９,.-]{1,20}",
    ]
}

fn anything() -> impl Strategy<Value = Typed> {
    let names = inputs(&gallery());
    let changes = proptest::collection::btree_map(
        proptest::sample::select(names),
        proptest::collection::vec(value(), 0..4),
        0..40,
    );
    // Half of them begin with a filled paper, so that the far pages are reached too.
    (any::<bool>(), changes).prop_map(|(filled, changes): (bool, BTreeMap<_, _>)| {
        let mut typed = if filled { gallery_answers() } else { Typed::default() };
        typed.0.extend(changes);
        typed
    })
}

/// Conditions, most of them nonsense.
fn condition() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "copies",
        "how",
        "resident",
        "birthday",
        "kids",
        "kid_name",
        "topics",
        "fee",
        "delivered",
        "today",
        "1",
        "0",
        "9223372036854775807",
        "'mail'",
        "'tax'",
        "d'2026-04-01'",
        "true",
        "==",
        "!=",
        "<",
        ">=",
        "and",
        "or",
        "not",
        "in",
        "+",
        "-",
        "*",
        "(",
        ")",
        ",",
        ".",
        "answered(",
        "age(",
        "count(",
        "sum(",
        "any(",
        "all(",
        "if(",
        "fiscal_year(",
        "days_between(",
    ];
    proptest::collection::vec(proptest::sample::select(WORDS), 0..14).prop_map(|w| w.join(" "))
}

fn sound_condition() -> impl Strategy<Value = String> {
    let number =
        proptest::sample::select(&["copies", "1", "9223372036854775807", "count(kids)", "age(birthday)"][..])
            .prop_map(str::to_owned);
    let number = number.prop_recursive(4, 16, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} + {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} * {b})")),
            inner.clone().prop_map(|a| format!("-{a}")),
            inner.prop_map(|a| format!("days_between(today, today + {a})")),
        ]
    });
    let leaf = prop_oneof![
        (number.clone(), number).prop_map(|(a, b)| format!("{a} < {b}")),
        Just("how == 'mail'".to_owned()),
        Just("resident".to_owned()),
        Just("any(kids, answered(kid_name))".to_owned()),
    ];
    leaf.prop_recursive(5, 32, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} and {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} or {b})")),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| format!("if({a}, {b}, {c})")),
            inner.prop_map(|a| format!("not {a}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_typed_is_read_and_typed_again(typed in anything()) {
        let paper = gallery();
        let files = files();
        let facts = Facts { today: today(), files: &files };
        let reading = paper.read(&typed, &facts);
        for lang in Lang::ALL {
            paper.show(&reading.answers, lang);
        }
        let again = paper.read(&paper.typed_from(&reading.answers), &facts);
        prop_assert_eq!(&again.answers, &reading.answers);
        let json = serde_json::to_string(&reading.answers).unwrap();
        prop_assert_eq!(&serde_json::from_str::<madoguchi_forms::Answers>(&json).unwrap(), &reading.answers);
    }

    #[test]
    fn only_what_is_visible_is_answered(typed in anything()) {
        let paper = gallery();
        let files = files();
        let reading = paper.read(&typed, &Facts { today: today(), files: &files });
        for key in reading.answers.values.keys() {
            prop_assert!(reading.field_visible(key, None), "{} is hidden and was kept", key);
            let page = paper.page_of(key.as_str()).unwrap();
            prop_assert!(reading.journey.iter().any(|p| p.key == page.key), "{} was not reached", page.key);
        }
        for row in reading.answers.rows.values().flatten() {
            for key in row.values.keys() {
                prop_assert!(reading.field_visible(key, Some(&row.id)));
            }
        }
        for complaint in &reading.complaints {
            prop_assert!(reading.journey.iter().any(|p| p.key == complaint.page), "nobody complains of pages not asked");
        }
        prop_assert_eq!(reading.is_complete(), reading.first_incomplete().is_none() && reading.exit().is_none());
    }

    #[test]
    fn a_post_never_leaves_its_page(posted in anything(), at in 0usize..20) {
        let paper = gallery();
        let page = &paper.pages[at % paper.pages.len()];
        let before = gallery_answers();
        if let Ok(merged) = paper.accept(page, &before, posted) {
            let inside = |name: &str| {
                let key = name.split('.').next().unwrap_or_default();
                paper.page_of(key).is_some_and(|p| p.key == page.key)
            };
            for name in before.0.keys().chain(merged.0.keys()).filter(|n| !inside(n)) {
                prop_assert_eq!(before.0.get(name), merged.0.get(name), "{} is not on {}", name, page.key);
            }
        }
    }

    #[test]
    fn no_source_makes_the_compiler_fall(noise in "\\PC{0,80}", at in 0usize..7000, cut in 0usize..60) {
        let mut text: Vec<char> = GALLERY.chars().collect();
        let at = at.min(text.len());
        let end = (at + cut).min(text.len());
        text.splice(at..end, noise.chars());
        let text: String = text.into_iter().collect();
        for finding in compile("_gallery", "form.toml", &text).findings {
            prop_assert!(!finding.render(&text).is_empty());
            prop_assert!(text.get(finding.span.clone()).is_some());
        }
        compile("x y", "", &noise);
    }

    #[test]
    fn no_condition_makes_the_compiler_fall(condition in condition()) {
        let text = GALLERY.replace("how == 'counter'", &condition);
        let compiled = compile("_gallery", "form.toml", &text);
        let files = files();
        if let Some(paper) = compiled.paper {
            paper.read(&gallery_answers(), &Facts { today: today(), files: &files });
            paper.field("pickup").and_then(|f| f.when.as_ref()).map(|w| w.in_words(&paper));
        }
    }

    #[test]
    fn sound_conditions_always_come_to_something(condition in sound_condition(), typed in anything()) {
        let compute = format!("[[compute]]\nkey = \"out\"\ntype = \"yes_no\"\nvalue = \"if({condition}, true, false)\"\n\n[[page]]\nkey = \"start\"");
        let text = GALLERY.replacen("[[page]]\nkey = \"start\"", &compute, 1);
        let compiled = compile("_gallery", "form.toml", &text);
        let said: String = compiled.findings.iter().map(|f| f.render(&text)).collect();
        let paper = compiled.paper.ok_or(TestCaseError::fail(said))?;
        let files = files();
        let reading = paper.read(&typed, &Facts { today: today(), files: &files });
        prop_assert!(reading.answers.computed.contains_key("out"));
    }
}
