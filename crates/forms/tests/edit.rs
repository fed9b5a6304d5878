//! Papers that are changed by what somebody wants of them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use madoguchi_forms::{
    compile,
    edit::{Direction, Edit, NewField, NotEdited, OFFERED, Place, Setting, edit, place_at},
};
use madoguchi_vocab::Text;

fn model() -> String {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms/suido-kaishi/form.toml");
    std::fs::read_to_string(file).unwrap()
}

fn pages(text: &str) -> Vec<String> {
    let paper = compile("x", "x", text).paper.unwrap();
    paper.pages.iter().map(|p| p.key.to_string()).collect()
}

fn page(key: &str) -> Place {
    Place::Page(key.into())
}

fn field(key: &str) -> Place {
    Place::Field(key.into())
}

/// Lines of one text that the other has not.
fn lines_only_in(a: &str, b: &str) -> Vec<String> {
    let b: Vec<&str> = b.lines().collect();
    a.lines().filter(|l| !b.contains(l)).map(str::to_owned).collect()
}

#[test]
fn words_change_and_everything_else_stays() {
    let before = model();
    let said =
        Text { ja: "水の使いみち".into(), easy: Some("水を 使う ところ".into()), en: None };
    let edits = [
        Edit::Say(field("use_kind"), "label", Some(said)),
        Edit::Say(page("house"), "hint", Some(Text::ja("建てた会社を聞くためです。"))),
        Edit::Set(Place::Procedure, "minutes", Some(Setting::Number(7))),
        Edit::Set(Place::Procedure, "department", Some(Setting::Word("suido".into()))),
    ];
    let after = edit(&before, &edits).unwrap();
    assert_eq!(
        lines_only_in(&after, &before),
        [
            "minutes = 7",
            "label = { ja = \"水の使いみち\", easy = \"水を 使う ところ\" }",
            "hint = \"建てた会社を聞くためです。\"",
        ]
    );
    assert!(after.starts_with("# 水道の使用開始届\n#\n# Ground:"), "comments stay");
    assert_eq!(edit(&before, &[]).unwrap(), before, "nothing asked, nothing changed");
}

#[test]
fn pages_and_questions_change_places_with_what_is_written_about_them() {
    let before = model()
        .replace("[[page]]\nkey = \"tenure_page\"", "# About the building.\n[[page]]\nkey = \"tenure_page\"");
    let up = edit(&before, &[Edit::Move(page("tenure_page"), Direction::Up)]).unwrap();
    let order = pages(&up);
    let at = |key: &str| order.iter().position(|k| k == key).unwrap();
    assert_eq!(at("tenure_page") + 1, at("start_page"));
    assert!(up.contains("# About the building.\n[[page]]\nkey = \"tenure_page\""), "{up}");
    let back = edit(&up, &[Edit::Move(page("tenure_page"), Direction::Down)]).unwrap();
    assert_eq!(back, before);
    let first = edit(&before, &[Edit::Move(page("use_page"), Direction::Up)]).unwrap();
    assert_eq!(first, before, "the first stays the first");
    let moved = edit(&before, &[Edit::Move(field("kana"), Direction::Up)]).unwrap();
    assert!(moved.find("key = \"kana\"") < moved.find("key = \"name\""));
    assert_eq!(moved.len(), before.len());
}

#[test]
fn a_paper_grows_by_pages_questions_options_and_a_branch() {
    let new = |kind: &str, label: &str| NewField {
        kind: kind.into(),
        label: Text::ja(label),
        required: true,
        ..NewField::default()
    };
    let way = NewField {
        options: vec![Text::ja("窓口"), Text::all("郵送", "ゆうびん", "Post")],
        ..new("choice", "受け取り方")
    };
    let text = edit(
        &model(),
        &[
            Edit::AddPage(Text::all("受け取り", "受け取り", "Receiving")),
            Edit::AddField("page1".into(), Box::new(way)),
            Edit::AddPage(Text::ja("送り先")),
            Edit::AddField("page2".into(), Box::new(new("postal_address", "送り先の住所"))),
            Edit::AddField("page2".into(), Box::new(new("attachment", "写真"))),
            Edit::When("page2".into(), Some(("q1".into(), "a2".into()))),
        ],
    )
    .unwrap();
    let compiled = compile("x", "x", &text);
    let errors: Vec<_> = compiled.errors().map(|f| f.render(&text)).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let paper = compiled.paper.unwrap();
    let last = paper.pages.last().unwrap();
    assert_eq!(last.when.as_ref().unwrap().in_words(&paper), "「受け取り方」が「郵送」");
    assert_eq!(
        last.fields.iter().map(|f| f.kind.code()).collect::<Vec<_>>(),
        ["postal_address", "attachment"]
    );
    assert!(
        last.fields.iter().all(|f| f.applicant.is_none()),
        "the paper has an address of the applicant already"
    );
    let always = edit(&text, &[Edit::When("page2".into(), None)]).unwrap();
    assert!(compile("x", "x", &always).paper.unwrap().pages.last().unwrap().when.is_none());
}

#[test]
fn every_kind_on_offer_makes_a_sound_question() {
    for kind in OFFERED {
        let new = NewField {
            kind: kind.into(),
            label: Text::all("見本", "見本", "Sample"),
            options: vec![Text::all("はい", "はい", "Yes")],
            required: true,
            hint: None,
        };
        let title = Text::all("見本", "見本", "Sample");
        let edits = [Edit::AddPage(title), Edit::AddField("page1".into(), Box::new(new))];
        let text = edit(&model(), &edits).unwrap();
        let findings = compile("x", "x", &text).findings;
        assert!(findings.is_empty(), "{kind}: {findings:?}");
    }
}

#[test]
fn options_keep_their_names_and_what_is_written_about_them() {
    let text = edit(
        &model(),
        &[Edit::Options(
            "pay_by".into(),
            vec![(Some("debit".into()), Text::ja("自動払い")), (None, Text::ja("スマートフォン"))],
        )],
    )
    .unwrap();
    let paper = compile("x", "x", &text).paper.unwrap();
    let options = paper.field("pay_by").unwrap().kind.options();
    let keys: Vec<_> = options.iter().map(|o| o.key.as_str()).collect();
    assert_eq!(keys, ["debit", "a1"]);
    assert!(options[0].hint.is_some(), "{text}");
}

#[test]
fn what_goes_is_gone() {
    let text = edit(&model(), &[Edit::Drop(page("company")), Edit::Drop(field("builder"))]).unwrap();
    let paper = compile("x", "x", &text).paper.unwrap();
    assert!(paper.page("company").is_none() && paper.field("builder").is_none());
    assert!(paper.field("previous_user").is_some());
}

#[test]
fn what_cannot_be_changed_is_left() {
    let drop = |place| [Edit::Drop(place)];
    assert_eq!(edit("page = [", &drop(page("a"))), Err(NotEdited::NotToml));
    assert_eq!(edit("format = 1", &drop(page("a"))), Err(NotEdited::NotThere));
    assert_eq!(edit(&model(), &drop(field("nobody"))), Err(NotEdited::NotThere));
    assert_eq!(edit("page = [{ key = \"a\" }]", &drop(page("a"))), Err(NotEdited::Otherwise));
    let odd = [Edit::When("house".into(), Some(("landlord_name".into(), "x".into())))];
    assert_eq!(edit(&model(), &odd), Err(NotEdited::Otherwise));
}

#[test]
fn a_finding_leads_to_its_question() {
    let text = model();
    let at = |needle: &str| place_at(&text, text.find(needle).unwrap());
    assert_eq!(at("minutes = 5"), Some(Place::Procedure));
    assert_eq!(at("key = \"house\""), Some(page("house")));
    assert_eq!(at("key = \"builder\""), Some(field("builder")));
    assert_eq!(at("remedy = "), None);
    assert_eq!(at("format"), None);
}
