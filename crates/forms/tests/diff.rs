//! What changes from one version of a paper to the next.

mod common;

use common::{GALLERY, gallery, gallery_answers, read};
use madoguchi_forms::{Change, Effect, Paper, compile, diff};

fn changed(from: &str, to: &str) -> Paper {
    let text = GALLERY.replacen(from, to, 1);
    assert_ne!(text, GALLERY, "{from} is not in the gallery");
    let compiled = compile("_gallery", "form.toml", &text);
    let said: String = compiled.errors().map(|f| f.render(&text)).collect();
    compiled.paper.unwrap_or_else(|| panic!("{said}"))
}

fn said(changes: &[Change]) -> Vec<String> {
    changes.iter().map(Change::say).collect()
}

#[test]
fn a_paper_does_not_differ_from_itself_nor_from_its_text_with_other_spaces() {
    assert_eq!(diff(&gallery(), &gallery()), []);
    assert_eq!(diff(&gallery(), &changed("copies * 300 + if(", "(copies  *  300)+if(")), []);
}

#[test]
fn every_kind_of_change_says_what_it_means_for_drafts() {
    for (from, to, effect, what) in [
        ("key = \"note\"", "key = \"wish\"", Effect::Stops, "項目「note」がなくなりました"),
        (
            "type = \"money\"\nlabel = { ja = \"払える",
            "type = \"number\"\nlabel = { ja = \"払える",
            Effect::Stops,
            "種類が変わりました：money → number",
        ),
        (
            "key = \"garbage\", label",
            "key = \"waste\", label",
            Effect::Stops,
            "選択肢「garbage」がなくなりました",
        ),
        ("min = 0, max = 3", "min = 0, max = 2", Effect::Stops, "くり返し「kids」の数が狭まりました"),
        ("max_length = 400", "max_length = 40", Effect::Stops, "文字数：400 → 40"),
        ("max_length = 40\n", "max_length = 50\n", Effect::Moves, "文字数：40 → 50"),
        ("max_files = 2", "max_files = 1", Effect::Stops, "ファイルが狭まりました"),
        ("max_mb = 10", "max_mb = 20", Effect::Moves, "ファイルが広がりました"),
        ("max = 10\nunit", "max = 5\nunit", Effect::Stops, "上限：10 → 5"),
        (
            "when = \"resident == false and relation == 'other'\"",
            "when = \"resident == false\"",
            Effect::Stops,
            "途中でも対象外になります",
        ),
        ("age(kid_birthday) >= 6", "age(kid_birthday) >= 7", Effect::Moves, "項目「kid_school」の条件"),
        ("copies * 300", "copies * 400", Effect::Moves, "計算「fee」"),
        ("ja = \"通数\"", "ja = \"何通\"", Effect::Words, "項目「copies」の見出し"),
        ("書いたことは事実のとおりです", "書いたとおりです", Effect::Words, "項目「signed」の文"),
        ("ja = \"どなたが必要", "ja = \"だれが必要", Effect::Words, "ページ「start」の題名"),
        ("retention = \"1y\"", "retention = \"3y\"", Effect::Moves, "保存期間：1y → 3y"),
        (
            "delivered = \"how == 'mail'\"",
            "delivered = \"how == 'counter'\"",
            Effect::Moves,
            "条件「delivered」",
        ),
    ] {
        let changes = diff(&gallery(), &changed(from, to));
        let found = changes.iter().any(|c| c.effect == effect && c.what.contains(what));
        assert!(found, "{from} → {to}: {:?}", said(&changes));
        assert!(changes.is_sorted_by_key(|c| c.effect), "what stops drafts comes first");
    }
}

#[test]
fn what_stops_drafts_stops_a_draft_and_what_moves_does_not() {
    let filled = gallery_answers();
    assert!(read(&gallery(), &filled).is_complete());
    for (from, to, complete) in [
        ("key = \"garbage\", label", "key = \"waste\", label", false),
        ("max = 10\nunit", "max = 1\nunit", false),
        ("max = 10\nunit", "max = 20\nunit", true),
        ("copies * 300", "copies * 400", true),
        ("ja = \"通数\"", "ja = \"何通\"", true),
    ] {
        let new = changed(from, to);
        let stops = diff(&gallery(), &new).iter().any(Change::stops_drafts);
        assert_eq!(read(&new, &filled).is_complete(), complete, "{from} → {to}");
        assert!(complete || stops, "{from} → {to}: a draft stops and nothing said so");
    }
}
