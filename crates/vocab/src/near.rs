//! Did you mean …?

/// The candidate a misspelt word is nearest to, if one is near enough to be meant.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|c| (strsim::damerau_levenshtein(word, c), c))
        .filter(|(distance, c)| *distance <= allowed || c.to_lowercase() == word.to_lowercase())
        .min()
        .map(|(_, c)| c)
}
