//! Releases are left to cool for 14 days before we use them: most poisoned ones are found by then.
//!
//! When a release was published stands in the index that cargo keeps on this machine; nothing is asked of the
//! network.

use std::{fs, path::PathBuf, process::Command};

use serde_json::Value;

/// Days between a release and our use of it.
const DAYS: i64 = 14;

/// Checks every locked dependency.
///
/// # Errors
/// The names of those that are too young.
pub fn check() -> Result<(), String> {
    let lock = fs::read_to_string("Cargo.lock").map_err(|e| format!("Cargo.lock: {e}"))?;
    let used_on = day(&last_change()?).ok_or("the date of Cargo.lock cannot be read")?;
    let (mut young, mut unknown) = (Vec::new(), 0);
    let packages = packages(&lock);
    for (name, version) in &packages {
        match published(name, version).as_deref().and_then(day) {
            Some(published) if used_on - published < DAYS => {
                young.push(format!("  {name} {version} ({} days)", used_on - published));
            }
            Some(_) => {}
            None => unknown += 1,
        }
    }
    println!("{} dependencies, {unknown} of them without a known day of release", packages.len());
    if young.is_empty() {
        return Ok(());
    }
    Err(format!("younger than {DAYS} days; take the release before:\n{}", young.join("\n")))
}

/// The names and versions that come from the registry.
fn packages(lock: &str) -> Vec<(String, String)> {
    let value = |block: &str, key: &str| {
        let line = block.lines().find(|l| l.starts_with(&format!("{key} = ")))?;
        Some(line.split('"').nth(1)?.to_owned())
    };
    lock.split("[[package]]")
        .filter(|block| block.contains("\nsource = \"registry+"))
        .filter_map(|block| Some((value(block, "name")?, value(block, "version")?)))
        .collect()
}

/// The day on which Cargo.lock was last changed, `2026-11-23`; today if it is being changed.
fn last_change() -> Result<String, String> {
    let git = |arguments: &[&str]| {
        let out = Command::new("git").args(arguments).output().map_err(|e| format!("git: {e}"))?;
        Ok::<_, String>(String::from_utf8_lossy(&out.stdout).trim().to_owned())
    };
    let committed = git(&["log", "-1", "--format=%cs", "--", "Cargo.lock"])?;
    if git(&["status", "--porcelain", "--", "Cargo.lock"])?.is_empty() && !committed.is_empty() {
        return Ok(committed);
    }
    let out = Command::new("date").arg("+%F").output().map_err(|e| format!("date: {e}"))?;
    Ok(String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

/// When a release was published, by the index cargo keeps.
fn published(name: &str, version: &str) -> Option<String> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|h| PathBuf::from(h).join(".cargo")))?;
    let name = name.to_lowercase();
    let place = match name.len() {
        1 | 2 => format!("{}/{name}", name.len()),
        3 => format!("3/{}/{name}", &name[..1]),
        _ => format!("{}/{}/{name}", &name[..2], &name[2..4]),
    };
    fs::read_dir(home.join("registry/index"))
        .ok()?
        .filter_map(|index| {
            let bytes = fs::read(index.ok()?.path().join(".cache").join(&place)).ok()?;
            bytes
                .split(|b| *b == 0)
                .filter(|part| part.starts_with(b"{"))
                .filter_map(|part| serde_json::from_slice::<Value>(part).ok())
                .find(|release| release["vers"] == version)
                .and_then(|release| release["pubtime"].as_str().map(str::to_owned))
        })
        .next()
}

/// Days since 1970 of a date at the beginning of a text (Howard Hinnant's days_from_civil).
fn day(text: &str) -> Option<i64> {
    let mut parts = text.get(..10)?.split('-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        assert_eq!(day("1970-01-01"), Some(0));
        assert_eq!(day("2024-03-01T00:00:00Z").unwrap() - day("2024-02-28").unwrap(), 2);
        assert_eq!(day("2026-11-23").unwrap() - day("2026-11-09").unwrap(), 14);
        assert_eq!(day("soon"), None);
    }

    #[test]
    fn only_what_comes_from_the_registry_is_checked() {
        let lock = "\n[[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"theirs\"\nversion = \"1.2.3\"\nsource = \"registry+x\"\n";
        assert_eq!(packages(lock), [("theirs".to_owned(), "1.2.3".to_owned())]);
    }
}
