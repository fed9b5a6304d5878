//! What helps people find a paper: the two files beside the papers, or else those the program brings with it.

use std::collections::BTreeSet;

use madoguchi_forms::{
    Finding,
    guide::{Guide, read_life, read_words},
};

/// One of the two files: what it is called and what stands in it.
#[derive(Clone, Debug)]
pub struct GuideFile {
    /// Its path, for messages.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A finding with the text it is about.
#[derive(Clone, Debug)]
pub struct GuideFinding {
    /// What was found.
    pub finding: Finding,
    /// The text it is about.
    pub source: String,
}

/// The two files as they lie beside the papers.
#[derive(Clone, Debug)]
pub struct GuideFiles {
    /// `words.toml`
    pub words: GuideFile,
    /// `life.toml`
    pub life: GuideFile,
}

impl GuideFiles {
    /// What their names are, in this order.
    pub const NAMES: [&'static str; 2] = ["words.toml", "life.toml"];

    /// Those the program brings with it, for a folder of papers that has none of its own.
    pub fn of_program() -> Self {
        let file = |path: &str, text: &str| GuideFile { path: path.to_owned(), text: text.to_owned() };
        Self {
            words: file("words.toml", include_str!("../../../forms/words.toml")),
            life: file("life.toml", include_str!("../../../forms/life.toml")),
        }
    }

    /// Reads both. `known` are the names of all procedures and papers, where they are at hand.
    pub fn read(&self, known: Option<&BTreeSet<String>>) -> (Guide, Vec<GuideFinding>) {
        let (words, in_words) = read_words(&self.words.path, &self.words.text);
        let (life, in_life) = read_life(&self.life.path, &self.life.text, known);
        let told = |findings: Vec<Finding>, file: &GuideFile| {
            let source = file.text.clone();
            findings.into_iter().map(move |finding| GuideFinding { finding, source: source.clone() })
        };
        let findings = told(in_words, &self.words).chain(told(in_life, &self.life)).collect();
        (Guide { words, life }, findings)
    }
}

impl crate::App {
    /// What helps people find a paper.
    pub fn guide(&self) -> &Guide {
        &self.0.guide
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_program_brings_is_sound() {
        let (guide, findings) = GuideFiles::of_program().read(None);
        let told: Vec<_> = findings.iter().map(|f| f.finding.render(&f.source)).collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
        assert!(guide.words.len() > 50 && guide.life.len() == 10);
    }
}
