//! The reference page of the paper language, in Markdown.

use std::fmt::Write;

use madoguchi_workflow::Piece;

use super::{Setting, Shape, TableShape, meaning, tables};
use crate::{
    FieldKind, Severity,
    check::catalogue::CODES,
    logic::{DEPTH_LIMIT, LENGTH_LIMIT},
};

/// The whole reference.
pub fn reference() -> String {
    let tables = tables();
    let mut out = String::from(
        "# 様式の書き方\n\n\
         このページは様式を読むプログラム自身が書き出したものです。直すときは `crates/forms/src/schema/words.toml` を直し、\n\
         `UPDATE=1 cargo test -p madoguchi-tests --test invariants` で作り直します。\n\n\
         文は `\"…\"` か、`{ ja = \"…\", easy = \"…\", en = \"…\" }` で書きます。\n",
    );
    for table in tables.iter().filter(|t| !FieldKind::CODES.contains(&t.name)) {
        section(&mut out, "##", &title(table.name), table);
    }
    out.push_str("\n## 項目の種類\n");
    for code in FieldKind::CODES {
        _ = write!(out, "\n### `{code}`\n\n{}\n", meaning(code, "_").unwrap_or_default());
        if let Some(table) = tables.iter().find(|t| t.name == *code) {
            settings(&mut out, table);
        }
    }
    places(&mut out);
    conditions(&mut out);
    findings(&mut out);
    out
}

fn title(name: &str) -> String {
    match name {
        "paper" => "いちばん上".to_owned(),
        "phrase" => "文".to_owned(),
        "law" => "`[procedure.law]`".to_owned(),
        "letter" => "`[letters.…]`".to_owned(),
        "letter_words" => "`[letters.….ja]`".to_owned(),
        "notice_words" => "`[notice.…]`".to_owned(),
        "procedure" | "when" | "workflow" | "letters" | "notice" => format!("`[{name}]`"),
        "faq" | "options" | "repeat" => format!("`{name}`"),
        "step" | "move" | "checklist" => format!("`[[workflow.{name}]]`"),
        "field" => "`[[page.field]]`".to_owned(),
        other => format!("`[[{other}]]`"),
    }
}

fn section(out: &mut String, level: &str, title: &str, table: &TableShape) {
    _ = write!(out, "\n{level} {title}\n\n{}\n", meaning(table.name, "_").unwrap_or_default());
    settings(out, table);
}

fn settings(out: &mut String, table: &TableShape) {
    if table.settings.is_empty() {
        return;
    }
    out.push_str("\n| 設定 | 形 | 要るか | 意味 |\n|---|---|---|---|\n");
    for Setting { key, shape, needed } in &table.settings {
        let must = if *needed { "要る" } else { "" };
        let words = meaning(table.name, key).unwrap_or_default();
        _ = writeln!(out, "| `{key}` | {} | {must} | {words} |", said(shape));
    }
}

fn said(shape: &Shape) -> String {
    let list = |words: &[&str]| words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(" ");
    match shape {
        Shape::Text => "文".to_owned(),
        Shape::Texts => "文の並び".to_owned(),
        Shape::String => "文字列".to_owned(),
        Shape::Strings([]) => "文字列の並び".to_owned(),
        Shape::Strings(words) => format!("並び：{}", list(words)),
        Shape::Day => "日付 `\"2026-04-01\"`".to_owned(),
        Shape::Boolean => "`true` `false`".to_owned(),
        Shape::Integer(least, most) if least == most => format!("{least}"),
        Shape::Integer(least, most) => format!("{least}〜{most}"),
        Shape::Word(words) => list(words),
        Shape::Key => "名前".to_owned(),
        Shape::Expression => "条件・式".to_owned(),
        Shape::Bound => "数か式".to_owned(),
        Shape::Table(name) => format!("表 {}", title(name)),
        Shape::Tables(name) => format!("表の並び {}", title(name)),
    }
}

fn places(out: &mut String) {
    out.push_str(
        "\n## メールと通知書の差し込み\n\n\
         文の中の `{名前}` は、送るとき・印刷するときの値に置きかわります。`body`（全文）には、太字のものがなくてはなりません。\n\n\
         | 文面 | 差し込み |\n|---|---|\n",
    );
    for piece in Piece::all() {
        let needed: Vec<_> = piece.slots().iter().flat_map(|s| s.rule.needed).collect();
        let name = |place: &&str| {
            if needed.contains(&place) { format!("**`{{{place}}}`**") } else { format!("`{{{place}}}`") }
        };
        let places = piece.places().iter().map(name).collect::<Vec<_>>().join(" ");
        _ = writeln!(out, "| `{}` | {places} |", piece.code());
    }
}

fn conditions(out: &mut String) {
    _ = write!(
        out,
        "\n## 条件と式\n\n\
         比べる `==` `!=` `<` `<=` `>` `>=`、つなぐ `and` `or` `not`、どれか `in`、計算 `+` `-` `*`、文字列 `'x'`、整数、\n\
         `true` `false`、今日 `today`、日付 `d'2026-04-01'`。名前は項目・計算・名前つきの条件です。\n\
         条件は {LENGTH_LIMIT} 文字まで、かっこの重なりは {DEPTH_LIMIT} までです。\n\n\
         聞いていない・答えていない・読めない値は「ない」値です。ない値との比較は `!=` も含めてすべて成り立たず、ない値との計算は\n\
         ない値になります。`not (a == 1)` は a がないとき成り立ち、`a != 1` は成り立ちません。\n\n\
         | 関数 | 意味 |\n|---|---|\n"
    );
    for (call, words) in FUNCTIONS {
        _ = writeln!(out, "| `{call}` | {words} |");
    }
}

const FUNCTIONS: &[(&str, &str)] = &[
    ("answered(x)", "答えがある"),
    ("age(誕生日)", "今日の満年齢（誕生日から数える。2月29日生まれは3月1日から）"),
    ("age(誕生日, 日)", "その日の満年齢"),
    ("fiscal_year(日)", "年度（4月はじまり）"),
    ("days_between(a, b)", "a から b までの日数。b が前なら負"),
    ("count(グループ)", "くり返しの行の数、または選んだ選択肢の数"),
    ("sum(グループ.項目)", "行の合計。答えのない行は飛ばす"),
    ("any(グループ, 条件)", "どれかの行で成り立つ"),
    ("all(グループ, 条件)", "すべての行で成り立つ。行がなければ成り立つ"),
    ("if(条件, a, b)", "条件が成り立てば a、そうでなければ b"),
];

fn findings(out: &mut String) {
    out.push_str("\n## 検査で出る記号\n\n| 記号 | | 意味 |\n|---|---|---|\n");
    for (code, severity, words) in CODES {
        let severity = if *severity == Severity::Error { "誤り" } else { "注意" };
        _ = writeln!(out, "| {code} | {severity} | {} |", words.replace('|', "\\|"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logic::Function;

    #[test]
    fn every_function_is_explained() {
        for (name, ..) in Function::ALL {
            assert!(FUNCTIONS.iter().any(|(call, _)| call.starts_with(&format!("{name}("))), "{name}");
        }
        let unknown = FUNCTIONS
            .iter()
            .filter(|(call, _)| Function::ALL.iter().all(|(name, ..)| !call.starts_with(name)));
        assert_eq!(unknown.count(), 0);
    }
}
