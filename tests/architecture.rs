//! The house is built as `architecture.toml` says.
#![expect(clippy::unwrap_used, reason = "a file that cannot be read has failed")]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct House {
    may_import: BTreeMap<String, BTreeSet<String>>,
    alone: BTreeMap<String, BTreeSet<String>>,
    rules: Rules,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    crates: Vec<String>,
    never: BTreeSet<String>,
    never_std: BTreeSet<String>,
}

fn packages() -> Vec<Value> {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--no-deps", "--format-version=1"])
        .output()
        .expect("cargo metadata runs");
    let metadata: Value = serde_json::from_slice(&out.stdout).expect("cargo metadata speaks JSON");
    metadata["packages"].as_array().unwrap().clone()
}

/// The dependencies of a crate outside its tests.
fn imports(package: &Value) -> BTreeSet<String> {
    let dependencies = package["dependencies"].as_array().unwrap();
    dependencies
        .iter()
        .filter(|d| d["kind"].is_null())
        .map(|d| d["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_crate_imports_what_it_may_and_nothing_else() {
    let house: House = toml::from_str(include_str!("architecture.toml")).unwrap();
    for package in packages() {
        let full = package["name"].as_str().unwrap();
        let name = full.strip_prefix("madoguchi-").unwrap_or_else(|| panic!("{full} has no prefix"));
        if name == "tests" {
            continue;
        }
        let may = house.may_import.get(name).unwrap_or_else(|| panic!("{name} is not in architecture.toml"));
        let ours: BTreeSet<_> = imports(&package)
            .iter()
            .filter_map(|i| i.strip_prefix("madoguchi-").map(str::to_owned))
            .collect();
        let too_much: Vec<_> = ours.difference(may).collect();
        assert!(too_much.is_empty(), "{name} imports {too_much:?}; architecture.toml does not allow it");
    }
}

#[test]
fn what_one_crate_knows_the_others_do_not() {
    let house: House = toml::from_str(include_str!("architecture.toml")).unwrap();
    for package in packages() {
        let name = package["name"].as_str().unwrap().trim_start_matches("madoguchi-");
        let closed =
            house.alone.iter().filter(|(_, may)| !may.contains(name)).map(|(known, _)| known.clone());
        let known: Vec<_> = imports(&package).intersection(&closed.collect()).cloned().collect();
        assert!(known.is_empty(), "{name} must not know {known:?}");
    }
}

#[test]
fn the_rules_do_not_know_the_world() {
    let house: House = toml::from_str(include_str!("architecture.toml")).unwrap();
    for package in packages() {
        let name = package["name"].as_str().unwrap().trim_start_matches("madoguchi-").to_owned();
        if house.rules.crates.contains(&name) {
            let known: Vec<_> = imports(&package).intersection(&house.rules.never).cloned().collect();
            assert!(known.is_empty(), "{name} is a rule and must not know {known:?}");
        }
    }
}

#[test]
fn the_rules_open_no_files() {
    let house: House = toml::from_str(include_str!("architecture.toml")).unwrap();
    let crates = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates"));
    let mut broken = Vec::new();
    for name in &house.rules.crates {
        let mut folders = vec![crates.join(name).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                // Tests stand at the end of a file and may open what they like.
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                let named = house.rules.never_std.iter().filter(|part| code.contains(part.as_str()));
                broken.extend(named.map(|part| format!("{} names {part}", path.display())));
            }
        }
    }
    assert!(broken.is_empty(), "a rule is handed what it needs: {broken:#?}");
}

/// A file nobody applies is a table that is not there.
#[test]
fn every_migration_is_applied() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let applied = std::fs::read_to_string(format!("{root}/crates/store/src/migrate.rs")).unwrap();
    for file in std::fs::read_dir(format!("{root}/migrations/sqlite")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let name = name.trim_end_matches(".sql");
        assert!(applied.contains(&format!("    \"{name}\",")), "{name} is not in migrate.rs");
    }
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |folder: &str| -> BTreeSet<String> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/").to_owned() + folder;
        std::fs::read_dir(path).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
    for (number, name) in (1..).zip(names("sqlite")) {
        assert!(
            name.starts_with(&format!("{number:04}_")) && name.ends_with(".sql"),
            "{name} should have number {number:04}"
        );
    }
}
