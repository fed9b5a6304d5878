//! What we take from others: licences, bans, and nothing from outside at run time.
#![expect(clippy::unwrap_used, reason = "a file that cannot be read has failed")]

use std::{collections::BTreeSet, path::Path, process::Command};

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn deny() -> toml::Table {
    std::fs::read_to_string(root().join("deny.toml")).unwrap().parse().unwrap()
}

fn words(value: &toml::Value) -> BTreeSet<String> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

fn packages() -> Vec<Value> {
    let out =
        Command::new(env!("CARGO")).args(["metadata", "--locked", "--format-version=1"]).output().unwrap();
    let metadata: Value = serde_json::from_slice(&out.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// Whether an SPDX expression of `AND` and `OR` can be met by what is allowed. `OR` binds weaker; parentheses are
/// flattened to their strictest reading.
fn met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let flat = expression.replace('/', " OR ");
    if let Some((before, inside_and_after)) = flat.split_once('(') {
        let Some((inside, after)) = inside_and_after.split_once(')') else { return false };
        let word = if met(inside, allowed) { "MIT" } else { "none" };
        return met(&format!("{before}{word}{after}"), allowed);
    }
    flat.split(" OR ").any(|all| all.split(" AND ").all(|one| allowed.contains(one.trim())))
}

#[test]
fn every_licence_is_one_we_allow() {
    let allowed = words(&deny()["licenses"]["allow"]);
    let wrong: Vec<_> = packages()
        .iter()
        .filter(|p| !p["source"].is_null() && !met(p["license"].as_str().unwrap_or("none"), &allowed))
        .map(|p| format!("{} {}", p["name"], p["license"]))
        .collect();
    assert!(wrong.is_empty(), "not allowed by deny.toml: {wrong:?}");
}

#[test]
fn nothing_banned_and_nothing_from_elsewhere() {
    let banned = words(&deny()["bans"]["deny"]);
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        assert!(!banned.contains(name), "{name} is banned by deny.toml");
        let source = package["source"].as_str().unwrap_or("ours");
        assert!(source == "ours" || source.starts_with("registry+"), "{name} comes from {source}");
    }
}

#[test]
fn pages_ask_nobody_else_for_anything() {
    let mut looked_at = 0;
    let mut folders = vec![
        root().join("crates/web/templates"),
        root().join("crates/web/static"),
        root().join("crates/documents/templates"),
    ];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            for attribute in
                ["src=\"http", "href=\"http", "url(http", "url(\"http", "@import", "src=\"//", "href=\"//"]
            {
                assert!(!text.contains(attribute), "{} holds {attribute}", path.display());
            }
            assert!(
                !text.contains("style=\""),
                "{} holds a style attribute, which the CSP forbids",
                path.display()
            );
            looked_at += 1;
        }
    }
    assert!(looked_at > 10, "only {looked_at} files were looked at");
}

#[test]
fn expressions_are_read_right() {
    let allowed: BTreeSet<String> = ["MIT".to_owned(), "ISC".to_owned()].into();
    for (expression, yes) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("MIT AND (GPL-3.0 OR ISC)", true),
        ("(GPL-3.0 OR X) AND MIT", false),
        ("MIT/Apache-2.0", true),
    ] {
        assert_eq!(met(expression, &allowed), yes, "{expression}");
    }
}
