//! What the tests of papers share.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::collections::BTreeMap;

use madoguchi_forms::{Compiled, Facts, FileFact, Paper, Reading, Typed, compile};
use madoguchi_vocab::Date;

pub const GALLERY: &str = include_str!("../../../../forms/_gallery/form.toml");
pub const TODAY: (i32, u32, u32) = (2026, 11, 23);

pub fn today() -> Date {
    let (y, m, d) = TODAY;
    Date::from_ymd_opt(y, m, d).expect("a real day")
}

pub fn files() -> BTreeMap<String, FileFact> {
    let file = |name: &str, size, kind: &str| FileFact { name: name.into(), size, kind: kind.into() };
    BTreeMap::from([
        ("f1".to_owned(), file("免許証.jpg", 2_000_000, "image/jpeg")),
        ("f2".to_owned(), file("scan.pdf", 12 * 1_048_576, "application/pdf")),
        ("f3".to_owned(), file("setup.exe", 1_000, "application/x-msdownload")),
        ("f4".to_owned(), file("裏.heic", 1_000, "image/heif")),
        ("f5".to_owned(), file("表.png", 1_000, "image/png")),
    ])
}

pub fn read<'p>(paper: &'p Paper, typed: &Typed) -> Reading<'p> {
    paper.read(typed, &Facts { today: today(), files: &files() })
}

pub fn gallery() -> Paper {
    compile("_gallery", "form.toml", GALLERY).paper.expect("the gallery is clean")
}

/// The gallery as 見本 花子 fills it in.
pub fn gallery_answers() -> Typed {
    [
        ("proxy_kind", "self"),
        ("relation", "self"),
        ("resident", "yes"),
        ("name", "見本　花子"),
        ("kana", "みほん　ﾊﾅｺ"),
        ("birthday.era", "showa"),
        ("birthday.year", "６０"),
        ("birthday.month", "４"),
        ("birthday.day", "27"),
        ("address.zip", "６３４－８５８６"),
        ("address.pref", "奈良県"),
        ("address.city", "橿原市"),
        ("address.town", "八木町"),
        ("address.street", "１丁目１－１８"),
        ("address.building", ""),
        ("phone", "０７４４（２２）４００１"),
        ("email", ""),
        ("copies", "２"),
        ("how", "mail"),
        ("budget", "１，０００"),
        ("kids", "r1"),
        ("kids", "r2"),
        ("kids.r1.kid_name", "見本 一郎"),
        ("kids.r1.kid_birthday.era", "heisei"),
        ("kids.r1.kid_birthday.year", "31"),
        ("kids.r1.kid_birthday.month", "4"),
        ("kids.r1.kid_birthday.day", "30"),
        ("kids.r1.kid_school", "見本小学校"),
        ("kids.r2.kid_name", "見本 二葉"),
        ("kids.r2.kid_birthday.era", "western"),
        ("kids.r2.kid_birthday.year", "2024"),
        ("kids.r2.kid_birthday.month", "2"),
        ("kids.r2.kid_birthday.day", "29"),
        ("topics", "garbage"),
        ("topics", "tax"),
        ("topics", "tax"),
        ("note", "よろしくお願いします\r\n"),
        ("identity", "f1"),
        ("account.kind", "yucho"),
        ("account.symbol", "１０５３０"),
        ("account.yucho_number", "12345671"),
        ("account.holder_kana", "みほん はなこ"),
        ("meet_at", "午後１時半"),
        ("district", "やぎ"),
        ("company", "3000-0202-92052"),
        ("licence", "６４２０１２３４５６３０"),
        ("card", "ａｂ12345678cd"),
        ("my_number", "1234-5678-9018"),
        ("agreed", "yes"),
        ("signed", "見本　花子"),
    ]
    .into_iter()
    .collect()
}

/// A paper of one application with these pages (and lists, conditions …) behind a sound head.
pub fn source(rest: &str) -> String {
    format!("{HEAD}\n{rest}")
}

pub fn compiled(rest: &str) -> Compiled {
    compile("trial", "form.toml", &source(rest))
}

/// The paper, or the errors that keep it back.
pub fn paper(rest: &str) -> Paper {
    let compiled = compiled(rest);
    let said: String = compiled.errors().map(|f| f.render(&source(rest))).collect();
    compiled.paper.unwrap_or_else(|| panic!("{said}"))
}

/// The codes found, without the warnings about easy Japanese that every short trial has.
pub fn codes(rest: &str) -> Vec<&'static str> {
    compiled(rest).findings.iter().map(|f| f.code).filter(|c| *c != "P0601").collect()
}

pub const HEAD: &str = r#"format = 1
[procedure]
kind = "notification"
title = "ためし"
summary = "ためしの書類"
department = "digital"
inventory = ["trial"]
who = "誰でも"
fee = "なし"
time = "すぐ"
minutes = 1
standard_days = 1
retention = "1y"
my_number_basis = "ためし"
purpose = "ためし"
[procedure.law]
name = "ためし条例"
article = "第1条"
basis = "ordinance"
affairs = "own"
remedy = "mayor"
"#;
