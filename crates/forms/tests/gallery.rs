//! The gallery: every type of question, read, answered, shown and typed again.

mod common;

use common::{TODAY, files, gallery, gallery_answers, read};
use madoguchi_forms::{FieldKind, Typed, Value, compile};
use madoguchi_vocab::Lang;

#[test]
fn every_type_of_question_is_in_the_gallery_and_it_is_clean() {
    let compiled = compile("_gallery", "forms/_gallery/form.toml", common::GALLERY);
    let said: String = compiled.findings.iter().map(|f| f.render(common::GALLERY)).collect();
    assert!(compiled.findings.is_empty(), "{said}");
    let paper = compiled.paper.expect("a clean paper can be used");
    for code in FieldKind::CODES {
        assert!(paper.fields().any(|(_, f)| f.kind.code() == *code), "the gallery has no {code}");
    }
}

#[test]
fn a_filled_gallery_is_complete_and_says_everything_back() {
    let paper = gallery();
    let reading = read(&paper, &gallery_answers());
    assert!(reading.is_complete(), "{:#?}", reading.complaints);
    let sections = paper.show(&reading.answers, Lang::Ja);
    let said: Vec<String> = sections
        .iter()
        .flat_map(|s| s.lines.iter().map(move |l| format!("{}／{}：{}", s.title, l.label, l.answer)))
        .collect();
    let expected = [
        "だれが手続きをしますか／手続きをする人：本人（自分の手続き）",
        "どなたが必要としていますか／本人との関係：本人",
        "どなたが必要としていますか／市内に住んでいますか：はい",
        "あなたのことを教えてください／お名前：見本 花子",
        "あなたのことを教えてください／フリガナ：ミホン ハナコ",
        "あなたのことを教えてください／生年月日：昭和60年（1985年）4月27日",
        "連絡先を教えてください／住所：〒634-8586 奈良県橿原市八木町１丁目１－１８",
        "連絡先を教えてください／電話番号：0744-22-4001",
        "連絡先を教えてください／メールアドレス：",
        "何通、どう受け取りますか／通数：2通",
        "何通、どう受け取りますか／受け取り方法：郵送",
        "何通、どう受け取りますか／払える金額：1,000円",
        "何通、どう受け取りますか／手数料の合計：710円",
        "お子さん 1／お子さんの名前：見本 一郎",
        "お子さん 1／お子さんの生年月日：平成31年（2019年）4月30日",
        "お子さん 1／学校の名前：見本小学校",
        "お子さん 2／お子さんの名前：見本 二葉",
        "お子さん 2／お子さんの生年月日：令和6年（2024年）2月29日",
        "ほかに教えてください／知りたいこと：税金、ごみ",
        "ほかに教えてください／ご要望：よろしくお願いします",
        "書類をつけてください／本人確認書類：免許証.jpg",
        "書類をつけてください／振込先の口座：ゆうちょ銀行\n記号 10530 番号 12345671\nミホン ハナコ",
        "いつ、どこで会いますか／会う時刻：13:30",
        "いつ、どこで会いますか／お住まいの地区：八木",
        "番号を教えてください／法人番号：3000020292052",
        "番号を教えてください／運転免許証の番号：642012345630",
        "番号を教えてください／在留カードの番号：AB12345678CD",
        "番号を教えてください／個人番号（マイナンバー）：＊＊＊＊＊＊＊＊9018",
        "最後に確かめてください／見本であることの確認：同意します",
        "最後に確かめてください／氏名（署名の代わり）：見本 花子",
    ];
    assert_eq!(said, expected);
}

#[test]
fn answers_typed_again_are_the_same_answers() {
    let paper = gallery();
    let answers = read(&paper, &gallery_answers()).answers;
    let again = read(&paper, &paper.typed_from(&answers));
    assert!(again.complaints.is_empty(), "{:#?}", again.complaints);
    assert_eq!(again.answers, answers);
}

#[test]
fn answers_survive_json() {
    let paper = gallery();
    let answers = read(&paper, &gallery_answers()).answers;
    let json = serde_json::to_string(&answers).unwrap();
    assert_eq!(serde_json::from_str::<madoguchi_forms::Answers>(&json).unwrap(), answers);
    let typed = gallery_answers();
    let json = serde_json::to_string(&typed).unwrap();
    assert!(json.starts_with("{\"account.holder_kana\":[\""), "{json}");
    assert_eq!(serde_json::from_str::<Typed>(&json).unwrap(), typed);
}

#[test]
fn the_applicant_is_found_by_role() {
    let paper = gallery();
    let applicant = read(&paper, &gallery_answers()).applicant();
    assert_eq!(applicant.name.as_deref(), Some("見本 花子"));
    assert_eq!(applicant.kana.as_deref(), Some("ミホン ハナコ"));
    assert_eq!(applicant.phone.as_deref(), Some("0744224001"));
    assert_eq!(applicant.email, None);
    assert_eq!(applicant.address.map(|a| a.zip).as_deref(), Some("6348586"));
    assert_eq!(applicant.birthday.map(|d| d.to_string()).as_deref(), Some("1985-04-27"));
}

#[test]
fn placeholders_are_filled_and_absent_answers_leave_a_dash() {
    let paper = gallery();
    let Some(FieldKind::Statement(statement)) = paper.field("reading").map(|f| f.kind.clone()) else {
        panic!("the gallery has a statement");
    };
    let text = statement.text.expect("with a text");
    let answers = read(&paper, &gallery_answers()).answers;
    assert_eq!(paper.fill(text.get(Lang::En), &answers, Lang::En), "The fee is 710 yen.");
    let nothing = madoguchi_forms::Answers::default();
    assert_eq!(paper.fill(text.get(Lang::Ja), &nothing, Lang::Ja), "手数料は — です。");
    assert_eq!(paper.fill("{{name}} }", &answers, Lang::Ja), "{name} }");
}

#[test]
fn another_persons_file_does_not_count() {
    let paper = gallery();
    let mut typed = gallery_answers();
    typed.set("identity", "somebody-elses");
    let reading = read(&paper, &typed);
    assert_eq!(reading.answers.get("identity"), None);
    assert_eq!(reading.complaints[0].input, "identity");
    assert!(!files().contains_key("somebody-elses"));
}

#[test]
fn conditions_are_said_in_words() {
    let paper = gallery();
    let said =
        |key: &str| paper.field(key).and_then(|f| f.when.as_ref()).map(|w| w.in_words(&paper)).unwrap();
    assert_eq!(said("pickup"), "「受け取り方法」が「窓口」");
    assert_eq!(said("kid_school"), "「お子さんの生年月日」の今日の年齢が6以上");
    assert_eq!(
        paper.page("outside").and_then(|p| p.when.as_ref()).map(|w| w.in_words(&paper)).unwrap(),
        "「市内に住んでいますか」がいいえ、かつ「本人との関係」が「そのほか」"
    );
}

#[test]
fn a_day_of_collection_is_bounded_by_today() {
    let paper = gallery();
    for (day, code) in [("25", Some("too_early")), ("26", None)] {
        let mut typed = gallery_answers();
        typed.set("how", "counter");
        for (part, value) in [("year", "2026"), ("month", "11"), ("day", day)] {
            typed.set(format!("pickup.{part}"), value);
        }
        let reading = read(&paper, &typed);
        assert_eq!(reading.complaints.first().map(|c| c.code), code, "{TODAY:?} and {day}");
        assert_eq!(reading.answers.get("fee"), None);
        assert_eq!(reading.answers.computed.get("fee"), Some(&Value::Int(600)));
    }
}

/// The printed copy is the answers without what is not printed, each under its heading there.
#[test]
fn the_printed_copy_has_its_own_headings_and_leaves_out_what_is_not_printed() {
    let paper = gallery();
    let answers = read(&paper, &gallery_answers()).answers;
    let (shown, printed) = (paper.show(&answers, Lang::Ja), paper.print(&answers, Lang::Ja));
    let keys = |sections: &[madoguchi_forms::Section]| -> Vec<String> {
        sections.iter().flat_map(|s| s.lines.iter().map(|l| l.field.to_string())).collect()
    };
    let under = |title: &str| -> Vec<String> {
        keys(&printed.iter().filter(|s| s.title == title).cloned().collect::<Vec<_>>())
    };
    assert_eq!(under("申請者"), ["name"]);
    assert!(keys(&shown).contains(&"email".to_owned()) && !keys(&printed).contains(&"email".to_owned()));
    assert_eq!(keys(&printed).len(), keys(&shown).len() - 1, "nothing else is lost");
}
