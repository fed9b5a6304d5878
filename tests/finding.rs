//! Residents find what they look for in the words they use: the papers and the inventory of the demonstration, asked as people ask.
#![expect(clippy::unwrap_used, reason = "a seed that cannot be read has failed")]

use std::{collections::BTreeSet, sync::Arc};

use madoguchi_app::{Catalogue, GuideFiles, Published};
use madoguchi_inventory::read;
use madoguchi_vocab::{DepartmentId, Instant};

/// What is typed, and what has to be among the first three: the id of a row or the name of a paper.
const ASKED: &[(&str, &str)] = &[
    // As the office says it.
    ("住民票", "juminhyo-yubin"),
    ("住民票の写し", "juminhyo-yubin"),
    ("転入届", "move-in"),
    ("転居届", "move-within"),
    ("出生届", "birth-notice"),
    ("死亡届", "death-notice"),
    ("児童手当", "jido-teate-nintei"),
    ("罹災証明", "risai-shomei"),
    ("印鑑登録", "seal-registration"),
    ("道路占用", "road-occupancy"),
    // Widths, kana and old forms.
    ("ｼﾞｭｳﾐﾝﾋｮｳ", "juminhyo-yubin"),
    ("じゅうみんひょう", "juminhyo-yubin"),
    ("ジュウミンヒョウ", "juminhyo-yubin"),
    ("てんにゅうとどけ", "move-in"),
    ("しょうがいしゃてちょう", "disability-card"),
    ("こくほ", "kokuho-shikaku-shutoku"),
    ("納稅證明", "nozei-shomei"),
    ("戶籍", "family-register-copy"),
    ("ごみ", "sodai-gomi"),
    ("ゴミ", "sodai-gomi"),
    ("ｺﾞﾐ", "sodai-gomi"),
    // As residents say it.
    ("引っ越し", "move-within"),
    ("ひっこし", "move-within"),
    ("引越しの手続きがしたい", "move-within"),
    ("市外から引っ越してきた", "move-in"),
    ("水道を止めたい", "suido-chushi"),
    ("引っ越すので水道を止めたい", "suido-chushi"),
    ("引っ越したので水道を使いたい", "suido-kaishi"),
    ("大きなごみを捨てたい", "sodai-gomi"),
    ("粗大", "sodai-gomi"),
    ("粗大ゴミ", "sodai-gomi"),
    ("犬", "inu-toroku"),
    ("犬の登録", "inu-toroku"),
    ("畜犬登録", "inu-toroku"),
    ("犬が死んだ", "inu-shibo-henko"),
    ("ペット", "inu-toroku"),
    ("保育園", "hoiku-riyo"),
    ("保育所 申込", "hoiku-riyo"),
    ("子ども手当", "jido-teate-nintei"),
    ("学童保育", "hokatsu-club"),
    ("亡くなった", "death-notice"),
    ("赤ちゃんが生まれた", "birth-notice"),
    ("結婚", "marriage-notice"),
    ("離婚", "divorce-notice"),
    ("はんこ", "seal-registration"),
    ("戸籍謄本", "family-register-copy"),
    ("母子手帳", "pregnancy-notice"),
    ("会社を辞めた", "kokuho-shikaku-shutoku"),
    ("原付の廃車", "gentsuki-haisha"),
    ("所得証明", "shotoku-shomei"),
    ("非課税証明書", "shotoku-shomei"),
    ("固定資産税 証明", "hyoka-shomei"),
    ("水道 開始", "suido-kaishi"),
    ("水を止める", "suido-chushi"),
    ("タクシー券", "fukushi-taxi"),
    ("手すり", "care-house-repair"),
    ("情報公開", "johokokai"),
    ("転校", "school-change"),
    ("図書館", "library-card"),
    ("期日前 不在者投票", "absentee-national"),
    // Any order, and slips.
    ("写し　住民票", "juminhyo-yubin"),
    ("住民標の写し", "juminhyo-yubin"),
    ("転人届", "move-in"),
    ("ジュウミンヒョ", "juminhyo-yubin"),
    ("ようかいごう 更新", "kaigo-nintei-koshin"),
    // Latin letters.
    ("juminhyo", "juminhyo-yubin"),
    ("hikkoshi", "move-within"),
    ("sodaigomi", "sodai-gomi"),
    ("dog", "inu-toroku"),
    ("moving", "move-within"),
    ("child allowance", "jido-teate-nintei"),
    ("bulky waste", "sodai-gomi"),
    ("nursery", "hoiku-riyo"),
    ("certificate of residence", "juminhyo-yubin"),
    ("certifcate of residense", "juminhyo-yubin"),
    ("vaccination", "shigai-sesshu"),
    ("birth", "birth-notice"),
];

fn catalogue() -> Catalogue {
    let mut departments = csv::Reader::from_reader(&include_bytes!("../deploy/seed/departments.csv")[..]);
    let departments: BTreeSet<_> =
        departments.records().map(|r| DepartmentId(r.unwrap()[0].to_owned())).collect();
    let rows = read(include_bytes!("../deploy/seed/inventory.csv"), &departments).rows;
    let (guide, findings) = GuideFiles::of_program().read(Some(&known(&rows)));
    assert!(
        findings.is_empty(),
        "{}",
        findings.iter().map(|f| f.finding.render(&f.source)).collect::<String>()
    );
    let open: Vec<Arc<Published>> = papers()
        .map(|paper| {
            let published_at = Instant::parse("2026-11-23T00:00:00Z").unwrap();
            Arc::new(Published { paper, version: 1, published_at })
        })
        .collect();
    Catalogue::new(open.iter(), rows, &guide)
}

fn papers() -> impl Iterator<Item = Arc<madoguchi_forms::Paper>> {
    let loaded = madoguchi_testkit::office::papers().into_iter().filter(|l| !l.slug.starts_with('_'));
    loaded.filter_map(|l| l.paper)
}

fn known(rows: &[madoguchi_inventory::Procedure]) -> BTreeSet<String> {
    rows.iter().map(|r| r.id.clone()).chain(papers().map(|p| p.slug.to_string())).collect()
}

#[test]
fn what_people_ask_for_is_among_the_first_three() {
    let catalogue = catalogue();
    let mut missed = Vec::new();
    for (asked, wanted) in ASKED {
        let found = catalogue.find(asked);
        let wanted = catalogue.named(wanted).unwrap_or_else(|| panic!("{wanted} is there"));
        if !found.iter().take(3).any(|f| std::ptr::eq(*f, wanted)) {
            let names: Vec<_> = found
                .iter()
                .take(5)
                .map(|f| match (&f.open, &f.row) {
                    (Some(open), _) => open.paper.slug.to_string(),
                    (None, row) => row.as_ref().map_or_else(String::new, |r| r.id.clone()),
                })
                .collect();
            missed.push(format!("{asked}: {names:?} of {}", found.len()));
        }
    }
    assert!(missed.is_empty(), "{} of {}:\n{}", missed.len(), ASKED.len(), missed.join("\n"));
}

#[test]
fn a_question_is_answered_with_little_else_and_nonsense_with_nothing() {
    let catalogue = catalogue();
    for asked in ["粗大ごみ", "転入届", "離婚", "taxi"] {
        assert!(catalogue.find(asked).len() <= 20, "{asked}: {}", catalogue.find(asked).len());
    }
    for asked in ["ぬるぽがっ", "qwxz", "宇宙旅行保険証券"] {
        let found = catalogue.find(asked);
        assert!(found.len() <= 2, "{asked}: {}", found.len());
    }
    assert_eq!(catalogue.find("").len(), catalogue.all().len());
    assert!(catalogue.suggest("こうざふりかい").iter().any(|s| s.contains("こうざふりかえ")));
}

/// Every event leads somewhere, and every procedure of the inventory has a page.
#[test]
fn every_step_leads_to_a_procedure() {
    let catalogue = catalogue();
    let guide = GuideFiles::of_program().read(None).0;
    for event in &guide.life {
        assert!(catalogue.all().iter().any(|l| l.is_of_life(&event.key)), "{}", event.key);
        for name in event.steps.iter().flat_map(|s| &s.procedures) {
            assert!(catalogue.named(name).is_some(), "{}: {name}", event.key);
        }
    }
}
