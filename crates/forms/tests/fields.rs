//! What each type of question takes, what it makes of it, and what it says when it cannot.

mod common;

use common::{files, paper, today};
use madoguchi_forms::{Facts, FieldKind, Paper, Typed, Value};
use madoguchi_vocab::Lang;

fn one(kind: &str, settings: &str) -> Paper {
    paper(&format!(
        "[[page]]\nkey = \"p\"\ntitle = \"質問\"\n[[page.field]]\nkey = \"x\"\ntype = \"{kind}\"\nlabel = {{ ja = \"項目\", en = \"Thing\" }}\n{settings}\n"
    ))
}

/// What came of it: what is shown, or the control and the code of the complaint.
fn outcome(paper: &Paper, typed: &Typed) -> String {
    let reading = paper.read(typed, &Facts { today: today(), files: &files() });
    match reading.complaints.first() {
        Some(c) => format!("!{} {}", c.input, c.code),
        None => reading
            .answers
            .get("x")
            .map_or("—".into(), |v| paper.field("x").expect("the one question").kind.show(v, Lang::Ja)),
    }
}

fn table(kind: &str, settings: &str, rows: &[(&str, &str)]) {
    let paper = one(kind, settings);
    for (typed, expected) in rows {
        let typed_in: Typed = [("x", *typed)].into_iter().collect();
        assert_eq!(outcome(&paper, &typed_in), *expected, "{kind} {settings} typed {typed:?}");
    }
}

fn parts(kind: &str, settings: &str, rows: &[(&[&str], &str)]) {
    let paper = one(kind, settings);
    for (typed, expected) in rows {
        let names = paper.field("x").expect("the one question").kind.parts();
        let typed_in: Typed = names.iter().zip(*typed).map(|(n, v)| (format!("x.{n}"), *v)).collect();
        assert_eq!(outcome(&paper, &typed_in), *expected, "{kind} {settings} typed {typed:?}");
    }
}

#[test]
fn text() {
    let family = "👨‍👩‍👧";
    table(
        "text",
        "max_length = 3",
        &[
            ("", "!x empty"),
            ("　 ", "!x empty"),
            (" 全角ｶ ", "全角ｶ"),
            ("ABCD", "!x too_long"),
            ("𠮷𠮷𠮷", "𠮷𠮷𠮷"),
            (&family.repeat(3), &family.repeat(3)),
            ("a\u{202E}b", "ab"),
            ("a\u{0}\nb", "a b"),
            ("<&>", "<&>"),
            ("\u{E000}", "!x private_character"),
            (&format!("e{}", "\u{301}".repeat(100)), "!x too_long"),
        ],
    );
    table("text", "required = false", &[("", "—"), ("x", "x")]);
}

#[test]
fn long_text() {
    table(
        "long_text",
        "max_length = 5",
        &[("a\r\nb", "a\nb"), ("123456", "!x too_long"), ("\n \n", "!x empty")],
    );
}

#[test]
fn names_come_back_byte_for_byte() {
    let kept = ["髙橋", "山﨑", "𠮷田", "\u{FA19}田", "葛\u{E0100}城", "Ｍaría José・グエン"];
    table("name", "", &kept.map(|n| (n, n)));
    table(
        "name",
        "",
        &[("　見本　　花子 ", "見本 花子"), ("\u{E000}田", "!x private_character"), (" ", "!x empty")],
    );
}

#[test]
fn kana() {
    table(
        "kana",
        "",
        &[
            ("ｶｼﾊﾗ", "カシハラ"),
            ("かしはら", "カシハラ"),
            ("ヴァージニア・ウルフ", "ヴァージニア・ウルフ"),
            ("みほん　ハナコー", "ミホン ハナコー"),
            ("ヰヱヵヶヮ", "ヰヱヵヶヮ"),
            ("見本", "!x not_kana"),
            ("Hanako", "!x not_kana"),
            ("", "!x empty"),
        ],
    );
}

#[test]
fn dates() {
    parts(
        "date",
        "",
        &[
            (&["2026", "11", "23"], "令和8年（2026年）11月23日"),
            (&["２０２６年", "１１月", "２３日"], "令和8年（2026年）11月23日"),
            (&["令和8", "4", "1"], "令和8年（2026年）4月1日"),
            (&["R8", "04", "01"], "令和8年（2026年）4月1日"),
            (&["2024", "2", "29"], "令和6年（2024年）2月29日"),
            (&["2025", "2", "29"], "!x.day no_such_day"),
            (&["2025", "4", "00"], "!x.day day"),
            (&["2025", "13", "1"], "!x.month month"),
            (&["2025", "四", "1"], "!x.month month"),
            (&["8", "4", "1"], "!x.year year"),
            (&["999", "4", "1"], "!x.year year"),
            (&["1600", "4", "1"], "!x.year too_early"),
            (&["10000", "4", "1"], "!x.year year"),
            (&["あ", "4", "1"], "!x.year year"),
            (&["2025", "", "1"], "!x.month incomplete"),
            (&["", "", ""], "!x.year empty"),
        ],
    );
    parts("date", "required = false", &[(&["", "", ""], "—"), (&["2026", "", ""], "!x.month incomplete")]);
    let bounds = "min = \"today + 3\"\nmax = \"d'2026-12-31'\"";
    parts(
        "date",
        bounds,
        &[
            (&["2026", "11", "25"], "!x.year too_early"),
            (&["2026", "11", "26"], "令和8年（2026年）11月26日"),
            (&["2026", "12", "31"], "令和8年（2026年）12月31日"),
            (&["2027", "1", "1"], "!x.year too_late"),
        ],
    );
}

#[test]
fn birthdays() {
    let shown = "昭和60年（1985年）4月27日";
    parts(
        "birthday",
        "",
        &[
            (&["showa", "60", "4", "27"], shown),
            (&["", "Ｓ６０", "4", "27"], shown),
            (&["heisei", "昭和60", "4", "27"], shown),
            (&["western", "1985", "4", "27"], shown),
            (&["showa", "1985", "4", "27"], shown),
            (&["", "1985", "4", "27"], shown),
            (&["reiwa", "元", "5", "1"], "令和元年（2019年）5月1日"),
            (&["reiwa", "1", "5", "1"], "令和元年（2019年）5月1日"),
            (&["showa", "64", "1", "7"], "昭和64年（1989年）1月7日"),
            (&["showa", "64", "1", "8"], "!x.year other_era"),
            (&["heisei", "32", "1", "1"], "!x.year other_era"),
            (&["reiwa", "元", "4", "30"], "!x.year other_era"),
            (&["showa", "60", "2", "30"], "!x.day no_such_day"),
            (&["reiwa", "0", "5", "1"], "!x.year year"),
            (&["", "60", "4", "27"], "!x.era era"),
            (&["western", "60", "4", "27"], "!x.year year"),
            (&["reiwa", "8", "11", "24"], "!x.year future"),
            (&["reiwa", "8", "11", "23"], "令和8年（2026年）11月23日"),
            (&["showa", "", "", ""], "!x.year empty"),
            (&["showa", "60", "4", ""], "!x.day incomplete"),
        ],
    );
}

#[test]
fn a_wrong_era_is_told_with_what_was_probably_meant() {
    let paper = one("birthday", "");
    let typed: Typed =
        [("x.era", "heisei"), ("x.year", "32"), ("x.month", "1"), ("x.day", "1")].into_iter().collect();
    let reading = paper.read(&typed, &Facts { today: today(), files: &files() });
    let say = &reading.complaints[0].say;
    assert_eq!(
        say.get(Lang::Ja),
        "項目：平成32年1月1日はありません。令和2年1月1日のことでしょうか。元号と年を確かめてください"
    );
}

#[test]
fn numbers_and_money() {
    table(
        "number",
        "min = 0\nmax = 1000",
        &[
            ("1,000", "1,000"),
            ("１，０００", "1,000"),
            ("007", "7"),
            ("0", "0"),
            ("-1", "!x too_small"),
            ("1001", "!x too_large"),
            (".5", "!x not_a_number"),
            ("0.00000000000000000001", "!x not_a_number"),
            ("9223372036854775808", "!x not_a_number"),
            ("千円", "!x not_a_number"),
            ("", "!x empty"),
        ],
    );
    table("number", "min = 0\nmax = 0", &[("1", "!x too_large"), ("-1", "!x too_small"), ("0", "0")]);
    table(
        "number",
        "unit = \"通\"",
        &[("-5", "-5通"), ("9223372036854775807", "9,223,372,036,854,775,807通")],
    );
    table("money", "", &[("12345", "12,345円"), ("-1", "!x too_small")]);
}

#[test]
fn choosing() {
    let options = "options = [ { key = \"a\", label = \"甲\" }, { key = \"b\", label = \"乙\" } ]";
    table("choice", options, &[("a", "甲"), ("c", "!x not_offered"), ("", "!x empty")]);
    table("yes_no", "", &[("yes", "はい"), ("no", "いいえ"), ("true", "!x not_offered"), ("", "!x empty")]);
    table("consent", "", &[("yes", "同意します"), ("on", "!x empty"), ("", "!x empty")]);
    table("consent", "required = false", &[("yes", "同意します"), ("", "—")]);
    let paper = one("choices", options);
    for (typed, expected) in [
        (&["b", "a", "b", ""][..], "甲、乙"),
        (&["a", "z"], "!x not_offered"),
        (&[""], "!x empty"),
        (&[], "!x empty"),
    ] {
        let typed_in: Typed = typed.iter().map(|v| ("x", *v)).collect();
        assert_eq!(outcome(&paper, &typed_in), expected, "{typed:?}");
    }
}

#[test]
fn addresses() {
    let shown = "〒634-8586 奈良県橿原市八木町１丁目１－１８";
    for zip in ["６３４－８５８６", "〒634-8586", "634 8586", "6348586", "634ー8586"] {
        parts("postal_address", "", &[(&[zip, "奈良県", "橿原市", "八木町", "１丁目１－１８", ""], shown)]);
    }
    for street in ["1丁目1‐18", "1丁目1ー18"] {
        let kept = format!("〒634-8586 奈良県橿原市{street} 見本荘 101");
        parts("postal_address", "", &[(&["6348586", "奈良県", "橿原市", "", street, "見本荘 101"], &kept)]);
    }
    parts(
        "postal_address",
        "",
        &[
            (&["634858", "奈良県", "橿原市", "八木町", "", ""], "!x.zip zip"),
            (&["", "奈良県", "橿原市", "八木町", "", ""], "!x.zip zip"),
            (&["6348586", "", "橿原市", "八木町", "", ""], "!x.pref incomplete"),
            (&["6348586", "奈良県", "橿原市", "", "", ""], "!x.street incomplete"),
            (&["", "", "", "", "", ""], "!x.zip empty"),
        ],
    );
}

#[test]
fn phones() {
    table(
        "phone",
        "",
        &[
            ("０７４４（２２）４００１", "0744-22-4001"),
            ("0744ー22ー4001", "0744-22-4001"),
            ("+81 744-22-4001", "0744-22-4001"),
            ("＋８１（０）７４４ ２２ ４００１", "0744-22-4001"),
            ("06012345678", "060-1234-5678"),
            ("0120-123-456", "0120-123-456"),
            ("0138230000", "0138230000"),
            ("074422400", "!x phone"),
            ("0901234567", "!x phone"),
            ("7442240011", "!x phone"),
            ("+1 212 555 0100", "!x phone"),
            ("でんわ", "!x phone"),
            ("", "!x empty"),
        ],
    );
}

#[test]
fn mail() {
    table(
        "email",
        "",
        &[
            ("ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "hanako@example.jp"),
            (" Hanako@Example.JP ", "Hanako@example.jp"),
            ("hanako.example.jp", "!x no_at"),
            ("hanako@", "!x email"),
            ("a@b@c", "!x email"),
            ("hanako@example.jp\r\nBcc: x@example.jp", "!x email"),
            ("", "!x empty"),
        ],
    );
}

#[test]
fn accounts() {
    let bank = |number: &'static str, kana: &'static str| {
        ["bank", "見本銀行", "", "本店", "490", "ordinary", number, "", "", kana]
    };
    parts(
        "bank_account",
        "",
        &[
            (&bank("１２３４", "ﾐﾎﾝ ﾊﾅｺ"), "見本銀行 本店（490）\n普通 0001234\nミホン ハナコ"),
            (&bank("12345678", "ミホン"), "!x.number number"),
            (&bank("1", ""), "!x.holder_kana incomplete"),
            (&bank("1", "見本"), "!x.holder_kana not_kana"),
            (&["", "見本銀行"], "!x.kind incomplete"),
            (&["", "", "", "", "", "ordinary"], "!x.kind empty"),
            (&["bank", "見本銀行", "12"], "!x.bank_code code"),
            (&["bank", "見本銀行", "", "本店", "", ""], "!x.account_type incomplete"),
            (&["yucho", "", "", "", "", "", "", "20530", "12345671", "ミホン"], "!x.symbol number"),
            (&["yucho", "", "", "", "", "", "", "10530", "12345672", "ミホン"], "!x.yucho_number number"),
            (
                &["yucho", "", "", "", "", "", "", "01234", "5", "ミホン"],
                "ゆうちょ銀行\n記号 01234 番号 5\nミホン",
            ),
        ],
    );
}

#[test]
fn post_bank_accounts_are_turned_into_what_a_transfer_needs() {
    use madoguchi_forms::{Account, AccountType};
    for (symbol, number, branch, account_type, plain) in [
        ("10530", "12345671", "058", AccountType::Ordinary, "1234567"),
        ("17300", "19927651", "738", AccountType::Ordinary, "1992765"),
        ("10530", "11", "058", AccountType::Ordinary, "0000001"),
        ("01234", "567", "129", AccountType::Current, "0000567"),
    ] {
        let account =
            Account::Yucho { symbol: symbol.into(), number: number.into(), holder_kana: "ミホン".into() };
        let expected = ("9900".to_owned(), branch.to_owned(), account_type, plain.to_owned());
        assert_eq!(account.for_transfer(), Some(expected), "{symbol} {number}");
    }
}

#[test]
fn files_are_judged_by_their_facts() {
    let paper = one("attachment", "max_files = 2");
    for (ids, expected) in [
        (&["f1"][..], "免許証.jpg"),
        (&["f1", "f1"], "免許証.jpg"),
        (&["f4"], "裏.heic"),
        (&["f1", "f4", "f5"], "!x too_many_files"),
        (&["f2"], "!x file_size"),
        (&["f3"], "!x file_kind"),
        (&["nobodys"], "!x empty"),
        (&[], "!x empty"),
    ] {
        let typed: Typed = ids.iter().map(|v| ("x", *v)).collect();
        assert_eq!(outcome(&paper, &typed), expected, "{ids:?}");
    }
}

#[test]
fn browsers_fill_in_only_what_is_the_persons_own() {
    let own = one("email", "");
    assert_eq!(own.field("x").unwrap().autocomplete(""), Some("email"));
    let other = one("email", "whose = \"other\"");
    assert_eq!(other.field("x").unwrap().autocomplete(""), None);
    let address = one("postal_address", "");
    assert_eq!(address.field("x").unwrap().autocomplete("zip"), Some("postal-code"));
}

/// Every complaint there is names the question, says what to do in three languages and scolds nobody.
#[test]
fn complaints_name_the_question_and_say_what_to_do() {
    let junk = ["", "\u{E000}", "あ", "1", "-1", "99", "99999999999", "a@b", "bank", "yucho", "f2", "f3"];
    let options = "options = [ { key = \"k\", label = \"甲\" } ]";
    let mut seen = std::collections::BTreeSet::new();
    for code in FieldKind::CODES {
        let settings = match *code {
            "choice" | "choices" | "search_choice" => options,
            "time" => "min = \"09:00\"\nmax = \"17:00\"",
            "signature" => "text = \"事実です\"",
            "text" | "long_text" => "max_length = 2",
            "number" => "min = 1\nmax = 5",
            "date" => "min = \"today\"",
            _ => "",
        };
        let paper = one(code, settings);
        let inputs = |first: &str, rest: &str| -> Typed {
            let names = paper.field("x").expect("the one question").kind.parts();
            let mut typed: Typed = names.iter().map(|n| (format!("x.{n}"), rest)).collect();
            typed.set(names.first().map_or("x".to_owned(), |n| format!("x.{n}")), first);
            typed
        };
        for typed in junk.iter().flat_map(|a| junk.iter().map(|b| inputs(a, b))) {
            for complaint in paper.read(&typed, &Facts { today: today(), files: &files() }).complaints {
                seen.insert(complaint.code);
                let say = complaint.say;
                for lang in Lang::ALL {
                    assert!(say.has(lang), "{code} {}: {say:?}", complaint.code);
                }
                assert!(say.ja.contains("項目"), "{say:?}");
                assert!(say.get(Lang::En).to_lowercase().contains("thing"), "{say:?}");
                assert!(say.ja.contains("ください"), "{say:?}");
                for scolding in ["不正", "無効", "必須項目です", "エラーが発生しました"] {
                    assert!(!say.ja.contains(scolding), "{say:?}");
                }
                assert!(complaint.input == "x" || complaint.input.starts_with("x."), "{}", complaint.input);
            }
        }
    }
    assert!(seen.len() > 15, "the junk should call forth most complaints, but only {seen:?} came");
}

#[test]
fn times() {
    let rows = [
        ("", "!x empty"),
        ("9:30", "09:30"),
        ("０９：３０", "09:30"),
        ("930", "09:30"),
        ("1330", "13:30"),
        ("9時", "09:00"),
        ("9時半", "09:30"),
        ("午後1時15分", "13:15"),
        ("午前12時", "!x too_early"),
        ("午後12時", "12:00"),
        ("8:59", "!x too_early"),
        ("17:00", "17:00"),
        ("17:01", "!x too_late"),
        ("24:00", "!x time"),
        ("9:60", "!x time"),
        ("午後13時", "!x time"),
        ("あさ", "!x time"),
        ("9:300", "!x time"),
        ("é30", "!x time"),
    ];
    table("time", "min = \"09:00\"\nmax = \"17:00\"", &rows);
}

#[test]
fn one_of_many_is_found_by_any_of_its_names() {
    let options = "options = [ \
        { key = \"yagi\", label = { ja = \"八木町\", easy = \"八木町（やぎちょう）\", en = \"Yagi\" } }, \
        { key = \"yagi-east\", label = { ja = \"東八木町\" } }, \
        { key = \"imai\", label = { ja = \"今井町\" } } ]";
    let rows = [
        ("", "!x empty"),
        ("yagi", "八木町"),
        ("八木町", "八木町"),
        ("YAGI", "八木町"),
        ("ﾔｷﾞﾁｮｳ", "八木町"),
        ("今井", "今井町"),
        ("八木", "!x ambiguous"),
        ("橿原", "!x not_offered"),
    ];
    table("search_choice", options, &rows);
}

/// The vectors for numbers of cards and accounts, typed as people type them.
#[test]
fn numbers_of_the_vectors() {
    let vectors = include_str!("../../vocab/tests/vectors/other_id_vectors.csv");
    let mut rows = csv::Reader::from_reader(vectors.as_bytes());
    let mut seen = 0;
    for row in rows.records() {
        let row = row.expect("the vectors are CSV");
        let (kind, input, normalized, good) = (&row[0], &row[1], &row[2], &row[3] != "False");
        let typed: Typed = match kind {
            "driver_license" | "residence_card" | "phone" => [("x", input)].into_iter().collect(),
            "postal_code" => {
                [("x.zip", input), ("x.pref", "奈良県"), ("x.city", "橿原市"), ("x.town", "八木町")]
                    .into_iter()
                    .collect()
            }
            "yucho" => {
                let (symbol, number) = input.split_once(['-', '－']).expect("記号-番号");
                let holder = ("x.holder_kana", "ミホン ハナコ");
                [("x.kind", "yucho"), ("x.symbol", symbol), ("x.yucho_number", number), holder]
                    .into_iter()
                    .collect()
            }
            "bank_account" => {
                let parts: Vec<&str> = input.split('-').collect();
                let account = match parts[2] {
                    "普通" => "ordinary",
                    "当座" => "current",
                    other => other,
                };
                [
                    ("x.kind", "bank"),
                    ("x.bank_name", "見本銀行"),
                    ("x.bank_code", parts[0]),
                    ("x.branch_name", "見本支店"),
                    ("x.branch_code", parts[1]),
                    ("x.account_type", account),
                    ("x.number", parts[3]),
                    ("x.holder_kana", "ミホン ハナコ"),
                ]
                .into_iter()
                .collect()
            }
            // Which branches exist is data of the banks; the half-width kana of transfer files is made where
            // they are written.
            "bank_branch_exists" | "account_holder_kana" => continue,
            other => panic!("{other} is not held to anything"),
        };
        let field = match kind {
            "driver_license" => "driving_licence",
            "postal_code" => "postal_address",
            "yucho" => "bank_account",
            other => other,
        };
        let paper = one(field, "");
        let reading = paper.read(&typed, &Facts { today: today(), files: &files() });
        assert_eq!(reading.complaints.is_empty(), good, "{kind} {input}: {:?}", reading.complaints);
        seen += 1;
        if !good {
            continue;
        }
        let came = match reading.answers.get("x") {
            Some(Value::Text(text)) if kind == "phone" => {
                let shown = paper
                    .field("x")
                    .expect("the one question")
                    .kind
                    .show(&Value::Text(text.clone()), Lang::Ja);
                format!("{shown} (+81{})", &text[1..])
            }
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Address(address)) => address.zip.clone(),
            Some(Value::Bank(account)) => {
                let (bank, branch, kind, number) = account.for_transfer().expect("the codes are there");
                format!("{bank}/{branch}/{}/{number}", kind.title(Lang::Ja))
            }
            other => panic!("{kind} {input} became {other:?}"),
        };
        assert_eq!(came, normalized, "{kind} {input}");
    }
    assert_eq!(seen, 59, "a vector was lost");
}

/// An option has its days; before and behind them it is not offered.
#[test]
fn options_have_their_days() {
    let options = "options = [ \
        { key = \"old\", label = \"旧\", until = \"2026-11-22\" }, \
        { key = \"now\", label = \"今\", from = \"2026-11-23\", until = \"2026-11-23\" }, \
        { key = \"next\", label = \"次\", from = \"2026-11-24\" } ]";
    table("choice", options, &[("old", "!x not_offered"), ("now", "今"), ("next", "!x not_offered")]);
    table("search_choice", options, &[("old", "!x not_offered"), ("今", "今"), ("次", "!x not_offered")]);
    table("choices", options, &[("old", "!x not_offered"), ("now", "今"), ("next", "!x not_offered")]);
}
