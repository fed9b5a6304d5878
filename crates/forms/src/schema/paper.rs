//! The JSON Schema of the paper language, for editors: completion, hover, and a red line before the checker runs.

use serde_json::{Map, Value, json};

use super::{Shape, TableShape, meaning, tables};
use crate::FieldKind;

/// The schema of `form.toml` (draft 7, which editors of TOML know best).
pub fn paper_schema() -> Value {
    let tables = tables();
    let of_type = |name: &str| FieldKind::CODES.contains(&name);
    let mut definitions = Map::new();
    for table in tables.iter().filter(|t| t.name != "paper" && !of_type(t.name) && t.name != "field") {
        definitions.insert(table.name.to_owned(), object(table, None));
    }
    definitions.insert("field".to_owned(), field(&tables));
    let root = tables.iter().find(|t| t.name == "paper").map_or_else(|| json!({}), |t| object(t, None));
    let mut schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "madoguchi の様式（form.toml）",
        "definitions": definitions,
    });
    merge(&mut schema, root);
    schema
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}

/// A question: what all have, and by its type what that type has.
fn field(tables: &[TableShape]) -> Value {
    let Some(common) = tables.iter().find(|t| t.name == "field") else { return json!({}) };
    let cases: Vec<Value> = FieldKind::CODES
        .iter()
        .map(|code| {
            let mut shape = object(common, tables.iter().find(|t| t.name == *code));
            shape["properties"]["type"] = json!({ "const": code, "description": meaning(code, "_") });
            json!({
                "if": { "properties": { "type": { "const": code } }, "required": ["type"] },
                "then": shape,
            })
        })
        .collect();
    json!({
        "type": "object",
        "description": meaning("field", "_"),
        "required": ["key", "type", "label"],
        "properties": { "type": { "enum": FieldKind::CODES, "description": meaning("field", "type") } },
        "allOf": cases,
    })
}

/// A table with its settings, and with those of a type of question.
fn object(table: &TableShape, more: Option<&TableShape>) -> Value {
    if table.open {
        return json!({
            "type": "object",
            "description": meaning(table.name, "_"),
            "additionalProperties": { "type": "string" },
        });
    }
    let tables = || std::iter::once(table).chain(more);
    // A list of options stands in place of options of one's own.
    let lists = tables().flat_map(|t| &t.settings).any(|s| s.key == "list");
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, setting) in tables().flat_map(|t| t.settings.iter().map(|s| (t.name, s))) {
        properties.insert(setting.key.to_owned(), described(&setting.shape, meaning(name, setting.key)));
        if setting.needed && !(lists && setting.key == "options") {
            required.push(setting.key);
        }
    }
    json!({
        "type": "object",
        "description": meaning(table.name, "_"),
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

fn described(shape: &Shape, words: Option<String>) -> Value {
    let mut schema = of_shape(shape);
    if let (Some(words), Value::Object(schema)) = (words, &mut schema) {
        schema.insert("description".to_owned(), words.into());
    }
    schema
}

fn of_shape(shape: &Shape) -> Value {
    let text = || json!({ "anyOf": [{ "type": "string" }, { "$ref": "#/definitions/phrase" }] });
    match shape {
        Shape::Text => text(),
        Shape::Texts => json!({ "type": "array", "items": text() }),
        Shape::String | Shape::Key | Shape::Expression => json!({ "type": "string" }),
        Shape::Strings(words) => {
            let one = if words.is_empty() { json!({ "type": "string" }) } else { json!({ "enum": words }) };
            json!({ "anyOf": [one, { "type": "array", "items": one }] })
        }
        Shape::Day => json!({ "type": "string", "format": "date" }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Integer(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Bound => json!({ "type": ["integer", "string"] }),
        // The reference beside other words would hide them in this draft.
        Shape::Table(name) => json!({ "allOf": [{ "$ref": format!("#/definitions/{name}") }] }),
        Shape::Tables(name) => {
            json!({ "type": "array", "items": { "$ref": format!("#/definitions/{name}") } })
        }
    }
}
