//! A paper in an older form of the language, brought to the newest: what people wrote (comments, order, spaces) stays.
//!
//! A change of the language that older papers do not fit raises [`FORMAT`] and adds a step here; nothing else reads
//! old forms.

use toml_edit::{DocumentMut, value};

use crate::parse::FORMAT;

/// Brings a document from one form to the next.
type Step = fn(&mut DocumentMut);

/// The steps from form 1 to 2, from 2 to 3, … The first form is the newest so far.
const STEPS: &[Step] = &[];

/// What became of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Upgraded {
    /// It is in the newest form.
    Newest,
    /// It was in an older one; this is its text now.
    From(i64, String),
}

/// Why a paper was left as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotUpgraded {
    /// It is no TOML.
    #[error("not TOML: {0}")]
    NotToml(String),
    /// It does not say in which form it is.
    #[error("no format")]
    NoFormat,
    /// It is in a form this version does not know.
    #[error("format {0} is not known")]
    Unknown(i64),
}

/// Brings the text of a paper to the newest form.
///
/// # Errors
/// See [`NotUpgraded`].
pub fn upgrade(text: &str) -> Result<Upgraded, NotUpgraded> {
    by(text, STEPS, FORMAT)
}

fn by(text: &str, steps: &[Step], newest: i64) -> Result<Upgraded, NotUpgraded> {
    let mut document: DocumentMut =
        text.parse().map_err(|e: toml_edit::TomlError| NotUpgraded::NotToml(e.message().to_owned()))?;
    let from = document.get("format").and_then(toml_edit::Item::as_integer).ok_or(NotUpgraded::NoFormat)?;
    if from == newest {
        return Ok(Upgraded::Newest);
    }
    let behind = newest.checked_sub(from).and_then(|n| usize::try_from(n).ok());
    let first = behind.and_then(|n| steps.len().checked_sub(n)).filter(|_| from > 0);
    let first = first.ok_or(NotUpgraded::Unknown(from))?;
    for step in &steps[first..] {
        step(&mut document);
    }
    document["format"] = value(newest);
    Ok(Upgraded::From(from, document.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps as a later version might have them: a key is renamed, then another gets a table.
    const LATER: &[Step] = &[
        |d| {
            if let Some(old) = d["procedure"].as_table_mut().and_then(|t| t.remove("minutes")) {
                d["procedure"]["takes"] = old;
            }
        },
        |d| d["procedure"]["online"] = value(true),
    ];
    const OLD: &str = "# A paper.\nformat = 1\n\n[procedure] # what it is\ntitle = \"見本\"\nminutes = 5\n";

    #[test]
    fn old_papers_take_every_step_and_keep_what_people_wrote() {
        let Ok(Upgraded::From(1, text)) = by(OLD, LATER, 3) else { panic!("it was not upgraded") };
        assert!(
            text.starts_with("# A paper.\nformat = 3\n\n[procedure] # what it is\ntitle = \"見本\"\n"),
            "{text}"
        );
        assert!(
            text.contains("takes = 5") && text.contains("online = true") && !text.contains("minutes"),
            "{text}"
        );
        let Ok(Upgraded::From(2, text)) = by(&OLD.replace("format = 1", "format = 2"), LATER, 3) else {
            panic!("it was not upgraded")
        };
        assert!(text.contains("minutes = 5"), "a step that is behind it is not taken again: {text}");
        assert_eq!(by(&text, LATER, 3), Ok(Upgraded::Newest));
    }

    #[test]
    fn what_cannot_be_upgraded_is_left_and_says_why() {
        assert_eq!(upgrade(OLD), Ok(Upgraded::Newest));
        assert!(matches!(upgrade("format = "), Err(NotUpgraded::NotToml(_))));
        assert_eq!(upgrade("[procedure]"), Err(NotUpgraded::NoFormat));
        for unknown in [0, -1, 2, i64::MAX, i64::MIN] {
            assert_eq!(upgrade(&format!("format = {unknown}")), Err(NotUpgraded::Unknown(unknown)));
        }
    }
}
