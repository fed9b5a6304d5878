//! Reachability: witnesses that the engine confirms, contradictions that nobody can answer away.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use chrono::{Datelike, Duration};
use common::{codes, compiled, gallery, paper, today};
use madoguchi_forms::{
    Paper, Typed, Value, cases, compile,
    prove::{Outcome, Target},
};
use proptest::{prelude::*, sample};

fn every_place_has_a_witness(paper: &Paper) {
    for target in paper.targets() {
        match paper.prove(&target) {
            Outcome::Reached(witness) => assert!(witness.reaches(paper, &target), "{target:?}"),
            other => panic!("{}: {target:?}: {other:?}", paper.slug),
        }
    }
}

#[test]
fn every_place_of_the_gallery_is_reached() {
    every_place_has_a_witness(&gallery());
}

#[test]
fn a_witness_is_a_case_that_comes_out_as_it_says() {
    let paper = gallery();
    for target in paper.targets() {
        let Outcome::Reached(witness) = paper.prove(&target) else { panic!("{target:?}") };
        let case = witness.as_case(&paper, "自動で作った例");
        let findings = cases::check("x.toml", &case, &paper);
        assert!(findings.is_empty(), "{target:?}\n{case}\n{findings:?}");
    }
}

const ASKED: &str = r#"
[[page]]
key = "first"
title = "問"
[[page.field]]
key = "kind"
type = "choice"
label = "種類"
options = [ { key = "a", label = "甲" }, { key = "b", label = "乙" }, { key = "c", label = "丙" } ]
[[page.field]]
key = "n"
type = "number"
label = "数"
min = 1
max = 1000
[[page.field]]
key = "born"
type = "birthday"
label = "生年月日"
[[page.field]]
key = "day"
type = "date"
label = "日"
required = false
[[page]]
key = "rows_page"
title = "行"
repeat = { key = "rows", min = 0, max = 3, row_title = "行", add = "足す" }
[[page.field]]
key = "amount"
type = "money"
label = "金額"
"#;

fn with(condition: &str) -> String {
    format!(
        "{ASKED}\n[[page]]\nkey = \"goal\"\ntitle = \"先\"\nwhen = \"{condition}\"\n[[page.field]]\nkey = \"x\"\ntype = \"text\"\nlabel = \"項目\"\n"
    )
}

#[test]
fn what_can_hold_has_a_witness() {
    for condition in [
        "kind == 'a'",
        "kind != 'a' and kind != 'b'",
        "n == 777",
        "n > 10 and n < 12",
        "n * 3 == 300",
        "n - 7 == 100",
        "today > day + 15",
        "fiscal_year(today) > fiscal_year(born - 1) + 18",
        "age(born) + 5 == 70",
        "age(born) >= 65",
        "age(born) == 0",
        "age(born, d'2026-04-01') == 18",
        "fiscal_year(day) == 2030",
        "days_between(today, day) == 14",
        "not answered(day)",
        "day > d'2026-12-31'",
        "today >= d'2030-01-01'",
        "count(rows) == 3",
        "any(rows, amount > 5000)",
        "all(rows, amount < 10) and count(rows) == 2",
        "not all(rows, amount < 10) and any(rows, amount == 3)",
        "sum(rows.amount) == 1234",
        "kind in ('b', 'c') and if(n > 500, kind == 'b', kind == 'c')",
    ] {
        let paper = paper(&with(condition));
        let goal = Target::Page("goal".parse().unwrap());
        let outcome = paper.prove(&goal);
        assert!(matches!(outcome, Outcome::Reached(_)), "{condition}: {outcome:?}");
    }
}

#[test]
fn what_cannot_hold_is_an_error_that_names_the_conditions() {
    for (condition, said) in [
        ("kind == 'a' and kind == 'b'", "決して成り立たない条件：「種類」が「甲」、かつ「種類」が「乙」"),
        ("n > 1000", "決して成り立たない条件：「数」が1000より大きい"),
        ("n > 10 and n < 11", "決して成り立たない条件"),
        ("age(born) < 0", "決して成り立たない条件"),
        ("age(born) >= 20 and age(born) < 18", "決して成り立たない条件"),
        ("count(rows) > 3", "決して成り立たない条件"),
        ("count(rows) == 0 and any(rows, amount > 1)", "決して成り立たない条件"),
        ("answered(day) and not answered(day)", "決して成り立たない条件"),
        ("today < d'2020-01-01' and today > d'2020-01-01'", "決して成り立たない条件"),
    ] {
        let compiled = compiled(&with(condition));
        let finding = compiled.findings.iter().find(|f| f.code == "P0801");
        let finding = finding.unwrap_or_else(|| panic!("{condition}: {:?}", compiled.findings));
        let hint = finding.hint.as_deref().unwrap_or_default();
        assert!(hint.starts_with(said), "{condition}: {hint}");
    }
}

#[test]
fn what_cannot_be_decided_is_not_called_an_error() {
    // Two answers compared with each other, and a product without close bounds.
    for condition in ["sum(rows.amount) * 7 == 13", "n * n == 7777", "day > born and day < born"] {
        let found = codes(&with(condition));
        assert!(!found.contains(&"P0801"), "{condition}: {found:?}");
        let compiled = compiled(&with(condition));
        let paper = compiled.paper.expect("nothing is wrong with it");
        let outcome = paper.prove(&Target::Page("goal".parse().unwrap()));
        assert!(matches!(outcome, Outcome::Undecided), "{condition}: {outcome:?}");
    }
}

#[test]
fn a_hidden_answer_is_absent_for_what_hangs_on_it() {
    let rest = with("kind == 'a'")
        + "\n[[page]]\nkey = \"late\"\ntitle = \"後\"\nwhen = \"kind == 'b' and answered(x)\"\n[[page.field]]\nkey = \"y\"\ntype = \"text\"\nlabel = \"項目\"\n";
    let compiled = compiled(&rest);
    let finding = compiled.findings.iter().find(|f| f.code == "P0801").expect("x is only asked of a");
    assert_eq!(finding.line, common::source(&rest).lines().position(|l| l == "key = \"late\"").unwrap() + 1);
}

#[test]
fn an_option_that_is_never_offered_together_with_another_is_told() {
    let rest = ASKED.replace(
        "{ key = \"a\", label = \"甲\" }",
        "{ key = \"a\", label = \"甲\", until = \"2025-03-31\" }",
    ) + "\n[[page]]\nkey = \"goal\"\ntitle = \"先\"\nwhen = \"kind == 'a' and today > d'2026-01-01'\"\n[[page.field]]\nkey = \"x\"\ntype = \"text\"\nlabel = \"項目\"\n";
    assert!(codes(&rest).contains(&"P0801"), "{:?}", codes(&rest));
    assert!(!codes(&rest.replace("2025-03-31", "2026-03-31")).contains(&"P0801"));
}

#[test]
fn exits_that_leave_nobody_are_an_error() {
    let exit = |key: &str, condition: &str| {
        format!(
            "\n[[page]]\nkey = \"{key}\"\ntitle = \"外\"\nexit = \"対象外です\"\nwhen = \"{condition}\"\n"
        )
    };
    let closed = ASKED.to_owned() + &exit("e1", "kind == 'a'") + &exit("e2", "kind != 'a'");
    assert!(codes(&closed).contains(&"P0803"), "{:?}", codes(&closed));
    let open = ASKED.to_owned() + &exit("e1", "kind == 'a'") + &exit("e2", "kind == 'b'");
    assert_eq!(codes(&open), [] as [&str; 0]);
}

#[test]
fn a_condition_that_cannot_fail_is_pointed_out() {
    for (condition, needless) in [
        ("n >= 1", true),
        ("n >= 2", false),
        ("kind in ('a', 'b', 'c')", true),
        ("answered(born)", true),
        ("answered(day)", false),
    ] {
        assert_eq!(codes(&with(condition)).contains(&"P0804"), needless, "{condition}");
    }
}

/// The pages that the cases beside a paper pass. Where the prover gives up (two answers compared with each other), a
/// case must show the way.
fn pages_of_cases(folder: &std::path::Path) -> std::collections::BTreeSet<String> {
    let entries = std::fs::read_dir(folder.join("cases")).into_iter().flatten();
    entries
        .flat_map(|e| {
            let text = std::fs::read_to_string(e.unwrap().path()).unwrap();
            cases::Case::read(&text).unwrap().expect.pages
        })
        .collect()
}

/// The place has a witness, or the prover gave up and a case passes its page.
fn is_reached(paper: &Paper, target: &Target, shown: &std::collections::BTreeSet<String>) -> bool {
    let page = match target {
        Target::Page(key) => key.to_string(),
        Target::Field(key) => paper.page_of(key.as_str()).unwrap().key.to_string(),
        Target::Submit => String::new(),
    };
    match paper.prove(target) {
        Outcome::Reached(witness) => witness.reaches(paper, target),
        Outcome::Undecided => page.is_empty() || shown.contains(&page),
        _ => false,
    }
}

#[test]
fn every_place_of_the_papers_of_this_project_is_reached() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path().join("form.toml");
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let slug = path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        let compiled = compile(&slug, "form.toml", &text);
        let paper = compiled.paper.unwrap_or_else(|| panic!("{slug}: {:?}", compiled.findings));
        let shown = pages_of_cases(path.parent().unwrap());
        for target in paper.targets() {
            assert!(is_reached(&paper, &target, &shown), "{slug}: {target:?}");
        }
        seen += 1;
    }
    assert!(seen >= 4, "only {seen} papers were looked at");
}

/// Conditions over the questions of [`ASKED`].
fn condition() -> impl Strategy<Value = String> {
    let number = (0..6i64).prop_map(|n| n.to_string());
    let leaf = prop_oneof![
        sample::select(&["a", "b", "c"][..]).prop_map(|k| format!("kind == '{k}'")),
        (
            sample::select(&["n", "n + 1", "n * 2", "count(rows)", "sum(rows.amount)"][..]),
            sample::select(&["<", ">=", "==", "!="][..]),
            number.clone()
        )
            .prop_map(|(a, op, n)| format!("{a} {op} {n}")),
        (sample::select(&["any", "all"][..]), number.clone())
            .prop_map(|(f, n)| format!("{f}(rows, amount > {n})")),
        number.clone().prop_map(|n| format!("age(born) >= {n}")),
        number.prop_map(|n| format!("days_between(today, day) == {n}")),
        Just("answered(day)".to_owned()),
        Just("day < today".to_owned()),
    ];
    leaf.prop_recursive(4, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} and {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} or {b})")),
            inner.prop_map(|a| format!("not ({a})")),
        ]
    })
}

/// Answers to the questions of [`ASKED`], near the numbers that the conditions name.
fn answers() -> impl Strategy<Value = Typed> {
    let day = (0..12i64).prop_map(|n| today() + Duration::days(n - 6));
    let rows = proptest::collection::vec(0..7i64, 0..4);
    (sample::select(&["a", "b", "c"][..]), 1..8i64, 0..7i32, proptest::option::of(day), rows).prop_map(
        |(kind, n, age, day, rows)| {
            let mut typed: Typed =
                [("kind".to_owned(), kind.to_owned()), ("n".to_owned(), n.to_string())].into_iter().collect();
            let mut date = |key: &str, day: madoguchi_vocab::Date| {
                typed.set(format!("{key}.year"), day.year().to_string());
                typed.set(format!("{key}.month"), day.month().to_string());
                typed.set(format!("{key}.day"), day.day().to_string());
            };
            date("born", today().with_year(today().year() - age).expect("the 23rd is in every year"));
            day.into_iter().for_each(|d| date("day", d));
            for (at, amount) in rows.iter().enumerate() {
                typed.push("rows", format!("r{}", at + 1));
                typed.set(format!("rows.r{}.amount", at + 1), amount.to_string());
            }
            typed
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_ever_reaches_what_was_proved_out_of_reach(condition in condition(), tries in proptest::collection::vec(answers(), 20)) {
        let unreachable = codes(&with(&condition)).contains(&"P0801");
        let compute = format!("[[compute]]\nkey = \"held\"\ntype = \"yes_no\"\nvalue = \"if({condition}, true, false)\"\n");
        let paper = paper(&(compute + ASKED));
        for typed in tries {
            let held = common::read(&paper, &typed).answers.computed.get("held") == Some(&Value::YesNo(true));
            prop_assert!(!(held && unreachable), "{} holds for {:?}", condition, typed);
        }
    }
}
