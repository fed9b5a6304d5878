use proptest::prelude::*;

use super::*;

fn index() -> Index {
    let sought = |names: &[&str], rest: &[&str]| Sought {
        names: names.iter().map(|n| (*n).to_owned()).collect(),
        rest: rest.iter().map(|n| (*n).to_owned()).collect(),
        first: false,
    };
    let group = |words: &[&str], also: &[&str]| Synonyms {
        words: words.iter().map(|n| (*n).to_owned()).collect(),
        also: also.iter().map(|n| (*n).to_owned()).collect(),
    };
    Index::new(
        &[
            sought(
                &["住民票の写しの交付請求（郵送）", "Request a certificate of residence", "じゅうみんひょう"],
                &["moving"],
            ),
            sought(&["転居届"], &["moving"]),
            sought(&["犬の登録申請", "Register a dog"], &[]),
            sought(&["犬の死亡の届出"], &[]),
            sought(&["福祉タクシー利用券の交付申請", "taxi vouchers"], &[]),
            sought(&["市税の口座振替の申込", "Pay tax by direct debit"], &[]),
        ],
        &[
            group(&["引越し", "引っ越し", "ひっこし", "moving"], &["転居届"]),
            group(&["犬", "いぬ", "dog", "ペット"], &[]),
            group(&["死亡", "死んだ", "亡くなった"], &[]),
        ],
    )
}

fn first(question: &str) -> Option<usize> {
    index().find(question)?.first().copied()
}

#[test]
fn a_search_forgives_width_kana_order_and_slips() {
    for question in [
        "住民票",
        "ジュウミンヒョウ",
        "ｼﾞｭｳﾐﾝﾋｮｳ",
        "じゅうみんひょお",
        "juminhyo",
        "jyuminhyou",
        "住民票の写し",
        "写し　住民票",
        "住民標の写し",
        "住民票の手続きがしたい",
        "certificate residence",
        "certifcate",
    ] {
        assert_eq!(first(question), Some(0), "{question}");
    }
    for (question, place) in [
        ("ひっこし", 1),
        ("hikkoshi", 1),
        ("ペット", 2),
        ("いぬ", 2),
        ("犬が死んだ", 3),
        ("dog", 2),
        ("tax", 5),
        ("taxi", 4),
    ] {
        assert_eq!(first(question), Some(place), "{question}");
    }
}

#[test]
fn nothing_asked_is_no_answer_and_nonsense_has_none() {
    assert_eq!(index().find(" 　、"), None);
    assert_eq!(index().find("ぬるぽがっ"), Some(vec![]));
    assert_eq!(index().suggest("ジュミンヒオ"), ["じゅうみんひょう"]);
    assert_eq!(index().suggest("zzzzzzzz"), [] as [&str; 0]);
}

proptest! {
    #[test]
    fn no_question_stops_the_search(question: String) {
        let index = index();
        let found = index.find(&question).unwrap_or_default();
        prop_assert!(found.iter().all(|n| *n < 6));
        let _ = index.suggest(&question);
        let _ = said(&question, 100);
    }

    #[test]
    fn no_question_of_letters_we_use_stops_it(question in "[a-zァ-ヶー犬住民票 、ー-]{0,60}") {
        let _ = index().find(&question);
        let _ = index().suggest(&question);
    }
}
