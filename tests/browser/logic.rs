//! Server and browser come to the same: on the table they share, and on whatever anybody may write.

use chrono::{Datelike, Duration};
use madoguchi_forms::{Answers, Facts, Paper, Typed};
use madoguchi_testkit::office::{self, good_case};
use proptest::{
    prelude::*,
    sample::select,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};

use crate::{
    house::House,
    kit::{Browser, DESK, PHONE},
};

/// As many expressions are made up.
const MADE_UP: usize = 4_000;

fn gallery() -> Paper {
    let papers = office::papers();
    let found = papers.into_iter().find(|p| p.slug == "_gallery").and_then(|p| p.paper);
    Paper::clone(&found.expect("the gallery compiles"))
}

/// Anything that can be written with the words of the language, sound or not.
fn expression() -> impl Strategy<Value = String> {
    const LEAVES: &[&str] = &[
        "copies",
        "how",
        "resident",
        "birthday",
        "kids",
        "kid_name",
        "kid_birthday",
        "topics",
        "fee",
        "delivered",
        "note",
        "budget",
        "address",
        "agreed",
        "nobody",
        "today",
        "0",
        "1",
        "7",
        "9223372036854775807",
        "9007199254740993",
        "'mail'",
        "'tax'",
        "''",
        "d'2026-04-01'",
        "d'2024-02-29'",
        "d'9999-12-31'",
        "d'0001-01-01'",
        "true",
        "false",
        "kids.budget",
        "kids.kid_birthday",
    ];
    let leaf = select(LEAVES).prop_map(str::to_owned);
    leaf.prop_recursive(5, 40, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        let operators = select(&["==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "and", "or", "in"][..]);
        prop_oneof![
            4 => (two.clone(), operators).prop_map(|((a, b), op)| format!("({a}) {op} ({b})")),
            1 => inner.clone().prop_map(|a| format!("not ({a})")),
            1 => inner.clone().prop_map(|a| format!("-({a})")),
            2 => (select(&["answered", "age", "fiscal_year", "count", "sum"][..]), inner.clone())
                .prop_map(|(f, a)| format!("{f}({a})")),
            2 => (select(&["days_between", "age"][..]), two.clone()).prop_map(|(f, (a, b))| format!("{f}({a}, {b})")),
            2 => (select(&["any", "all"][..]), select(&["kids", "topics", "nobody"][..]), inner.clone())
                .prop_map(|(f, g, c)| format!("{f}({g}, {c})")),
            1 => (inner.clone(), two.clone()).prop_map(|(c, (a, b))| format!("if({c}, {a}, {b})")),
            1 => (inner.clone(), two).prop_map(|(x, (a, b))| format!("{x} in ({a}, {b})")),
        ]
    })
}

/// Answers to the gallery: what somebody typed, some of it.
fn answers(paper: &Paper) -> impl Strategy<Value = Answers> + use<> {
    let paper = paper.clone();
    let today = madoguchi_vocab::Date::from_ymd_opt(2026, 11, 23).expect("a day");
    let number = select(&["", "1", "2", "10", "9223372036854775807"][..]);
    let year = select(&["", "1985", "2008", "2019", "2026"][..]);
    (
        number.clone(),
        number,
        year.clone(),
        year,
        select(&["mail", "counter", ""][..]),
        0..4usize,
        any::<bool>(),
    )
        .prop_map(move |(copies, budget, born, child, how, kids, much)| {
            let mut typed: Typed = [
                ("relation", "self"),
                ("resident", if much { "yes" } else { "no" }),
                ("copies", copies),
                ("how", how),
                ("budget", budget),
                ("birthday.era", "西暦"),
                ("birthday.year", born),
                ("birthday.month", "2"),
                ("birthday.day", "28"),
                ("agreed", "yes"),
                ("topics", "tax"),
            ]
            .into_iter()
            .collect();
            for n in 1..=kids {
                typed.push("kids", format!("r{n}"));
                typed.set(format!("kids.r{n}.kid_birthday.era"), "西暦");
                typed.set(format!("kids.r{n}.kid_birthday.year"), child);
                typed.set(format!("kids.r{n}.kid_birthday.month"), n.to_string());
                typed.set(format!("kids.r{n}.kid_birthday.day"), "1");
            }
            paper.read(&typed, &Facts { today, files: &Default::default() }).answers
        })
}

/// World, expression, value, and the words for when they differ.
type Case = (Value, Value, Value, String);

fn table(paper: &Paper) -> Vec<Case> {
    let table: toml::Table = include_str!("../../crates/forms/tests/vectors/logic.toml").parse().unwrap();
    let answers: Answers = serde_json::from_str(table["answers"].as_str().unwrap()).unwrap();
    let today = table["today"].as_str().unwrap().parse().unwrap();
    let case = |(text, _): (&String, _)| {
        let (world, expression, value) = paper.work_out(text, &answers, today).unwrap();
        (world, expression, value, text.clone())
    };
    table["vectors"].as_table().unwrap().iter().map(case).collect()
}

fn made_up(paper: &Paper) -> Vec<Case> {
    let mut runner =
        TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let strategy = (expression(), answers(paper));
    let days = ["2026-11-23", "2028-02-29", "2027-03-31"].map(|d| d.parse().unwrap());
    let mut cases = Vec::new();
    while cases.len() < MADE_UP {
        let (text, answers) = strategy.new_tree(&mut runner).unwrap().current();
        let today = days[cases.len() % days.len()];
        if let Some((world, expression, value)) = paper.work_out(&text, &answers, today) {
            cases.push((world, expression, value, text));
        }
    }
    cases
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_and_the_server_come_to_the_same() {
    let paper = gallery();
    let mut cases = table(&paper);
    cases.extend(made_up(&paper));
    let absent = cases.iter().filter(|(_, _, value, _)| value.is_null()).count();
    assert!(
        absent * 2 < cases.len(),
        "most of what was made up comes to nothing: {absent} of {}",
        cases.len()
    );

    let house = House::open().await;
    let browser = Browser::open(DESK, true).await;
    browser.visit(&house.url("/")).await;
    let given: Vec<_> = cases.iter().map(|(world, expression, ..)| json!([world, expression])).collect();
    let came = browser
        .ask(
            "const [cases, done] = arguments;
             const assets = document.querySelector('link[rel=stylesheet]').href.replace(/[^/]*$/, '');
             import(assets + 'logic.js').then(({ evaluate }) => done(cases.map(([world, e]) => {
               try { return evaluate(world, e); } catch (error) { return String(error); }
             }))).catch((error) => done(String(error)));",
            vec![Value::Array(given)],
        )
        .await;
    let came = came.as_array().unwrap_or_else(|| panic!("{came}"));
    assert_eq!(came.len(), cases.len());
    let differ: Vec<_> = cases
        .iter()
        .zip(came)
        .filter(|((_, _, value, _), came)| value != *came)
        .map(|((world, _, value, text), came)| format!("{text}: server {value}, browser {came} in {world}"))
        .collect();
    assert!(
        differ.is_empty(),
        "{} of {} differ:\n{}",
        differ.len(),
        cases.len(),
        differ[..differ.len().min(10)].join("\n")
    );
    browser.close().await;
}

/// 「15日を過ぎています」 hangs on a day typed on the same page: no style sheet can tell.
#[tokio::test(flavor = "multi_thread")]
async fn a_question_comes_and_goes_while_a_day_is_typed() {
    let house = House::open().await;
    let browser = Browser::open(PHONE, true).await;
    browser.visit(&house.url("/p/jido-teate-nintei")).await;
    browser.press("申請をはじめる").await;
    let case = good_case("jido-teate-nintei").typed();
    for name in browser.names().await {
        if let Some(values) = case.0.get(&name) {
            browser.answer(&name, values).await;
        }
    }
    browser.press("次へ進む").await;
    let note = "15日を過ぎています";
    let typed = async |days: i64| {
        let day = house.office.app.today() - Duration::days(days);
        for (part, number) in
            [("year", i64::from(day.year())), ("month", day.month().into()), ("day", day.day().into())]
        {
            browser.answer(&format!("event_date.{part}"), &[number.to_string()]).await;
        }
        browser.text().await.contains(note)
    };
    assert!(!browser.text().await.contains(note), "no day is typed yet");
    assert!(typed(20).await, "20 days ago");
    assert!(!typed(3).await, "3 days ago");
    browser.inspect("event page").await;
    browser.close().await;
}
