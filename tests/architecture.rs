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

/// What stands in quotes and could be the name of a deed.
fn deeds(text: &str) -> Vec<String> {
    let quoted = text.split('"').skip(1).step_by(2);
    let is_deed = |q: &&str| !q.is_empty() && q.chars().all(|c| c.is_ascii_lowercase() || "-_".contains(c));
    quoted.filter(is_deed).map(str::to_owned).collect()
}

/// The deeds that a file notes: named where they are noted, or where `verb` is said.
fn noted(code: &str) -> Vec<String> {
    let after = |begun: &'static str, end: &'static str| {
        code.split(begun).skip(1).map(move |rest| rest.split(end).next().unwrap_or_default())
    };
    let mut all = Vec::new();
    for call in
        ["audit::note(", "audit::note_why(", ".leave_trace("].into_iter().flat_map(|c| after(c, ".await"))
    {
        let named = deeds(call);
        let by_name = ["verb", "event.code()"].iter().any(|name| call.split([',', ' ']).any(|a| a == *name));
        assert!(!named.is_empty() || by_name, "which deed is noted? {call}");
        // The deed comes first; what follows is what it was done to.
        all.extend(named.into_iter().find(|deed| deed != "who" && deed != "operator").filter(|_| !by_name));
    }
    all.extend(after("let verb = ", ";").flat_map(deeds));
    all.extend(after(".file_phrase(", ".await").flat_map(deeds));
    all
}

#[test]
fn every_deed_that_is_noted_has_words_in_the_trail() {
    let crates = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates"));
    let events = std::fs::read_to_string(crates.join("workflow/src/event.rs")).unwrap();
    let codes = events.lines().filter(|l| l.trim_start().starts_with("Event::") && l.contains("=> \""));
    let mut all: BTreeSet<String> = codes.flat_map(deeds).collect();
    assert!(all.contains("accepted") && all.contains("withdrawn"), "{all:?}");
    for name in ["app", "web", "cli"] {
        let mut folders = vec![crates.join(name).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                all.extend(noted(text.split("#[cfg(test)]").next().unwrap_or_default()));
            }
        }
    }
    for known in ["viewed-document", "wrote-out", "worded-phrase", "no-longer-kept", "planned", "disposed"] {
        assert!(all.contains(known), "{known} was not found: {all:?}");
    }
    let known: BTreeSet<_> = madoguchi_app::VERBS.iter().map(|(code, ..)| (*code).to_owned()).collect();
    let wordless: Vec<_> = all.difference(&known).collect();
    assert!(wordless.is_empty(), "these deeds have no words in app/trail.rs: {wordless:?}");
}
