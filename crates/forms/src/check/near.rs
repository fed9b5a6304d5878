//! Did you mean …?

pub(crate) use madoguchi_vocab::near::nearest;

/// A hint naming the candidate a misspelt word is nearest to, if one is near enough to be meant.
pub(crate) fn did_you_mean<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<String> {
    nearest(word, candidates).map(|c| format!("「{c}」のことでしょうか"))
}

/// A hint that lists what there is.
pub(crate) fn one_of<'c>(what: &str, candidates: impl IntoIterator<Item = &'c str>) -> String {
    let mut all: Vec<&str> = candidates.into_iter().collect();
    let more = all.len().saturating_sub(12);
    all.truncate(12);
    let list = all.join("、");
    match more {
        0 => format!("{what}：{list}"),
        n => format!("{what}：{list} ほか {n} 個"),
    }
}
