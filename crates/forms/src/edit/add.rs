//! New pages, questions and options, with names nobody has to think of.

use std::collections::BTreeSet;

use madoguchi_vocab::Text;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use super::{NotEdited, Place, order, table_at, words};

/// The kinds of question that can be added without knowing the language, in the order they are offered. The others
/// have settings that must be written.
pub const OFFERED: [&str; 18] = [
    "text",
    "long_text",
    "name",
    "kana",
    "birthday",
    "postal_address",
    "phone",
    "email",
    "choice",
    "choices",
    "yes_no",
    "number",
    "money",
    "date",
    "attachment",
    "bank_account",
    "consent",
    "statement",
];

/// A question to be added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewField {
    /// One of [`OFFERED`].
    pub kind: String,
    /// What is asked.
    pub label: Text,
    /// How to answer it.
    pub hint: Option<Text>,
    /// Whether it must be answered.
    pub required: bool,
    /// What can be chosen, where something can.
    pub options: Vec<Text>,
}

/// What an answer of a kind usually is to the office.
fn role_of(kind: &str) -> Option<&'static str> {
    match kind {
        "name" => Some("name"),
        "kana" => Some("kana"),
        "birthday" => Some("birthday"),
        "postal_address" => Some("address"),
        "phone" => Some("phone"),
        "email" => Some("email"),
        _ => None,
    }
}

/// One more page.
pub(super) fn page(paper: &mut DocumentMut, title: &Text) -> Result<(), NotEdited> {
    let pages = match paper.entry("page").or_insert(Item::ArrayOfTables(ArrayOfTables::new())) {
        Item::ArrayOfTables(pages) => pages,
        _ => return Err(NotEdited::Otherwise),
    };
    let taken: BTreeSet<_> = pages.iter().filter_map(|p| p.get("key")?.as_str()).map(str::to_owned).collect();
    let mut page = Table::new();
    page.insert("key", Item::Value(Value::from(unused("page", &taken))));
    page.insert("title", Item::Value(words::text(title)));
    pages.push(page);
    order::settle(paper);
    Ok(())
}

/// One more question on a page.
pub(super) fn field(paper: &mut DocumentMut, page: &str, new: &NewField) -> Result<(), NotEdited> {
    if !OFFERED.contains(&new.kind.as_str()) {
        return Err(NotEdited::Otherwise);
    }
    let taken = names(paper);
    let is_row = table_at(paper, &Place::Page(page.to_owned()))?.contains_key("repeat");
    let role = role_of(&new.kind).filter(|role| !is_row && !has_role(paper, role));
    let key = match role.filter(|role| !taken.contains(*role)) {
        Some(role) => role.to_owned(),
        None => unused("q", &taken),
    };
    let mut field = Table::new();
    let mut put = |key: &str, value: Value| drop(field.insert(key, Item::Value(value)));
    put("key", key.into());
    put("type", new.kind.as_str().into());
    put("label", words::text(&new.label));
    if let Some(hint) = &new.hint {
        put("hint", words::text(hint));
    }
    if !new.required && new.kind != "statement" {
        put("required", false.into());
    }
    if let Some(role) = role {
        put("applicant", role.into());
    }
    if matches!(new.kind.as_str(), "choice" | "choices") {
        let all: Vec<_> = new.options.iter().map(|label| (None, label.clone())).collect();
        put("options", Value::from(listed(&Array::new(), &all)));
    }
    let page = table_at(paper, &Place::Page(page.to_owned()))?;
    match page.entry("field").or_insert(Item::ArrayOfTables(ArrayOfTables::new())) {
        Item::ArrayOfTables(fields) => fields.push(field),
        _ => return Err(NotEdited::Otherwise),
    }
    order::settle(paper);
    Ok(())
}

/// The options of a question.
pub(super) fn options(field: &mut Table, all: &[(Option<String>, Text)]) -> Result<(), NotEdited> {
    let old = match field.get("options") {
        Some(Item::Value(Value::Array(old))) => old.clone(),
        None if !field.contains_key("list") => Array::new(),
        _ => return Err(NotEdited::Otherwise),
    };
    let mut new = listed(&old, all);
    *new.decor_mut() = old.decor().clone();
    field.insert("options", Item::Value(Value::from(new)));
    Ok(())
}

/// A list of options, one a line. Those that were there keep what else is written about them.
fn listed(old: &Array, all: &[(Option<String>, Text)]) -> Array {
    let known = |key: &str| {
        old.iter()
            .filter_map(Value::as_inline_table)
            .find(|o| o.get("key").and_then(Value::as_str) == Some(key))
    };
    let mut taken: BTreeSet<String> = all.iter().filter_map(|(key, _)| key.clone()).collect();
    // A name that was taken away may stand in answers: it is not given to another.
    taken.extend(old.iter().filter_map(|o| Some(o.as_inline_table()?.get("key")?.as_str()?.to_owned())));
    let mut list = Array::new();
    for (key, label) in all {
        let mut option = match key.as_deref().and_then(known) {
            Some(written) => written.clone(),
            None => {
                let key = key.clone().unwrap_or_else(|| unused("a", &taken));
                taken.insert(key.clone());
                let mut option = InlineTable::new();
                option.insert("key", key.into());
                option
            }
        };
        words::say_inline(&mut option, "label", label);
        let mut option = Value::from(option);
        option.decor_mut().set_prefix("\n  ");
        option.decor_mut().set_suffix("");
        list.push_formatted(option);
    }
    list.set_trailing_comma(true);
    list.set_trailing("\n");
    list
}

/// A name that nothing has yet.
fn unused(stem: &str, taken: &BTreeSet<String>) -> String {
    (1..).map(|n| format!("{stem}{n}")).find(|name| !taken.contains(name)).unwrap_or_default()
}

fn has_role(paper: &DocumentMut, role: &str) -> bool {
    fields(paper).any(|f| f.get("applicant").and_then(Item::as_str) == Some(role))
}

fn fields(paper: &DocumentMut) -> impl Iterator<Item = &Table> {
    let pages = paper.get("page").and_then(Item::as_array_of_tables);
    pages.into_iter().flatten().filter_map(|p| p.get("field")?.as_array_of_tables()).flatten()
}

/// Every name that conditions may read.
fn names(paper: &DocumentMut) -> BTreeSet<String> {
    let key = |table: &Table| table.get("key").and_then(Item::as_str).map(str::to_owned);
    let mut names: BTreeSet<String> = fields(paper).filter_map(key).collect();
    let pages = paper.get("page").and_then(Item::as_array_of_tables);
    let groups = pages.into_iter().flatten().filter_map(|p| p.get("repeat")?.as_table_like()?.get("key"));
    names.extend(groups.filter_map(Item::as_str).map(str::to_owned));
    let computes = paper.get("compute").and_then(Item::as_array_of_tables);
    names.extend(computes.into_iter().flatten().filter_map(key));
    let when = paper.get("when").and_then(Item::as_table_like);
    names.extend(when.into_iter().flat_map(|w| w.iter()).map(|(name, _)| name.to_owned()));
    names
}
