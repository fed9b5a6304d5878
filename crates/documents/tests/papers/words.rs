//! Words nobody expected.

use madoguchi_documents::*;

use crate::kit::*;

fn copy_saying(answer: &str) -> Document {
    let lines = vec![Line { label: "ご要望".into(), answer: answer.into() }];
    Document::Copy(Box::new(Copy { sections: vec![Section { title: "ほか".into(), lines }], ..copy() }))
}

fn notice_to(addressee: &str) -> Document {
    Document::Notice(Box::new(Notice { addressee: addressee.into(), ..notice(decisions()[0].clone()) }))
}

#[test]
fn what_looks_like_a_command_is_printed_as_it_is() {
    for words in [
        "#panic(\"x\")",
        "#import \"/etc/passwd\": *",
        "$ x $ *bold* _x_ `raw` = 見出し",
        "<script>alert(1)</script>",
        "]#read(\"main.typ\")[",
        "\\#{ \\ } // /* */ @x <y> -- --- ...",
        "{{ 7*7 }} ${7*7} %s",
    ] {
        let text = text_of(&print(copy_saying(words)));
        assert!(text.contains(&squeezed(words)), "{words} is not:\n{text}");
    }
}

#[test]
fn long_answers_go_on_over_the_pages_and_stay_in_their_boxes() {
    for words in ["あ".repeat(10_000), "x".repeat(10_000), "長い文です。".repeat(1_500) + "終わり"]
    {
        let pdf = print(copy_saying(&words));
        let text = text_of(&pdf);
        // Heads and feet of pages stand in between.
        let first = words.chars().next().unwrap();
        let wanted = words.chars().filter(|c| *c == first).count();
        let found = text.chars().filter(|c| *c == first).count();
        assert!(found >= wanted, "{found} of {wanted} {first}");
        assert!(!text.contains("1/1"), "more than one page");
        keep(&format!("long-{first}"), &pdf);
    }
}

#[test]
fn what_cannot_be_seen_is_not_printed() {
    let text =
        text_of(&print(copy_saying("a\u{0}b\u{7}c\u{202E}d\u{200D}e\u{FEFF}f\tg\r\nh\u{85}i\u{2028}j")));
    assert!(text.contains("abcdefghij"), "{text}");
}

#[test]
fn a_rare_kanji_is_printed_or_nothing_is() {
    for document in [notice_to("𠮷田　花子"), copy_saying("𠮷野家")] {
        assert_eq!(
            PRESS.print(std::slice::from_ref(&document), &imprint("x")),
            Err(Unprintable::Letter('𠮷'))
        );
        let pdf = WITH_MORE.print(&[document], &imprint("x")).unwrap();
        assert!(text_of(&pdf).contains('𠮷'));
        keep("rare", &pdf);
    }
    // A letter a city made up is told apart from every other one, too.
    assert_eq!(
        WITH_MORE.print(&[copy_saying("\u{E000}")], &imprint("x")),
        Err(Unprintable::Letter('\u{E000}'))
    );
}

#[test]
fn the_same_kanji_in_another_shape_is_printed() {
    // 葛 with a selector: the shape is the font's, the name is the same.
    let pdf = PRESS.print(&[notice_to("葛\u{E0100}城　花子")], &imprint("x")).unwrap();
    assert!(text_of(&pdf).contains("葛城"));
}

#[test]
fn pictures_in_an_answer_are_told_by_number_and_in_a_name_by_a_complaint() {
    let text = text_of(&print(copy_saying("よろしく😀👨‍👩‍👧 مرحبا 안녕")));
    for part in ["よろしく〔U+1F600〕", "〔U+1F468〕〔U+1F469〕〔U+1F467〕", "〔U+0645〕", "〔U+C548〕"]
    {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert_eq!(PRESS.print(&[notice_to("見本😀")], &imprint("x")), Err(Unprintable::Letter('😀')));
}

#[test]
fn a_seal_is_a_picture_and_stands_in_the_notice() {
    assert_eq!(Seal::new(b"GIF89a".to_vec()), None);
    assert_eq!(Seal::new(vec![]), None);
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 60 60'><rect x='3' y='3' width='54' height='54' fill='none' stroke='#c00' stroke-width='4'/><path d='M15 20h30M30 12v36M15 40h30' stroke='#c00' stroke-width='4'/></svg>";
    let seal = Seal::new(svg.as_bytes().to_vec());
    assert!(seal.is_some());
    let sealed = Notice { seal, ..notice(decisions()[2].clone()) };
    let pdf = print(Document::Notice(Box::new(sealed.clone())));
    keep("sealed", &pdf);
    assert!(!text_of(&pdf).contains("公印省略"));
    let broken = Notice { seal: Seal::new(b"\x89PNG\r\n\x1a\nnothing".to_vec()), ..sealed };
    let said = PRESS.print(&[Document::Notice(Box::new(broken))], &imprint("x"));
    assert!(matches!(said, Err(Unprintable::Broken(_))), "{said:?}");
}

#[test]
fn before_the_decision_there_is_no_number_and_it_says_so() {
    let preview = Notice { number: None, verify: None, ..notice(decisions()[0].clone()) };
    let pdf = print(Document::Notice(Box::new(preview)));
    keep("preview", &pdf);
    let text = text_of(&pdf);
    assert!(text.contains("通知書ではありません") && text.contains("番号は決定のときに付きます"), "{text}");
    assert!(!text.contains("確認コード"));
}

#[test]
fn a_later_notice_names_the_one_it_takes_the_place_of() {
    let later = Notice { instead_of: Some("令8橿市民第9号".into()), ..notice(decisions()[0].clone()) };
    assert!(
        text_of(&print(Document::Notice(Box::new(later)))).contains("先にお送りした令8橿市民第9号に代わる")
    );
}

#[test]
fn a_press_wants_its_fonts() {
    assert_eq!(Press::new(vec![]).err(), Some(BadFonts::Missing("BIZ UDMincho")));
    assert_eq!(Press::new(vec![b"no font".to_vec()]).err(), Some(BadFonts::Unreadable(0)));
}
