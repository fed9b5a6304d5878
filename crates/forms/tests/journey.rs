//! The way through a paper.

mod common;

use common::{gallery, gallery_answers, paper, read};
use madoguchi_forms::{Paper, Reading, Typed, Value, Why};
use madoguchi_vocab::{FieldKey, Lang, PageKey};

fn pages(reading: &Reading<'_>) -> Vec<String> {
    reading.journey.iter().map(|p| p.key.to_string()).collect()
}

fn page(key: &str) -> PageKey {
    PageKey::parse(key).expect("a page key")
}

fn field(key: &str) -> FieldKey {
    FieldKey::parse(key).expect("a field key")
}

fn typed(pairs: &[(&str, &str)]) -> Typed {
    pairs.iter().copied().collect()
}

/// a → b (when a is x) → c (when b is y); c is required.
fn chain() -> Paper {
    let question = |key: &str, when: &str, options: &str| {
        format!(
            "[[page]]\nkey = \"page_{key}\"\ntitle = \"問\"\n{when}\n[[page.field]]\nkey = \"{key}\"\ntype = \"choice\"\nlabel = \"{key}\"\noptions = [ {options} ]\n"
        )
    };
    let two = "{ key = \"x\", label = \"エックス\" }, { key = \"y\", label = \"ワイ\" }";
    paper(
        &[
            question("a", "", two),
            question("b", "when = \"a == 'x'\"", two),
            question("c", "when = \"b == 'y'\"", two),
        ]
        .concat(),
    )
}

#[test]
fn hiding_one_question_hides_what_hangs_on_it() {
    let paper = chain();
    let all = typed(&[("a", "x"), ("b", "y"), ("c", "x")]);
    assert_eq!(pages(&read(&paper, &all)), ["page_a", "page_b", "page_c"]);
    // b and c are still typed, but nobody asks for them any more.
    let reading = read(&paper, &typed(&[("a", "y"), ("b", "y"), ("c", "x")]));
    assert_eq!(pages(&reading), ["page_a"]);
    assert!(reading.is_complete());
    assert_eq!(reading.answers.values.keys().map(FieldKey::as_str).collect::<Vec<_>>(), ["a"]);
    assert!(!reading.field_visible(&field("b"), None));
    let shown = paper.show(&reading.answers, Lang::Ja);
    assert_eq!(shown.len(), 1, "what is hidden is not said: {shown:?}");
}

#[test]
fn a_blank_draft_begins_at_the_beginning() {
    let paper = chain();
    let reading = read(&paper, &Typed::default());
    assert_eq!(reading.first_incomplete().map(|p| p.key.as_str()), Some("page_a"));
    assert!(!reading.is_complete());
    assert_eq!(reading.position(&page("page_a")), Some((1, 1)));
    assert_eq!(reading.position(&page("page_b")), None);
}

#[test]
fn next_and_before_follow_the_answers() {
    let paper = chain();
    let reading = read(&paper, &typed(&[("a", "x"), ("b", "x")]));
    assert_eq!(reading.next_after(&page("page_a")).map(|p| p.key.as_str()), Some("page_b"));
    assert!(reading.next_after(&page("page_b")).is_none());
    assert_eq!(reading.before(&page("page_b")).map(|p| p.key.as_str()), Some("page_a"));
    assert!(reading.before(&page("page_a")).is_none());
    assert!(reading.next_after(&page("nowhere")).is_none());
}

#[test]
fn an_exit_ends_the_journey() {
    let paper = gallery();
    let mut typed = gallery_answers();
    typed.set("resident", "no");
    typed.set("relation", "other");
    let reading = read(&paper, &typed);
    assert_eq!(pages(&reading), ["proxy_who", "start", "outside"]);
    assert!(reading.complaints.is_empty());
    assert!(!reading.is_complete(), "an exit cannot be submitted");
    assert_eq!(reading.exit().map(|p| p.key.as_str()), Some("outside"));
    assert_eq!(reading.answers.get("name"), None);
}

#[test]
fn a_wrong_answer_is_absent_and_the_rest_is_kept() {
    let paper = gallery();
    let mut typed = gallery_answers();
    typed.set("copies", "たくさん");
    let reading = read(&paper, &typed);
    assert_eq!(reading.answers.get("copies"), None);
    assert_eq!(reading.answers.computed.get("fee"), None, "a fee without copies is no fee");
    assert_eq!(reading.first_incomplete().map(|p| p.key.as_str()), Some("order"));
    assert_eq!(reading.complaints_on(&page("order")).count(), 1);
    assert_eq!(reading.complaints_on(&page("person")).count(), 0);
}

#[test]
fn rows_see_their_own_answers() {
    let paper = gallery();
    let reading = read(&paper, &gallery_answers());
    assert!(reading.field_visible(&field("kid_school"), Some("r1")));
    assert!(!reading.field_visible(&field("kid_school"), Some("r2")), "two years old, no school");
    assert_eq!(reading.answers.in_row("kids", "r2", "kid_name"), Some(&Value::Text("見本 二葉".into())));
}

#[test]
fn rows_at_their_limits() {
    let paper = gallery();
    let repeat = paper.page("children").and_then(|p| p.repeat.clone()).unwrap();
    let mut typed = gallery_answers();
    assert_eq!(repeat.add_row(&mut typed).as_deref(), Some("r3"));
    assert_eq!(repeat.add_row(&mut typed), None, "three is the most");
    repeat.remove_row(&mut typed, "r1");
    assert_eq!(repeat.row_ids(&typed), ["r2", "r3"]);
    assert_eq!(typed.first("kids.r1.kid_name"), "");
    assert_eq!(repeat.add_row(&mut typed).as_deref(), Some("r4"), "a removed row does not come back");
    for id in ["r2", "r3", "r4"] {
        repeat.remove_row(&mut typed, id);
    }
    assert!(repeat.row_ids(&typed).is_empty(), "none is allowed here");
    let mut crowded = gallery_answers();
    crowded.0.insert("kids".into(), ["r1", "r2", "r3", "r4", "x9", "r1"].map(String::from).to_vec());
    let reading = read(&paper, &crowded);
    assert_eq!(reading.complaints_on(&page("children")).next().map(|c| c.code), Some("too_many_rows"));
    assert_eq!(reading.answers.rows["kids"].len(), 3);
}

#[test]
fn rows_that_must_be_there_are_there() {
    let paper = paper(
        "[[page]]\nkey = \"p\"\ntitle = \"子\"\nrepeat = { key = \"kids\", min = 2, max = 3, row_title = \"子\" }\n[[page.field]]\nkey = \"kid\"\ntype = \"name\"\nlabel = \"名前\"\n",
    );
    let reading = read(&paper, &Typed::default());
    let inputs: Vec<&str> = reading.complaints.iter().map(|c| c.input.as_str()).collect();
    assert_eq!(inputs, ["kids.r1.kid", "kids.r2.kid"]);
    assert_eq!(reading.complaints[1].row.as_deref(), Some("r2"));
}

#[test]
fn a_post_changes_only_its_own_page() {
    let paper = gallery();
    let before = gallery_answers();
    let order = paper.page("order").unwrap();
    let merged = paper.accept(order, &before, typed(&[("copies", "3")])).unwrap();
    assert_eq!(merged.first("copies"), "3");
    assert_eq!(merged.first("how"), "mail", "what was not posted stays");
    assert_eq!(merged.first("name"), before.first("name"));
    for name in ["name", "fee", "_csrf", "copies.x", "copies.r1.x", ""] {
        let refused = paper.accept(order, &before, typed(&[(name, "x")])).unwrap_err();
        assert_eq!(refused.name, name);
    }
}

#[test]
fn boxes_left_empty_are_empty() {
    let paper = gallery();
    let merged = paper.accept(paper.page("last").unwrap(), &gallery_answers(), Typed::default()).unwrap();
    assert!(!merged.has("agreed", "yes"), "a consent that was not posted is not given");
    let more = paper.page("more").unwrap();
    let merged = paper.accept(more, &gallery_answers(), typed(&[("note", "")])).unwrap();
    assert_eq!(merged.all("topics"), [] as [String; 0]);
    assert_eq!(merged.all("note"), [""]);
}

#[test]
fn an_empty_post_deletes_no_rows_and_unknown_rows_are_refused() {
    let paper = gallery();
    let children = paper.page("children").unwrap();
    let before = gallery_answers();
    for posted in [typed(&[]), typed(&[("kids", "")])] {
        assert_eq!(paper.accept(children, &before, posted).unwrap(), before);
    }
    let merged =
        paper.accept(children, &before, typed(&[("kids", "r2"), ("kids.r2.kid_name", "新")])).unwrap();
    assert_eq!(merged.all("kids"), ["r2"]);
    assert_eq!(merged.first("kids.r1.kid_name"), "");
    for (name, value, why) in [
        ("kids.r9.kid_name", "x", Why::Row),
        ("kids", "r99999", Why::Row),
        ("kids", "../etc", Why::Row),
        ("kids.r1.kid_nmae", "x", Why::Name),
        ("kids.r1", "x", Why::Name),
    ] {
        let refused = paper.accept(children, &before, typed(&[(name, value)])).unwrap_err();
        assert_eq!((refused.name.as_str(), refused.why), (name, why));
    }
    let many: Typed = (0..51).map(|i| ("kids", format!("r{i}"))).collect();
    assert_eq!(paper.accept(children, &before, many).unwrap_err().why, Why::TooMany);
}

#[test]
fn files_do_not_come_by_form() {
    let paper = gallery();
    let proof = paper.page("proof").unwrap();
    let merged = paper.accept(proof, &gallery_answers(), typed(&[("identity", "f5")])).unwrap();
    assert_eq!(merged.all("identity"), ["f1"]);
}

#[test]
fn what_is_too_long_is_refused_and_nul_is_dropped() {
    let paper = gallery();
    let more = paper.page("more").unwrap();
    let long = "あ".repeat(20_001);
    let refused = paper.accept(more, &Typed::default(), typed(&[("note", &long)])).unwrap_err();
    assert_eq!(refused.why, Why::TooLong);
    let merged = paper.accept(more, &Typed::default(), typed(&[("note", "a\0b")])).unwrap();
    assert_eq!(merged.first("note"), "ab");
}

#[test]
fn a_correction_touches_only_what_was_asked_for() {
    let paper = gallery();
    let before = gallery_answers();
    let asked = [field("phone"), field("kid_name")];
    let posted = typed(&[("phone", "0744-00-0000"), ("kids.r2.kid_name", "見本 三郎")]);
    let merged = paper.accept_fields(&asked, &before, posted).unwrap();
    assert_eq!(merged.first("phone"), "0744-00-0000");
    assert_eq!(merged.first("kids.r2.kid_name"), "見本 三郎");
    assert!(merged.has("agreed", "yes"), "boxes that were not asked for stay ticked");
    for name in ["name", "kids", "kids.r1.kid_birthday.year"] {
        let refused = paper.accept_fields(&asked, &before, typed(&[(name, "r1")])).unwrap_err();
        assert_eq!(refused.name, name);
    }
    let whole = paper.accept_fields(&[field("kids")], &before, typed(&[("kids", "r1")])).unwrap();
    assert_eq!(whole.all("kids"), ["r1"]);
}
