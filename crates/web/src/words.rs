//! The words of the screens, in three languages: `messages/{ja,easy,en}.toml`.

use std::{collections::BTreeMap, sync::LazyLock};

use madoguchi_vocab::Lang;

type Words = BTreeMap<String, String>;

static ALL: LazyLock<[Words; 3]> = LazyLock::new(|| {
    [
        include_str!("../messages/ja.toml"),
        include_str!("../messages/easy.toml"),
        include_str!("../messages/en.toml"),
    ]
    .map(|text| {
        let mut words = Words::new();
        flatten("", &text.parse().expect("the message files are TOML; a test reads them"), &mut words);
        words
    })
});

fn flatten(prefix: &str, table: &toml::Table, into: &mut Words) {
    for (key, value) in table {
        let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(inner) => flatten(&name, inner, into),
            toml::Value::String(text) => drop(into.insert(name, text.clone())),
            other => drop(into.insert(name, other.to_string())),
        }
    }
}

fn of(lang: Lang) -> &'static Words {
    match lang {
        Lang::Ja => &ALL[0],
        Lang::Easy => &ALL[1],
        Lang::En => &ALL[2],
    }
}

/// The sentence of that name. A name nobody has written comes out as itself; a test finds them all.
pub fn say(lang: Lang, key: &str) -> &str {
    of(lang).get(key).map_or(key, String::as_str)
}

/// The sentence with values in the place of `{0}`, `{1}` …
pub fn fill(lang: Lang, key: &str, values: &[&str]) -> String {
    let mut text = say(lang, key).to_owned();
    for (at, value) in values.iter().enumerate() {
        text = text.replace(&format!("{{{at}}}"), value);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use madoguchi_workflow::StageName;

    use super::*;

    #[test]
    fn every_sentence_exists_in_every_language() {
        let names = |lang| of(lang).keys().cloned().collect::<BTreeSet<_>>();
        for lang in Lang::ALL {
            for other in Lang::ALL {
                let missing: Vec<_> = names(lang).difference(&names(other)).cloned().collect();
                assert!(missing.is_empty(), "{other} lacks what {lang} has: {missing:?}");
            }
        }
    }

    /// Names that templates and handlers put together from a code.
    #[test]
    fn every_stage_has_words() {
        for lang in Lang::ALL {
            for stage in StageName::ALL {
                let key = format!("stage.{}", stage.code());
                assert!(of(lang).contains_key(&key), "{lang} lacks {key}");
            }
            for event in madoguchi_forms::LIFE_EVENTS {
                let key = format!("life.{event}");
                assert!(of(lang).contains_key(&key), "{lang} lacks {key}");
            }
        }
    }

    #[test]
    fn every_sentence_a_page_says_is_written() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut unwritten = BTreeSet::new();
        let mut folders = vec![root.join("templates"), root.join("src")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                    continue;
                }
                let bytes = fs::read(entry.path()).unwrap();
                let text = String::from_utf8_lossy(&bytes);
                for verb in [".say(\"", ".put(\"", ".put2(\"", ".ruby(\"", ".head(\""] {
                    for after in text.split(verb).skip(1) {
                        let key = after.split('"').next().unwrap_or_default();
                        if !of(Lang::Ja).contains_key(key) {
                            unwritten.insert(format!("{} in {}", key, entry.path().display()));
                        }
                    }
                }
            }
        }
        assert!(unwritten.is_empty(), "said but not written: {unwritten:#?}");
    }

    #[test]
    fn complaints_never_scold() {
        for lang in Lang::ALL {
            for (key, text) in of(lang) {
                for word in ["不正", "無効", "必須項目です", "エラーが発生しました"] {
                    assert!(!text.contains(word), "{lang} {key}: {text}");
                }
            }
        }
    }
}
