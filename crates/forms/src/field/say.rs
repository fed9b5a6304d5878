//! How complaints are worded: each names the question and says what to do, in all three languages.

use madoguchi_vocab::{Lang, Text};

/// Something to type is wanting.
pub(crate) fn enter(label: &Text) -> Text {
    wanting(label, "入力してください", "書いて ください", "Enter")
}

/// Something to choose is wanting.
pub(crate) fn choose(label: &Text) -> Text {
    wanting(label, "選んでください", "えらんで ください", "Select")
}

fn wanting(label: &Text, ja: &str, easy: &str, en: &str) -> Text {
    Text::all(
        asked_for(label.get(Lang::Ja), &format!("を{ja}"), &format!("：{ja}")),
        asked_for(label.get(Lang::Easy), &format!("を {easy}"), &format!("：{easy}")),
        format!("{en} {}", inside(label.get(Lang::En))),
    )
}

/// A label that is a sentence of its own (「…ですか」) takes no particle.
fn asked_for(label: &str, as_noun: &str, as_question: &str) -> String {
    let is_question = label.ends_with(['か', '？', '?', '。']);
    format!("{label}{}", if is_question { as_question } else { as_noun })
}

/// A sentence about a question.
pub(crate) fn about(label: &Text, ja: &str, easy: &str, en: &str) -> Text {
    Text::all(
        format!("{}：{ja}", label.get(Lang::Ja)),
        format!("{}：{easy}", label.get(Lang::Easy)),
        format!("{}: {en}", label.get(Lang::En)),
    )
}

/// More characters than fit.
pub(crate) fn too_long(label: &Text, limit: usize, now: usize) -> Text {
    Text::all(
        format!("{}は {limit} 文字以内で入力してください（今は {now} 文字）", label.get(Lang::Ja)),
        format!("{}は {limit}文字までです。短く して ください（今は {now}文字）", label.get(Lang::Easy)),
        format!("{} must be {limit} characters or fewer (now {now})", label.get(Lang::En)),
    )
}

/// An English label inside a sentence: "Full name" → "full name", but "ID card" stays.
fn inside(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain([second]).chain(chars).collect()
        }
        _ => label.to_owned(),
    }
}

/// A day in the words of a language, both counts of years where there are two.
pub(crate) fn day(day: madoguchi_vocab::Date, lang: Lang) -> String {
    match lang {
        Lang::Ja | Lang::Easy => madoguchi_vocab::wareki::long_with_civil(day),
        Lang::En => day.format("%-d %B %Y").to_string(),
    }
}
