//! Words and settings under a key, changed where they stand.

use madoguchi_vocab::Text;
use toml_edit::{InlineTable, Item, Table, TableLike, Value};

use super::Setting;

/// Puts words under a key, in the form they are written in already.
pub(super) fn say(table: &mut Table, key: &str, said: Option<&Text>) {
    let Some(said) = said else {
        table.remove(key);
        return;
    };
    match table.get_mut(key) {
        Some(Item::Value(Value::InlineTable(written))) => on_one_line(written, said),
        Some(Item::Table(written)) => in_languages(written, said),
        _ => replace(table, key, text(said)),
    }
}

/// The same inside a table on one line.
pub(super) fn say_inline(table: &mut InlineTable, key: &str, said: &Text) {
    match table.get_mut(key).and_then(Value::as_inline_table_mut) {
        Some(written) => on_one_line(written, said),
        None => replace(table, key, text(said)),
    }
}

fn on_one_line(table: &mut InlineTable, said: &Text) {
    let languages = table.len();
    in_languages(table, said);
    if table.len() != languages {
        table.fmt();
    }
}

/// Puts a setting under a key.
pub(super) fn set(table: &mut Table, key: &str, setting: Option<&Setting>) {
    match setting {
        None => drop(table.remove(key)),
        // What is the same already keeps the way it is written.
        Some(setting) => match (table.get(key).and_then(Item::as_value), setting) {
            (Some(Value::String(old)), Setting::Word(new)) if old.value() == new => {}
            (Some(Value::Integer(old)), Setting::Number(new)) if old.value() == new => {}
            (Some(Value::Boolean(old)), Setting::Flag(new)) if old.value() == new => {}
            (Some(Value::Array(old)), Setting::Words(new))
                if old.iter().map(Value::as_str).eq(new.iter().map(|w| Some(w.as_str()))) => {}
            _ => replace(table, key, setting.into()),
        },
    }
}

/// Words as they are written anew: a table where there is more than Japanese.
pub(super) fn text(said: &Text) -> Value {
    if said.easy.is_none() && said.en.is_none() {
        return Value::from(said.ja.as_str());
    }
    let mut table = InlineTable::new();
    in_languages(&mut table, said);
    Value::from(table)
}

fn in_languages(table: &mut dyn TableLike, said: &Text) {
    let parts = [("ja", Some(&said.ja)), ("easy", said.easy.as_ref()), ("en", said.en.as_ref())];
    for (lang, words) in parts {
        match words {
            None => drop(table.remove(lang)),
            Some(words) if table.get(lang).and_then(Item::as_str) == Some(words) => {}
            Some(words) => replace(table, lang, Value::from(words.as_str())),
        }
    }
}

/// Puts a value in the place of another; what stands beside the old one stays.
fn replace(table: &mut dyn TableLike, key: &str, mut value: Value) {
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        _ => drop(table.insert(key, Item::Value(value))),
    }
}
