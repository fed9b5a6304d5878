//! `[[page]]`: pages, their fields and what can be chosen.

use madoguchi_vocab::{PageKey, Text};

use super::table::Table;
use crate::{
    field::{ApplicantRole, Field, FieldKind, Whose},
    paper::{ChoiceOption, Page, Repeat},
};

/// The most pages a paper may have.
const PAGES: usize = 60;
/// The most questions a paper may have.
const FIELDS: usize = 1000;

/// What stands beside the pages of questions in the addresses of an application: a page of that name would never be
/// reached.
const TAKEN: [&str; 7] = ["check", "done", "files", "receipt", "saved", "submit", "tasks"];

pub(super) fn read(root: &Table<'_>) -> Vec<Page> {
    let tables = root.tables("page", "ページ");
    if tables.len() > PAGES {
        let message = format!("ページが多すぎます（{PAGES} まで、今は {}）", tables.len());
        root.source.find("P0106", tables[PAGES].span.clone(), message, None);
    }
    let pages: Vec<Page> = tables.into_iter().filter_map(page).collect();
    let fields: usize = pages.iter().map(|p| p.fields.len()).sum();
    if fields > FIELDS {
        let message = format!("項目が多すぎます（{FIELDS} まで、今は {fields}）");
        root.source.find("P0106", 0..0, message, None);
    }
    pages
}

fn page(table: Table<'_>) -> Option<Page> {
    let key = page_key(&table);
    let title = table.need_text("title");
    let hint = table.text("hint");
    let when = table.expression("when");
    let exit = table.text("exit");
    let repeat = table.table("repeat", "repeat").and_then(repeat);
    let in_rows = table.has("repeat");
    let fields = table.tables("field", "項目").into_iter().filter_map(|t| field(t, in_rows)).collect();
    let span = table.place("key");
    table.finish();
    Some(Page { key: key?, title, hint, when, exit, repeat, fields, span })
}

fn page_key(table: &Table<'_>) -> Option<PageKey> {
    table.need("key");
    let word = table.string("key")?;
    if TAKEN.contains(&word.as_str()) {
        let message = format!("「{word}」は申請の画面で使う名前なので、ページの名前に使えません");
        table.source.find("P0105", table.place("key"), message, Some("別の名前にしてください".to_owned()));
    }
    PageKey::parse(&word)
        .map_err(|e| table.source.find("P0105", table.place("key"), e.to_string(), None))
        .ok()
}

fn repeat(table: Table<'_>) -> Option<Repeat> {
    let limit = i64::from(Repeat::LIMIT);
    let small = |n: Option<i64>| n.and_then(|n| u32::try_from(n).ok());
    let (key, span) = (table.field_key("key"), table.place("key"));
    let min = small(table.integer("min", 0..=limit)).unwrap_or(1);
    let max = small(table.integer("max", 1..=limit)).unwrap_or(10);
    if min > max {
        let hint = "min を max 以下にしてください".to_owned();
        table.source.find(
            "P0301",
            table.place("min"),
            format!("min {min} が max {max} より大きいです"),
            Some(hint),
        );
    }
    let row_title = table.need_text("row_title");
    let add =
        table.text("add").unwrap_or_else(|| Text::all("もう1つ追加する", "もう 1つ たす", "Add another"));
    table.finish();
    Some(Repeat { key: key?, min, max, row_title, add, span })
}

fn field(table: Table<'_>, in_rows: bool) -> Option<Field> {
    let (key, span) = (table.field_key("key"), table.place("key"));
    let label = table.need_text("label");
    let hint = table.text("hint");
    let required = table.boolean("required").unwrap_or(true);
    let when = table.expression("when");
    let applicant = applicant(&table);
    let default = if in_rows { Whose::Other } else { Whose::Own };
    let whose = table.word("whose", &["self", "other"], whose).unwrap_or(default);
    let print = table.boolean("print").unwrap_or(true);
    let print_under = table.text("print_under");
    // Last, for what follows are the settings of the type.
    let kind = kind(&table);
    if let (Some(key), None) = (&key, &kind) {
        table.source.lost.borrow_mut().insert(key.to_string());
    }
    table.finish();
    let kind = kind?;
    Some(Field {
        key: key?,
        ask: kind.behaviour().ask_for(&label).into(),
        label,
        hint,
        required,
        when,
        kind,
        applicant,
        whose,
        print,
        print_under,
        span,
    })
}

fn kind(table: &Table<'_>) -> Option<FieldKind> {
    table.need("type");
    let word = table.string("type");
    if let Some(code) = FieldKind::CODES.iter().find(|code| Some(**code) == word.as_deref()) {
        table.of_type(code);
    }
    let kind = word.as_deref().and_then(|w| FieldKind::parse(w, table));
    if kind.is_none() {
        table.lenient.set(true);
        if let Some(word) = word {
            table.not_one_of(&word, table.place("type"), FieldKind::CODES);
        }
    }
    kind
}

fn whose(word: &str) -> Option<Whose> {
    match word {
        "self" => Some(Whose::Own),
        "other" => Some(Whose::Other),
        _ => None,
    }
}

fn applicant(table: &Table<'_>) -> Option<ApplicantRole> {
    let words: Vec<_> = ApplicantRole::ALL.iter().map(|r| r.code()).collect();
    table.word("applicant", &words, ApplicantRole::parse)
}

/// The options under a key.
pub(crate) fn options(table: &Table<'_>, key: &'static str) -> Vec<ChoiceOption> {
    table.need(key);
    let option = |t: Table<'_>| {
        let key = t.need_string("key");
        let (label, hint, span) = (t.need_text("label"), t.text("hint"), t.place("key"));
        let [from, until] = t.days("from", "until");
        let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        if !plain || key.chars().count() > 64 {
            let message = format!("「{key}」は選択肢の名前に使えません");
            let hint = "文字・数字・_・- だけで、64 文字までにしてください".to_owned();
            t.source.find("P0105", span.clone(), message, Some(hint));
        }
        t.finish();
        ChoiceOption { key, label, hint, from, until, span }
    };
    table.tables(key, "選択肢").into_iter().map(option).collect()
}

/// The options of a question: its own, or those of a list.
pub(crate) fn offered(table: &Table<'_>) -> (Vec<ChoiceOption>, Option<String>) {
    let list = table.string("list");
    match (list, table.has("options")) {
        (None, _) => (options(table, "options"), None),
        (Some(_), true) => {
            let hint = "list か options のどちらかを消してください".to_owned();
            table.source.find(
                "P0206",
                table.place("list"),
                "選択肢が二通り書かれています".to_owned(),
                Some(hint),
            );
            (options(table, "options"), None)
        }
        (Some(name), false) => (from_list(table, &name), Some(name)),
    }
}

fn from_list(table: &Table<'_>, name: &str) -> Vec<ChoiceOption> {
    let lists = table.source.lists.borrow();
    if let Some(list) = lists.iter().find(|l| l.key.as_str() == name) {
        return list.options.clone();
    }
    let hint = crate::check::near::did_you_mean(name, lists.iter().map(|l| l.key.as_str()));
    table.source.find("P0205", table.place("list"), format!("「{name}」という [[list]] はありません"), hint);
    Vec::new()
}
