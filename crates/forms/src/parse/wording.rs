//! `[letters]` and `[notice]`: the words of a paper for letters and decision notices, in place of the city's.

use std::{collections::BTreeMap, ops::Range};

use madoguchi_vocab::{Lang, places::Flaw};
use madoguchi_workflow::{
    Piece, Words,
    wording::{Fault, Wrong},
};

use super::table::Table;

/// Where in the file a part stands.
type Places = BTreeMap<(&'static str, Lang), Range<usize>>;

pub(super) fn read(root: &Table<'_>) -> BTreeMap<Piece, Words> {
    let mut all = BTreeMap::new();
    for (group, is_letter, shape) in [("letters", true, "letter"), ("notice", false, "notice_words")] {
        let Some(table) = root.table(group, "文面") else { continue };
        for piece in Piece::all().filter(|p| p.is_letter() == is_letter) {
            if let Some(own) = table.table_of(piece.name(), "文面", shape) {
                all.insert(piece, words(own, piece));
            }
        }
        table.finish();
    }
    all
}

fn words(table: Table<'_>, piece: Piece) -> Words {
    let (mut words, mut places) = (Words::default(), Places::new());
    let source = table.source;
    if piece.is_letter() {
        for lang in piece.langs() {
            if let Some(each) = table.table_of(lang.code(), "文面", "letter_words") {
                parts(each, piece, *lang, &mut words, &mut places);
            }
        }
        table.finish();
    } else {
        parts(table, piece, Lang::Ja, &mut words, &mut places);
    }
    for Fault { slot, lang, wrong } in piece.faults(&words) {
        let span = places.get(&(slot, lang)).cloned().unwrap_or_default();
        source.find(code(&wrong), span, format!("{slot}：{wrong}"), None);
    }
    words
}

fn parts(table: Table<'_>, piece: Piece, lang: Lang, words: &mut Words, places: &mut Places) {
    for slot in piece.slots() {
        let Some(text) = table.string(slot.name) else { continue };
        if text.trim().is_empty() {
            let hint = "文を書くか、この設定を消してください".to_owned();
            table.source.find("P0107", table.place(slot.name), "文が空です".to_owned(), Some(hint));
        }
        places.insert((slot.name, lang), table.place(slot.name));
        words.set(slot.name, lang, &text);
    }
    table.finish();
}

fn code(wrong: &Wrong) -> &'static str {
    match wrong {
        Wrong::Text(Flaw::Unknown { .. } | Flaw::Open { .. } | Flaw::Wide { .. } | Flaw::Missing { .. }) => {
            "P0506"
        }
        Wrong::Text(Flaw::Hidden { .. } | Flaw::TooLong { .. } | Flaw::Lines)
        | Wrong::Both
        | Wrong::Empty => "P0507",
    }
}
