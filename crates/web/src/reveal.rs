//! Which questions of a page come and go with an answer on the same page, so that the browser can show and
//! hide them without asking us. Found by trying: no condition is looked into.

use madoguchi_forms::{Field, FieldKind, Typed};
use madoguchi_vocab::FieldKey;

/// As many questions of one page may decide about others; `static/reveal.css` is made for them.
pub const DECIDERS: usize = 6;
/// As many options such a question may have.
pub const OPTIONS: usize = 12;

/// When a question is on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Showing {
    /// Always.
    Always,
    /// Not with these answers, and no answer on this page changes that at once.
    Never,
    /// With certain answers on this page: the classes of its wrappers, outermost first.
    With(Vec<String>),
}

/// How the questions of a page are shown, and which of them decide about others (by their number in
/// [`DECIDERS`]). `visible` says whether a question would be asked with other answers.
pub fn showings(
    fields: &[Field],
    row: Option<(&FieldKey, &str)>,
    typed: &Typed,
    visible: &dyn Fn(&Typed, &FieldKey) -> bool,
) -> Vec<(Showing, Option<usize>)> {
    let mut found: Vec<(Showing, Option<usize>)> = Vec::new();
    // The answers that bring each question on the screen, for those that depend on it in turn.
    let mut with: Vec<Typed> = Vec::new();
    let mut deciders = 0;
    for (at, field) in fields.iter().enumerate() {
        let mut showing = if visible(typed, &field.key) { Showing::Always } else { Showing::Never };
        let mut asked_with = typed.clone();
        if field.when.is_some() {
            for earlier in (0..at).rev() {
                let Some(shown_by) = decides(&fields[earlier], row, &with[earlier], &field.key, visible)
                else {
                    continue;
                };
                if found[earlier].1.is_none() && deciders == DECIDERS {
                    continue;
                }
                let number = *found[earlier].1.get_or_insert_with(|| {
                    deciders += 1;
                    deciders - 1
                });
                let classes: Vec<_> = shown_by.iter().map(|(at, _)| format!("s{number}-{at}")).collect();
                let mut wrappers = match &found[earlier].0 {
                    Showing::With(wrappers) => wrappers.clone(),
                    Showing::Always | Showing::Never => vec![],
                };
                wrappers.push(classes.join(" "));
                showing = Showing::With(wrappers);
                asked_with = with[earlier].clone();
                asked_with.set(fields[earlier].input(row, ""), shown_by[0].1.clone());
                break;
            }
        }
        found.push((showing, None));
        with.push(asked_with);
    }
    found
}

/// The options of a question that bring another one on the screen, if some do and some do not.
fn decides(
    decider: &Field,
    row: Option<(&FieldKey, &str)>,
    typed: &Typed,
    other: &FieldKey,
    visible: &dyn Fn(&Typed, &FieldKey) -> bool,
) -> Option<Vec<(usize, String)>> {
    let options: Vec<String> = match &decider.kind {
        FieldKind::YesNo(_) => vec!["yes".into(), "no".into()],
        FieldKind::Consent(_) => vec!["yes".into()],
        FieldKind::Choice(_) | FieldKind::Choices(_) => {
            decider.kind.options().iter().map(|o| o.key.clone()).collect()
        }
        _ => return None,
    };
    if options.len() > OPTIONS {
        return None;
    }
    let name = decider.input(row, "");
    let mut without = typed.clone();
    without.0.remove(&name);
    // What is asked even without an answer cannot be hidden by the lack of one.
    if visible(&without, other) {
        return None;
    }
    let shown_by: Vec<(usize, String)> = options
        .into_iter()
        .enumerate()
        .filter(|(_, option)| {
            let mut tried = without.clone();
            tried.set(&name, option);
            visible(&tried, other)
        })
        .collect();
    (!shown_by.is_empty()).then_some(shown_by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_has_a_rule_for_every_decider_and_option() {
        let css = include_str!("../static/reveal.css");
        for d in 0..DECIDERS {
            for o in 0..OPTIONS {
                assert!(css.contains(&format!(".scope:has(.d{d} .o{o} input:checked) .s{d}-{o}")), "{d} {o}");
            }
        }
    }
}
