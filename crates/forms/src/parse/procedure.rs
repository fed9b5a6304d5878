//! `[procedure]`: what the start page says and the office needs to know.

use madoguchi_vocab::{DepartmentId, Slug};

use super::table::Table;
use crate::{
    paper::{Affairs, Basis, Kind, LIFE_EVENTS, Law, Procedure, Question, Remedy, Retention},
    proxy::{CODES, Proxies, ProxyKind},
};

pub(super) fn read(root: &Table<'_>) -> Option<Procedure> {
    root.need("procedure");
    let table = root.table("procedure", "[procedure]")?;
    let kind = kind(&table);
    let (standard_days, standard_days_unset) = standard(&table);
    let retention = retention(&table);
    let [open_from, open_until] = table.days("open_from", "open_until");
    let procedure = Procedure {
        kind: kind.unwrap_or(Kind::Consultation),
        title: table.need_text("title"),
        summary: table.need_text("summary"),
        department: DepartmentId(table.need_string("department")),
        inventory: inventory(&table),
        who: table.need_text("who"),
        proxies: proxies(&table),
        open_from,
        open_until,
        earlier_until: table.day("earlier_until"),
        capacity: table.integer("capacity", 1..=1_000_000).and_then(|n| u32::try_from(n).ok()),
        disaster: table.integer("disaster", 1..=99).and_then(|n| u32::try_from(n).ok()),
        fee: table.need_text("fee"),
        also_pay: table.text("also_pay"),
        pay_first: table.boolean("pay_first").unwrap_or(false),
        time: table.need_text("time"),
        minutes: minutes(&table),
        standard_days,
        standard_days_unset,
        life_events: life_events(&table),
        words: table.strings("words").into_iter().map(|(w, _)| w).collect(),
        retention: retention.unwrap_or(Retention::Y1),
        needs: table.texts("needs"),
        other_ways: table.texts("other_ways"),
        purpose: table.need_text("purpose"),
        faq: faq(&table),
        next: next(&table),
        my_number_basis: table.string("my_number_basis"),
        law: law(&table, kind),
    };
    table.finish();
    // Without a kind or a retention period there is already a complaint that keeps the paper back.
    Some(procedure)
}

fn kind(table: &Table<'_>) -> Option<Kind> {
    table.need("kind");
    let words: Vec<_> = Kind::ALL.iter().map(|k| k.code()).collect();
    table.word("kind", &words, Kind::parse)
}

fn minutes(table: &Table<'_>) -> u32 {
    table.need("minutes");
    table.integer("minutes", 1..=240).and_then(|n| u32::try_from(n).ok()).unwrap_or(1)
}

fn standard(table: &Table<'_>) -> (Option<u32>, Option<madoguchi_vocab::Text>) {
    let days = table.integer("standard_days", 1..=730).and_then(|n| u32::try_from(n).ok());
    let unset = table.text("standard_days_unset");
    if !table.has("standard_days") && unset.is_none() {
        let message = "標準処理期間がありません".to_owned();
        let hint =
            "standard_days = 日数 か、standard_days_unset = \"定めない理由\" を書いてください".to_owned();
        table.source.find("P0605", table.span.clone(), message, Some(hint));
    }
    (days, unset)
}

fn retention(table: &Table<'_>) -> Option<Retention> {
    table.need_as("P0108", "retention");
    let words: Vec<_> = Retention::ALL.iter().map(|r| r.code()).collect();
    table.word("retention", &words, Retention::parse)
}

fn inventory(table: &Table<'_>) -> Vec<String> {
    table.need("inventory");
    let rows = table.strings("inventory");
    if rows.is_empty() && table.has("inventory") {
        table.missing("P0102", "inventory");
    }
    rows.into_iter().map(|(row, _)| row).collect()
}

fn life_events(table: &Table<'_>) -> Vec<String> {
    let events = table.words("life_events", &LIFE_EVENTS);
    for (event, span) in events.iter().filter(|(e, _)| !LIFE_EVENTS.contains(&e.as_str())) {
        table.not_one_of(event, span.clone(), &LIFE_EVENTS);
    }
    events.into_iter().map(|(event, _)| event).collect()
}

fn proxies(table: &Table<'_>) -> Option<Proxies> {
    let words = table.words("proxies", &CODES);
    for (word, span) in words.iter().filter(|(w, _)| ProxyKind::parse(w).is_none()) {
        table.not_one_of(word, span.clone(), &CODES);
    }
    let said = |kind: &ProxyKind| words.iter().any(|(word, _)| word == kind.code());
    let kinds = ProxyKind::ALL.iter().copied().filter(said).collect();
    table.has("proxies").then(|| Proxies { kinds, span: table.place("proxies") })
}

fn next(table: &Table<'_>) -> Vec<Slug> {
    let slug = |(word, span): (String, _)| {
        Slug::parse(&word).map_err(|e| table.source.find("P0105", span, e.to_string(), None)).ok()
    };
    table.strings("next").into_iter().filter_map(slug).collect()
}

fn faq(table: &Table<'_>) -> Vec<Question> {
    let question = |t: Table<'_>| {
        let question = Question { q: t.need_text("q"), a: t.need_text("a") };
        t.finish();
        question
    };
    table.tables("faq", "よくある質問").into_iter().map(question).collect()
}

fn law(procedure: &Table<'_>, kind: Option<Kind>) -> Option<Law> {
    let Some(table) = procedure.table("law", "[procedure.law]") else {
        if !procedure.has("law")
            && matches!(kind, Some(Kind::Application | Kind::Notification | Kind::Request))
        {
            procedure.missing("P0102", "[procedure.law]");
        }
        return None;
    };
    ["basis", "affairs", "remedy"].into_iter().for_each(|key| table.need(key));
    let name = table.need_string("name");
    let article = table.need_string("article");
    let basis = table.word("basis", &codes(Basis::ALL, Basis::code), Basis::parse);
    let affairs = table.word("affairs", &codes(Affairs::ALL, Affairs::code), Affairs::parse);
    let remedy = table.word("remedy", &codes(Remedy::ALL, Remedy::code), Remedy::parse);
    let criteria = table.text("criteria");
    if criteria.is_none() && kind == Some(Kind::Application) {
        let hint = "criteria = \"…\" に、何を見て決めるかを書いてください（行政手続法5条）".to_owned();
        table.source.find("P0606", table.span.clone(), "審査基準がありません".to_owned(), Some(hint));
    }
    let disposes = matches!(kind, Some(Kind::Application | Kind::Request));
    if disposes && matches!(basis, Some(Basis::Law | Basis::Ordinance)) && remedy == Some(Remedy::None) {
        let message = "拒むときの教示の相手がありません".to_owned();
        let hint = "審査請求の相手（mayor、governor など）を書いてください".to_owned();
        table.source.find("P0910", table.place("remedy"), message, Some(hint));
    }
    table.finish();
    Some(Law { name, article, basis: basis?, affairs: affairs?, remedy: remedy?, criteria })
}

fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|v| code(*v)).collect()
}
