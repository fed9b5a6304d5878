//! 文面と文例: what a department says in its own words, in letters and notices and again and again.

pub mod list;
pub mod phrase;
pub mod piece;
pub mod preview;
pub mod procedure;

use madoguchi_app::{App, Trouble};
use madoguchi_vocab::{Lang, Slug};
use madoguchi_workflow::{Piece, wording::Fault};

use super::labels;
use crate::{complaint::Wrong, problem::Problem};

/// The page of a procedure.
fn of_procedure(slug: &str) -> String {
    format!("/staff/texts/p/{slug}")
}

/// A language as the office calls it.
fn language(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "日本語",
        Lang::Easy => "やさしい日本語",
        Lang::En => "英語",
    }
}

/// Which letter or notice an address means.
fn named(slug: &str, piece: &str) -> Result<(Slug, Piece), Problem> {
    let slug = Slug::parse(slug).map_err(|_| Problem::Missing)?;
    Ok((slug, Piece::parse(piece).ok_or(Problem::Missing)?))
}

/// The control of a part in a language.
fn control(slot: &str, lang: Lang) -> String {
    format!("{slot}-{lang}")
}

/// What is wrong, in the words of the page; anything else is a problem of its own.
fn complaints(trouble: Trouble, first: &str) -> Result<Vec<Wrong>, Problem> {
    let at = |f: &Fault| {
        let label = match labels::slot(f.slot) {
            "" => language(f.lang).to_owned(),
            slot => format!("{}の{slot}", language(f.lang)),
        };
        Wrong::at(control(f.slot, f.lang), format!("{label}：{}", f.wrong))
    };
    match trouble {
        Trouble::Worded(faults) => Ok(faults.iter().map(at).collect()),
        Trouble::Unprintable(letter) => Ok(vec![Wrong::at(
            first,
            format!(
                "「{letter}」（U+{:04X}）の字がどの書体にもないので、印刷できません。ほかの字に直してください",
                u32::from(letter)
            ),
        )]),
        other => Err(other.into()),
    }
}

/// The title of a paper; its name where it is not open any more.
fn title_of(app: &App, slug: &str) -> String {
    app.papers().open(slug).map_or_else(|| slug.to_owned(), |p| p.paper.procedure.title.ja.clone())
}
