//! What stands in the text of a paper, sound or not: for who changes it part by part.

use madoguchi_vocab::Text;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

/// A paper as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The words of the procedure, by key.
    pub said: Vec<(String, Text)>,
    /// Its other settings, as they are written; lists with one word a line.
    pub set: Vec<(String, String)>,
    /// The pages in order.
    pub pages: Vec<OutlinePage>,
}

/// A page as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutlinePage {
    /// Its name.
    pub key: String,
    /// The question.
    pub title: Text,
    /// More about it.
    pub hint: Option<Text>,
    /// When it is shown, as it is written.
    pub when: Option<String>,
    /// Whether the way ends here.
    pub is_exit: bool,
    /// Whether its questions repeat.
    pub repeats: bool,
    /// The questions in order.
    pub fields: Vec<OutlineField>,
}

/// A question as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutlineField {
    /// Its name.
    pub key: String,
    /// Its type.
    pub kind: String,
    /// What is asked.
    pub label: Text,
    /// How to answer it.
    pub hint: Option<Text>,
    /// Whether it must be answered.
    pub required: bool,
    /// When it is asked, as it is written.
    pub when: Option<String>,
    /// Its options, where they stand in the question itself.
    pub options: Option<Vec<(String, Text)>>,
}

impl Outline {
    /// Reads a text; `None` if it is no TOML.
    pub fn of(text: &str) -> Option<Self> {
        let paper: DocumentMut = text.parse().ok()?;
        let mut outline = Self::default();
        if let Some(procedure) = paper.get("procedure").and_then(Item::as_table_like) {
            for (key, item) in procedure.iter() {
                match item {
                    Item::Value(Value::Array(list)) => {
                        let words: Vec<_> = list.iter().filter_map(Value::as_str).collect();
                        outline.set.push((key.to_owned(), words.join("\n")));
                    }
                    Item::Value(Value::Integer(n)) => {
                        outline.set.push((key.to_owned(), n.value().to_string()))
                    }
                    other => {
                        outline.set.extend(other.as_str().map(|word| (key.to_owned(), word.to_owned())));
                        outline.said.extend(text_of(other).map(|said| (key.to_owned(), said)));
                    }
                }
            }
        }
        outline.pages = tables(paper.as_table(), "page").map(page).collect();
        Some(outline)
    }

    /// Words of the procedure.
    pub fn said(&self, key: &str) -> Text {
        self.said.iter().find(|(k, _)| k == key).map(|(_, said)| said.clone()).unwrap_or_default()
    }

    /// A setting of the procedure, as it is written.
    pub fn set(&self, key: &str) -> &str {
        self.set.iter().find(|(k, _)| k == key).map_or("", |(_, set)| set.as_str())
    }

    /// A page.
    pub fn page(&self, key: &str) -> Option<&OutlinePage> {
        self.pages.iter().find(|p| p.key == key)
    }

    /// A question, and its page.
    pub fn field(&self, key: &str) -> Option<(&OutlinePage, &OutlineField)> {
        self.pages.iter().find_map(|p| Some((p, p.fields.iter().find(|f| f.key == key)?)))
    }
}

impl OutlineField {
    /// What can be answered, as far as a sentence can name it: name and words.
    pub fn answers(&self) -> Vec<(String, String)> {
        match (self.kind.as_str(), &self.options) {
            ("yes_no", _) => vec![("yes".into(), "はい".into()), ("no".into(), "いいえ".into())],
            ("choice" | "choices" | "search_choice", Some(options)) => {
                options.iter().map(|(key, label)| (key.clone(), label.ja.clone())).collect()
            }
            _ => vec![],
        }
    }

    /// The condition that this question has an answer, as it is written.
    pub fn has(&self, answer: &str) -> Option<String> {
        super::condition(&self.kind, &self.key, answer)
    }
}

fn tables<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = &'t Table> {
    table.get(key).and_then(Item::as_array_of_tables).into_iter().flat_map(ArrayOfTables::iter)
}

fn string(table: &dyn TableLike, key: &str) -> Option<String> {
    table.get(key).and_then(Item::as_str).map(str::to_owned)
}

fn text_of(item: &Item) -> Option<Text> {
    match (item.as_str(), item.as_table_like()) {
        (Some(ja), _) => Some(Text::ja(ja)),
        (None, Some(table)) => {
            Some(Text { ja: string(table, "ja")?, easy: string(table, "easy"), en: string(table, "en") })
        }
        (None, None) => None,
    }
}

fn said(table: &dyn TableLike, key: &str) -> Option<Text> {
    table.get(key).and_then(text_of)
}

fn page(table: &Table) -> OutlinePage {
    OutlinePage {
        key: string(table, "key").unwrap_or_default(),
        title: said(table, "title").unwrap_or_default(),
        hint: said(table, "hint"),
        when: string(table, "when"),
        is_exit: table.contains_key("exit"),
        repeats: table.contains_key("repeat"),
        fields: tables(table, "field").map(field).collect(),
    }
}

fn field(table: &Table) -> OutlineField {
    let options = table.get("options").and_then(Item::as_array).map(|list| {
        let option = |o: &Value| {
            let o = o.as_inline_table()?;
            Some((string(o, "key")?, said(o, "label").unwrap_or_default()))
        };
        list.iter().filter_map(option).collect()
    });
    OutlineField {
        key: string(table, "key").unwrap_or_default(),
        kind: string(table, "type").unwrap_or_default(),
        label: said(table, "label").unwrap_or_default(),
        hint: said(table, "hint"),
        required: table.get("required").and_then(Item::as_bool).unwrap_or(true),
        when: string(table, "when"),
        options,
    }
}
