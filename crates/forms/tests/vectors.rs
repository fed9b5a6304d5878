//! The table that server and browser share.

mod common;

use common::gallery;
use madoguchi_forms::Answers;
use serde_json::Value;

#[test]
fn expressions_come_to_what_the_table_says() {
    let table: toml::Table = include_str!("vectors/logic.toml").parse().expect("the table is TOML");
    let paper = gallery();
    let answers: Answers =
        serde_json::from_str(table["answers"].as_str().expect("answers")).expect("answers");
    let today = table["today"].as_str().and_then(|d| d.parse().ok()).expect("a day");
    let vectors = table["vectors"].as_table().expect("vectors");
    assert!(vectors.len() > 70, "a vector was lost");
    let mut wrong = Vec::new();
    for (expression, expected) in vectors {
        let expected = match serde_json::to_value(expected).expect("JSON") {
            Value::Array(empty) if empty.is_empty() => Value::Null,
            value => value,
        };
        match paper.work_out(expression, &answers, today) {
            Some((_, _, came)) if came == expected => {}
            Some((_, _, came)) => wrong.push(format!("{expression} comes to {came}, not {expected}")),
            None => wrong.push(format!("{expression} is no expression")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
