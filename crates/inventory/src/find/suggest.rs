//! What could have been meant.

use super::{
    Index,
    folding::{kana_of, words_of},
};

/// As many are offered.
const MOST: usize = 3;
/// What is less alike (of 1) was not meant.
const ALIKE: f64 = 0.4;

impl Index {
    /// Words for which something is found and that look like what was asked, the most alike first.
    pub fn suggest(&self, question: &str) -> Vec<String> {
        let asked: Vec<String> = words_of(question)
            .into_iter()
            .take(4)
            .map(|w| w.chars().take(20).collect::<String>())
            .flat_map(|w| kana_of(&w).into_iter().chain([w]).collect::<Vec<_>>())
            .collect();
        let alike = |key: &str| {
            asked.iter().map(|w| strsim::normalized_damerau_levenshtein(w, key)).fold(0.0, f64::max)
        };
        let scored = self.terms.iter().map(|(key, word)| (alike(key), word));
        let mut near: Vec<(f64, &String)> = scored.filter(|(a, _)| *a >= ALIKE && *a < 1.0).collect();
        near.sort_by(|(a, v), (b, w)| b.total_cmp(a).then_with(|| v.cmp(w)));
        let mut found: Vec<String> = Vec::new();
        for (_, word) in near {
            if found.len() < MOST && self.find(word).is_some_and(|f| !f.is_empty()) {
                found.push(word.clone());
            }
        }
        found
    }
}
