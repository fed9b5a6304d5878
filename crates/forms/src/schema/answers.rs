//! The JSON Schema of the answers to a paper, as submissions keep them and the API hands them out.

use serde_json::{Map, Value, json};

use crate::{ComputeType, Field, FieldKind, Paper, logic::Type};

/// The schema of the answers to this paper.
pub fn answers_schema(paper: &Paper) -> Value {
    let (mut values, mut rows) = (Map::new(), Map::new());
    for page in paper.pages.iter().filter(|p| p.exit.is_none()) {
        let fields: Map<String, Value> =
            page.fields.iter().filter_map(|f| Some((f.key.to_string(), of_field(f)?))).collect();
        match &page.repeat {
            None => values.extend(fields),
            Some(repeat) => {
                let row = object(
                    Map::from_iter([
                        ("id".to_owned(), json!({ "type": "string", "pattern": "^r[0-9]{1,4}$" })),
                        ("values".to_owned(), object(fields, &[])),
                    ]),
                    &["id", "values"],
                );
                let rows_of = json!({ "type": "array", "maxItems": repeat.max, "items": row });
                rows.insert(repeat.key.to_string(), rows_of);
            }
        }
    }
    let computed = paper.computes.iter().map(|c| {
        let value = match c.kind {
            ComputeType::Money | ComputeType::Number => tagged("int", json!({ "type": "integer" })),
            ComputeType::Text => tagged("text", json!({ "type": "string" })),
            ComputeType::YesNo => tagged("yes_no", json!({ "type": "boolean" })),
            ComputeType::Date => tagged("date", day()),
        };
        (c.key.to_string(), value)
    });
    let parts = [
        ("values", object(values, &[])),
        ("rows", object(rows, &[])),
        ("computed", object(computed.collect(), &[])),
    ];
    let mut schema =
        object(parts.into_iter().map(|(k, v)| (k.to_owned(), v)).collect(), &["values", "rows", "computed"]);
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = paper.procedure.title.ja.clone().into();
    schema["description"] = format!("{} の答え", paper.slug).into();
    schema
}

fn object(properties: Map<String, Value>, required: &[&str]) -> Value {
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

fn tagged(kind: &str, value: Value) -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["type", "value"],
        "properties": { "type": { "const": kind }, "value": value },
    })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

/// One answer; `None` where nothing is asked.
fn of_field(field: &Field) -> Option<Value> {
    let strings = |names: &[&str]| {
        object(names.iter().map(|n| ((*n).to_owned(), json!({ "type": "string" }))).collect(), names)
    };
    let mut schema = match field.kind.behaviour().logic() {
        Type::Nothing | Type::Rows | Type::Unknown => return None,
        Type::Number => tagged("int", json!({ "type": "integer" })),
        Type::Date => tagged("date", day()),
        Type::YesNo if matches!(field.kind, FieldKind::Consent(_)) => {
            tagged("consent", json!({ "const": true }))
        }
        Type::YesNo => tagged("yes_no", json!({ "type": "boolean" })),
        Type::OneOf(keys) => tagged("choice", json!({ "enum": keys })),
        Type::AnyOf(keys) => {
            tagged("choices", json!({ "type": "array", "uniqueItems": true, "items": { "enum": keys } }))
        }
        Type::Text => tagged("text", json!({ "type": "string" })),
        Type::Opaque => match &field.kind {
            FieldKind::PostalAddress(_) => {
                tagged("address", strings(&["zip", "pref", "city", "town", "street", "building"]))
            }
            FieldKind::BankAccount(_) => {
                let mut bank = strings(&[
                    "bank_name",
                    "bank_code",
                    "branch_name",
                    "branch_code",
                    "number",
                    "holder_kana",
                    "account_type",
                    "kind",
                ]);
                bank["properties"]["kind"] = json!({ "const": "bank" });
                bank["properties"]["account_type"] = json!({ "enum": ["ordinary", "current", "savings"] });
                let mut yucho = strings(&["symbol", "number", "holder_kana", "kind"]);
                yucho["properties"]["kind"] = json!({ "const": "yucho" });
                tagged("bank", json!({ "oneOf": [bank, yucho] }))
            }
            FieldKind::Attachment(a) => {
                let mut file = strings(&["id", "name", "kind"]);
                file["properties"]["size"] = json!({ "type": "integer", "minimum": 0 });
                tagged("files", json!({ "type": "array", "maxItems": a.max_files, "items": file }))
            }
            // Numbers of cards and times of day are text that conditions do not compare.
            _ => tagged("text", json!({ "type": "string" })),
        },
    };
    schema["title"] = field.label.ja.clone().into();
    Some(schema)
}
