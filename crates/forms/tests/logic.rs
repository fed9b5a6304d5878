//! What conditions come to.

mod common;

use common::{codes, paper, read};
use madoguchi_forms::{Typed, Value};

/// What a condition comes to over some answers; the condition stands in a computed value.
fn holds(condition: &str, typed: &[(&str, &str)]) -> Option<Value> {
    computed("yes_no", condition, typed)
}

fn computed(kind: &str, expression: &str, typed: &[(&str, &str)]) -> Option<Value> {
    let paper =
        paper(&format!("{PAPER}\n[[compute]]\nkey = \"out\"\ntype = \"{kind}\"\nvalue = \"{expression}\"\n"));
    let typed: Typed = typed.iter().copied().collect();
    read(&paper, &typed).answers.computed.get("out").cloned()
}

const PAPER: &str = r#"
[[page]]
key = "p1"
title = "一"
[[page.field]]
key = "受け取り"
type = "choice"
label = "受け取り"
options = [ { key = "mail", label = "郵送" }, { key = "counter", label = "窓口" } ]
[[page.field]]
key = "n"
type = "number"
label = "数"
[[page.field]]
key = "born"
type = "birthday"
label = "生年月日"
[[page.field]]
key = "ok"
type = "yes_no"
label = "よいか"
[[page]]
key = "p2"
title = "二"
[[page.field]]
key = "topics"
type = "choices"
label = "話題"
options = [ { key = "tax", label = "税" }, { key = "gomi", label = "ごみ" } ]
[[page.field]]
key = "word"
type = "text"
label = "言葉"
[[page]]
key = "p3"
title = "三"
repeat = { key = "kids", min = 0, max = 5, row_title = "子" }
[[page.field]]
key = "amount"
type = "money"
label = "金額"
[[page.field]]
key = "kid_ok"
type = "yes_no"
label = "よいか"
"#;

const YES: Option<Value> = Some(Value::YesNo(true));
const NO: Option<Value> = Some(Value::YesNo(false));

#[test]
fn absent_values_make_comparisons_false() {
    for condition in [
        "n == 1",
        "n != 1",
        "n < 1",
        "n >= 1",
        "受け取り == 'mail'",
        "受け取り != 'mail'",
        "n in (1, 2)",
        "ok == true",
        "ok == false",
        "answered(n)",
        "age(born) < 200",
        "n + 1 > 0",
        "'tax' in topics",
    ] {
        assert_eq!(holds(condition, &[]), NO, "{condition}");
        assert_eq!(holds(&format!("not ({condition})"), &[]), YES, "not ({condition})");
    }
    assert_eq!(computed("number", "n + 1", &[]), None, "a sum with nothing is nothing");
}

#[test]
fn comparisons_and_their_order() {
    let typed = [("n", "5"), ("受け取り", "mail"), ("ok", "yes"), ("word", "はい"), ("topics", "gomi")];
    for (condition, outcome) in [
        ("n == 5 and 受け取り == 'mail'", YES),
        ("n == 4 or ok", YES),
        ("not n == 4 and ok", YES),
        ("not (n == 5 and ok)", NO),
        ("ok or ok and n == 9", YES),
        ("n in (1, 5)", YES),
        ("受け取り in ('counter')", NO),
        ("'gomi' in topics and not 'tax' in topics", YES),
        ("count(topics) == 1", YES),
        ("word == 'はい'", YES),
        ("1 + 2 * 3 == 7", YES),
        ("(1 + 2) * 3 == 9", YES),
        ("10 - 3 - 2 == n", YES),
        ("-n == 0 - 5", YES),
        ("today == d'2026-11-23'", YES),
        ("today + 8 == d'2026-12-01'", YES),
        ("today - 23 == d'2026-10-31'", YES),
        ("days_between(d'2026-11-23', d'2026-12-01') == 8", YES),
        ("days_between(d'2026-12-01', d'2026-11-23') == -8", YES),
        ("fiscal_year(d'2026-03-31') == 2025", YES),
        ("if(ok, 1, 2) == 1", YES),
    ] {
        assert_eq!(holds(condition, &typed), outcome, "{condition}");
    }
}

#[test]
fn ages_change_on_the_birthday() {
    let born = |y, m, d| [("born.year", y), ("born.month", m), ("born.day", d)];
    for (typed, condition) in [
        (born("2008", "11", "23"), "age(born) == 18"),
        (born("2008", "11", "24"), "age(born) == 17"),
        (born("2024", "2", "29"), "age(born, d'2025-02-28') == 0"),
        (born("2024", "2", "29"), "age(born, d'2025-03-01') == 1"),
        (born("2020", "4", "1"), "age(born, d'2026-04-01') == 6"),
        (born("2020", "4", "1"), "not age(born, d'2019-01-01') >= 0"),
    ] {
        assert_eq!(holds(condition, &typed), YES, "{condition} for {typed:?}");
    }
}

#[test]
fn rows_are_counted_summed_and_looked_through() {
    let typed = [
        ("kids", "r1"),
        ("kids", "r7"),
        ("kids.r1.amount", "100"),
        ("kids.r7.amount", "250"),
        ("kids.r1.kid_ok", "yes"),
        ("kids.r7.kid_ok", "no"),
    ];
    for (condition, outcome) in [
        ("count(kids) == 2", YES),
        ("sum(kids.amount) == 350", YES),
        ("any(kids, amount > 200)", YES),
        ("all(kids, amount > 200)", NO),
        ("all(kids, amount > 0)", YES),
        ("any(kids, kid_ok and amount == 250)", NO),
        ("answered(kids)", YES),
    ] {
        assert_eq!(holds(condition, &typed), outcome, "{condition}");
    }
    assert_eq!(holds("count(kids) == 0 and sum(kids.amount) == 0 and all(kids, kid_ok)", &[]), YES);
    assert_eq!(holds("answered(kids)", &[]), NO);
}

#[test]
fn arithmetic_that_does_not_fit_is_absent() {
    let typed = [("n", "9223372036854775807")];
    for expression in ["n + 1", "n * 2", "-n - 2", "n * n"] {
        assert_eq!(computed("number", expression, &typed), None, "{expression}");
    }
    assert_eq!(computed("date", "today + n", &typed), None);
    assert_eq!(computed("date", "today - (0 - n)", &typed), None);
}

#[test]
fn what_cannot_be_a_condition_is_refused() {
    for (condition, code) in [
        ("", "P0401"),
        ("n ==", "P0401"),
        ("n = 1", "P0401"),
        ("n == 1 1", "P0401"),
        ("n == 1 == 1", "P0401"),
        ("n && ok", "P0401"),
        ("'open", "P0401"),
        ("d'2026-02-30' == today", "P0401"),
        ("99999999999999999999 == n", "P0401"),
        ("foo(n)", "P0401"),
        ("age()", "P0401"),
        ("m == 1", "P0402"),
        ("n", "P0403"),
        ("n == 'a'", "P0403"),
        ("word < 'a'", "P0403"),
        ("受け取り < 'mail'", "P0403"),
        ("ok == 'yes'", "P0403"),
        ("topics == 'tax'", "P0403"),
        ("today - today == 0", "P0403"),
        ("sum(kids.kid_ok) == 1", "P0403"),
        ("count(n) == 1", "P0403"),
        ("any(n, ok)", "P0403"),
        ("kids.amount == 1", "P0403"),
        ("(1, 2) == n", "P0403"),
        ("受け取り == 'mial'", "P0404"),
        ("受け取り in ('mail', 'post')", "P0404"),
        ("'taxi' in topics", "P0404"),
        ("amount == 1", "P0406"),
    ] {
        let rest = format!("[when]\nout = \"{condition}\"\n{PAPER}");
        assert_eq!(codes(&rest), [code], "{condition}");
    }
}

#[test]
fn nesting_ends_somewhere() {
    let deep = |n: usize| format!("{}ok{}", "(".repeat(n), ")".repeat(n));
    assert_eq!(holds(&deep(50), &[("ok", "yes")]), YES);
    for text in
        [deep(500), "not ".repeat(200) + "ok", "1+".repeat(200) + "1 == n", "ok or ".repeat(3000) + "ok"]
    {
        let rest = format!("[when]\nout = \"{text}\"\n{PAPER}");
        assert_eq!(codes(&rest), ["P0401"], "{} characters", text.len());
    }
}

/// Forty names, each reading the one before twice: written out that would be 2⁴⁰ readings.
#[test]
fn names_that_double_at_every_step_are_still_quick() {
    let mut rest = PAPER.to_owned();
    for i in 1..=40 {
        let before = if i == 1 { "n".to_owned() } else { format!("c{}", i - 1) };
        rest += &format!("[[compute]]\nkey = \"c{i}\"\ntype = \"number\"\nvalue = \"{before} + {before}\"\n");
    }
    let paper = paper(&rest);
    let typed: Typed = [("n", "1")].into_iter().collect();
    assert_eq!(read(&paper, &typed).answers.computed.get("c40"), Some(&Value::Int(1 << 40)));
}
