//! Whether a paper is the right one, told before it is begun.

mod common;

use common::{paper, today};
use madoguchi_forms::{Fit, Paper, Typed};

/// Who lives here may, unless somebody else asks; how old they are is typed, and so is no deciding question.
fn library_card(too_young: &str) -> Paper {
    let options = "{ key = \"self\", label = \"本人\" }, { key = \"other\", label = \"ほか\" }";
    paper(&format!(
        r#"
[[page]]
key = "who"
title = "問"
[[page.field]]
key = "here"
type = "yes_no"
label = "市内に住んでいますか"
[[page.field]]
key = "asker"
type = "choice"
label = "請求する人"
when = "here == true"
options = [ {options} ]
[[page.field]]
key = "colour"
type = "yes_no"
label = "色"
[[page]]
key = "exit_away"
title = "市外の人"
when = "here == false"
exit = "市外の人は使えません。"
[[page]]
key = "exit_other"
title = "ほかの人"
when = "asker == 'other'"
exit = "本人だけです。"
[[page]]
key = "more"
title = "問"
[[page.field]]
key = "age"
type = "number"
label = "年"
[[page]]
key = "exit_young"
title = "子ども"
when = "{too_young}"
exit = "6 歳からです。"
[[page]]
key = "last"
title = "問"
[[page.field]]
key = "name"
type = "text"
label = "氏名"
"#
    ))
}

fn fit(paper: &Paper, pairs: &[(&str, &str)]) -> String {
    let typed: Typed = pairs.iter().copied().collect();
    match paper.fit(&typed, today()) {
        Fit::Not(page) => page.key.to_string(),
        Fit::Unsure => "unsure".to_owned(),
        Fit::SoFar => "so far".to_owned(),
        Fit::Fits => "fits".to_owned(),
    }
}

#[test]
fn what_is_chosen_and_leads_to_an_exit_is_asked() {
    let paper = library_card("age < 6");
    let keys: Vec<_> = paper.deciding().iter().map(|f| f.key.as_str()).collect();
    assert_eq!(keys, ["here", "asker"]);
    assert_eq!(paper.exits().count(), 3);
}

#[test]
fn answers_lead_to_an_exit_or_to_none_and_what_is_open_is_said_to_be() {
    let paper = library_card("age < 6");
    for (answers, came) in [
        (vec![], "unsure"),
        (vec![("here", "no")], "exit_away"),
        (vec![("here", "no"), ("asker", "other")], "exit_away"),
        (vec![("here", "yes")], "unsure"),
        (vec![("asker", "other")], "unsure"),
        (vec![("here", "yes"), ("asker", "other")], "exit_other"),
        (vec![("here", "yes"), ("asker", "self")], "so far"),
        (vec![("here", "yes"), ("asker", "nobody knows")], "unsure"),
    ] {
        assert_eq!(fit(&paper, &answers), came, "{answers:?}");
    }
}

/// A condition that holds for whoever has said nothing sends nobody away who was not asked.
#[test]
fn what_was_not_asked_is_held_against_nobody() {
    for (too_young, came) in [("not (age >= 6)", "so far"), ("colour == true", "fits")] {
        let paper = library_card(too_young);
        let grown = [("here", "yes"), ("asker", "self"), ("colour", "no")];
        assert_eq!(fit(&paper, &grown), came, "{too_young}");
        assert_eq!(fit(&paper, &[("here", "no")]), "exit_away", "{too_young}");
    }
}
