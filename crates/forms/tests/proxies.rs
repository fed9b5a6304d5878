//! Who fills in a paper for somebody else: what is asked, what must be there, and what stays as it was.

mod common;

use common::{codes, compiled, files, paper, read, source};
use madoguchi_forms::{
    Known, Paper, ProxyKind, Typed, compile, diff, edit,
    prove::{Outcome, Target},
};
use madoguchi_vocab::Lang;

const ASKED: &str = "[[page]]\nkey = \"who\"\ntitle = \"あなた\"\n[[page.field]]\nkey = \"name\"\ntype = \"name\"\nlabel = \"氏名\"\napplicant = \"name\"\n";

fn text(proxies: &str, rest: &str) -> String {
    source(rest).replacen("fee = ", &format!("proxies = {proxies}\nfee = "), 1)
}

fn with(proxies: &str) -> Paper {
    let compiled = compile("trial", "form.toml", &text(proxies, ASKED));
    let said: String =
        compiled.findings.iter().filter(|f| f.code != "P0601").map(|f| f.message.clone()).collect();
    assert_eq!(said, "", "{proxies}");
    compiled.paper.expect("the trial is sound")
}

fn typed(kind: &str, more: &[(&str, &str)]) -> Typed {
    [("proxy_kind", kind), ("name", "見本 花子")].iter().chain(more).copied().collect()
}

/// Who has told everything about themselves, and attached nothing.
const PERSON: [(&str, &str); 5] = [
    ("proxy_name", "代理 次郎"),
    ("proxy_kana", "ダイリ ジロウ"),
    ("proxy_phone", "0744224001"),
    ("proxy_relation", "長女"),
    ("proxy_office", "見本行政書士事務所"),
];

type Keys = &'static [&'static str];

const ALL: &str = r#"["family", "representative", "professional"]"#;

/// Kinds × what is asked × what must be there.
#[test]
fn every_kind_is_asked_what_concerns_it() {
    let about = ["proxy_name", "proxy_kana", "proxy_phone"];
    let table: [(&str, Keys, Keys, Keys); 4] = [
        ("self", &[], &[], &[]),
        ("family", &["proxy_relation"], &["proxy_asked"], &["proxy_office", "proxy_number"]),
        ("representative", &["proxy_relation"], &[], &["proxy_office", "proxy_number", "proxy_asked"]),
        ("professional", &["proxy_office"], &["proxy_number"], &["proxy_relation", "proxy_asked"]),
    ];
    for proxies in
        [ALL, r#""family""#, r#"["representative", "professional"]"#, r#"["professional", "family"]"#]
    {
        let paper = with(proxies);
        for (kind, must, may, not) in &table {
            if *kind != "self" && !proxies.contains(kind) {
                assert!(read(&paper, &typed(kind, &[])).complaints.iter().any(|c| c.input == "proxy_kind"));
                continue;
            }
            let reading = read(&paper, &typed(kind, &[]));
            let mut wanting: Vec<_> = reading.complaints.iter().map(|c| c.input.as_str()).collect();
            wanting.sort_unstable();
            let mut wanted: Vec<_> =
                if *kind == "self" { vec![] } else { [&about[..], must, &["proxy_authority"]].concat() };
            wanted.sort_unstable();
            assert_eq!(wanting, wanted, "{proxies} {kind}");
            let asked = |key: &&str| paper.field(key).is_some_and(|f| reading.field_visible(&f.key, None));
            assert!(may.iter().all(&asked), "{proxies} {kind}");
            assert!(!not.iter().any(asked), "{proxies} {kind}");
        }
    }
}

#[test]
fn family_gives_its_word_or_a_paper_and_others_a_paper() {
    let paper = with(ALL);
    assert!(files().contains_key("f1"));
    for (kind, proof, complete) in [
        ("self", None, true),
        ("family", None, false),
        ("family", Some(("proxy_asked", "yes")), true),
        ("family", Some(("proxy_authority", "f1")), true),
        ("representative", Some(("proxy_asked", "yes")), false),
        ("representative", Some(("proxy_authority", "f1")), true),
        ("professional", Some(("proxy_asked", "yes")), false),
        ("professional", Some(("proxy_authority", "f1")), true),
    ] {
        let more: Vec<_> = PERSON.into_iter().chain(proof).collect();
        let reading = read(&paper, &typed(kind, &more));
        assert_eq!(reading.is_complete(), complete, "{kind} {proof:?}: {:?}", reading.complaints);
        let proxy = paper.proxy(&reading.answers);
        assert_eq!(proxy.map(|p| p.kind), ProxyKind::parse(kind), "{kind}");
        assert_eq!(reading.applicant().name.as_deref(), Some("見本 花子"), "the matter is the person's");
    }
}

/// A parent who applies for a child's card is the person concerned: the page says who that is.
#[test]
fn who_is_concerned_is_said_before_anybody_chooses() {
    let who = |said: &str| {
        let text = text(ALL, ASKED).replace("who = \"誰でも\"", &format!("who = {said}"));
        compile("trial", "form.toml", &text).paper.unwrap().page("proxy_who").unwrap().hint.clone().unwrap()
    };
    let hint = who("{ ja = \"子どもの保護者。\", en = \"Parents.\" }");
    assert!(
        hint.ja.starts_with("本人とは、この手続きを使える人（子どもの保護者）のことです。"),
        "{}",
        hint.ja
    );
    assert!(hint.get(Lang::En).contains("this procedure: Parents. If"), "{}", hint.get(Lang::En));
    assert!(hint.get(Lang::Easy).starts_with("ほかの 人が"), "what is not written is not said");
    assert!(who("\"{誰}でも\"").ja.contains("（{{誰}}でも）"), "no answer is put in there");
}

#[test]
fn a_paper_that_allows_nobody_or_says_nothing_asks_nothing() {
    for paper in [with("[]"), paper(ASKED)] {
        assert_eq!(paper.pages.len(), 1);
        assert!(paper.proxy(&read(&paper, &typed("family", &PERSON)).answers).is_none());
    }
    assert!(paper(ASKED).procedure.proxies.is_none() && with("[]").procedure.proxies.is_some());
}

#[test]
fn their_names_are_not_free_where_they_are_asked_for() {
    let of = |proxies: &str, rest: &str| -> Vec<&str> {
        let findings = compile("trial", "form.toml", &text(proxies, rest)).findings;
        findings.iter().map(|f| f.code).filter(|c| *c != "P0601").collect()
    };
    for (from, to) in [("key = \"name\"", "key = \"proxy_mine\""), ("key = \"who\"", "key = \"proxy_mine\"")]
    {
        let rest = ASKED.replace(from, to);
        assert_eq!(of(ALL, &rest), ["P0208"], "{to}");
        assert_eq!(codes(&rest), [] as [&str; 0], "papers that do not ask stay as they are: {to}");
    }
    assert_eq!(of(ALL, &format!("[when]\nproxy_mine = \"answered(proxy_name)\"\n{ASKED}")), ["P0208"]);
    assert_eq!(of(r#"["familiy"]"#, ASKED), ["P0104"]);
    let reads = ASKED.replace("label = ", "when = \"proxy_kind == 'professional'\"\nlabel = ");
    assert_eq!(of(ALL, &reads), [] as [&str; 0], "conditions read them");
    assert!(compiled(ASKED).paper.is_some());
}

/// A long paper is the author's to shorten, not ours to lengthen.
#[test]
fn pages_that_come_by_themselves_are_not_counted_against_the_author() {
    let many: String = (0..12)
        .map(|n| {
            ASKED
                .replace("\"who\"", &format!("\"p{n}\""))
                .replace("\"name\"\ntype", &format!("\"q{n}\"\ntype"))
        })
        .map(|p| p.replace("applicant = \"name\"\n", ""))
        .collect();
    let findings = compile("trial", "form.toml", &text(ALL, &many)).findings;
    assert!(findings.iter().all(|f| f.code == "P0601"), "{findings:?}");
    let findings = compile("trial", "form.toml", &text(ALL, "")).findings;
    assert!(findings.iter().any(|f| f.code == "P0505"), "without a page of its own it is no paper");
}

#[test]
fn the_text_of_a_paper_stays_its_authors() {
    let text = text(ALL, ASKED);
    let outline = edit::Outline::of(&text).unwrap();
    assert_eq!(outline.pages.iter().map(|p| p.key.as_str()).collect::<Vec<_>>(), ["who"]);
    assert_eq!(outline.set("proxies"), "family\nrepresentative\nprofessional");
    let renamed = edit::edit(
        &text,
        &[edit::Edit::Say(edit::Place::Page("who".into()), "title", Some(madoguchi_vocab::Text::ja("本人")))],
    )
    .unwrap();
    assert_eq!(renamed, text.replace("title = \"あなた\"", "title = \"本人\""));
}

#[test]
fn what_changes_for_drafts_is_told_like_any_other_question() {
    let changes = diff(&paper(ASKED), &with(ALL));
    assert!(
        changes.iter().any(|c| c.what.contains("proxy_kind") && c.what.contains("答えが要る")),
        "{changes:?}"
    );
    let fewer = diff(&with(ALL), &with(r#""family""#));
    assert!(fewer.iter().any(|c| c.stops_drafts()), "who chose what is gone must choose again: {fewer:?}");
}

#[test]
fn everything_can_be_come_to_and_is_said_in_words() {
    let paper = with(ALL);
    for key in ["proxy_relation", "proxy_office", "proxy_asked", "proxy_authority", "proxy_number"] {
        let field = paper.field(key).unwrap();
        let found = paper.prove(&Target::Field(field.key.clone()));
        assert!(matches!(found, Outcome::Reached(_)), "{key}");
        for lang in [Lang::Easy, Lang::En] {
            assert!(field.label.has(lang), "{key}");
        }
    }
    let office = paper.field("proxy_office").and_then(|f| f.when.as_ref()).unwrap();
    assert_eq!(office.in_words(&paper), "「手続きをする人」が「仕事で代わりにする人」");
}

/// What an account keeps is about its owner; the proxy writes about somebody else.
#[test]
fn the_facts_of_the_person_are_not_taken_for_those_of_the_proxy() {
    let paper = with(ALL);
    let page = paper.page("who").unwrap();
    for (kind, offered) in [("self", 1), ("family", 0)] {
        let blank: Typed = [("proxy_kind", kind)].into_iter().collect();
        assert_eq!(paper.fillable(page, &read(&paper, &blank), &blank).len(), offered, "{kind}");
        let known = paper.known(&read(&paper, &typed(kind, &PERSON)).answers);
        assert_eq!(known == Known::new(), offered == 0, "{kind}");
        let others = |key: &str| paper.is_of_another(paper.field(key).unwrap(), &blank);
        assert!(!others("proxy_name"), "{kind}: whoever types may be filled in");
        assert_eq!(others("name"), offered == 0, "{kind}");
    }
}
