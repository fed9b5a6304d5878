//! What the seed folder holds, read.

use madoguchi_store::people::Department;
use madoguchi_vocab::{DepartmentId, Role};
use serde::Deserialize;

#[derive(Deserialize)]
struct DepartmentLine {
    id: String,
    name: String,
    name_en: String,
    phone: String,
    hours: String,
    #[serde(default)]
    hours_en: String,
    note: String,
}

/// Reads departments.
///
/// # Errors
/// One sentence with the line.
pub fn departments(text: &str) -> Result<Vec<Department>, String> {
    lines::<DepartmentLine>("departments.csv", text).map(|lines| {
        lines
            .into_iter()
            .map(|d| Department {
                id: DepartmentId(d.id),
                name: d.name,
                name_en: d.name_en,
                phone: d.phone,
                hours: d.hours,
                hours_en: d.hours_en,
                note: d.note,
            })
            .collect()
    })
}

/// A person of the demonstration.
#[derive(Deserialize)]
pub struct Person {
    /// The name to sign in with.
    pub login: String,
    /// A plainly fictitious name.
    pub name: String,
    /// Where the person works.
    pub department: String,
    /// What the person is trusted with.
    #[serde(deserialize_with = "role")]
    pub role: Role,
}

fn role<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Role, D::Error> {
    String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
}

/// Reads people.
///
/// # Errors
/// One sentence with the line.
pub fn people(text: &str) -> Result<Vec<Person>, String> {
    lines("staff.csv", text)
}

fn lines<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> Result<Vec<T>, String> {
    csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| format!("{name} に誤りがあります（{e}）。"))
}
