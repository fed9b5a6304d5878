//! The vectors of `tests/vectors/`, row by row.

use madoguchi_vocab::{
    Date, Instant, check_digit, normalise,
    wareki::{self, NotADay},
    workday::Calendar,
};

fn rows(text: &str) -> impl Iterator<Item = csv::StringRecord> + '_ {
    csv::Reader::from_reader(text.as_bytes())
        .into_records()
        .map(|r| r.expect("the vectors are CSV"))
        .collect::<Vec<_>>()
        .into_iter()
}

fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is no day"))
}

#[test]
fn working_days() {
    let calendar = Calendar::japan();
    let mut seen = 0;
    for row in rows(include_str!("vectors/business_day_vectors.csv")) {
        if &row[0] != "standard_period_business_days" {
            continue;
        }
        let start = Instant::parse(&row[2]).expect("an instant").date();
        let pauses: Vec<_> = row[4]
            .split(';')
            .filter_map(|p| p.split_once(".."))
            .map(|(asked, answered)| (day(asked), day(answered)))
            .collect();
        assert_eq!(calendar.due(start, row[3].parse().unwrap(), &pauses), day(&row[5]), "{}", &row[1]);
        seen += 1;
    }
    assert_eq!(seen, 13, "a vector was lost");
}

#[test]
fn a_period_that_ends_on_a_holiday_ends_on_the_next_open_day() {
    let calendar = Calendar::japan();
    assert_eq!(calendar.open_from(day("2026-05-04")), day("2026-05-07"), "転入届 14 日の満了が連休");
    assert_eq!(calendar.open_from(day("2026-06-15")), day("2026-06-15"));
}

#[test]
fn a_day_a_city_closes_for_itself_does_not_count() {
    let (usual, own) = (Calendar::japan(), Calendar::japan().closed_on(day("2026-06-16")));
    assert_eq!(usual.due(day("2026-06-15"), 1, &[]), day("2026-06-16"));
    assert_eq!(own.due(day("2026-06-15"), 1, &[]), day("2026-06-17"));
    assert_eq!(own.open_from(day("2026-06-16")), day("2026-06-17"));
}

#[test]
fn elapsed_is_the_inverse_of_due() {
    let calendar = Calendar::japan();
    let start = day("2026-04-28");
    for n in 0..60 {
        assert_eq!(calendar.elapsed(start, calendar.due(start, n, &[])), n);
    }
}

#[test]
fn eras() {
    for row in rows(include_str!("vectors/wareki_vectors.csv")) {
        let (gregorian, written) = (&row[0], &row[1]);
        match &row[3] {
            "valid" => {
                assert_eq!(wareki::long(day(gregorian)), written);
                assert_eq!(wareki::parse(written), Ok(day(gregorian)), "{written}");
                assert_eq!(wareki::parse(&row[2]), Ok(day(gregorian)), "{}", &row[2]);
            }
            "invalid" => assert!(wareki::parse(written).is_err(), "{written} was taken"),
            _ => {
                // Numbers in kanji and the seven-digit era code are left to whoever asks for them.
                if written.contains('三') || written.contains(' ') {
                    continue;
                }
                assert_eq!(wareki::parse(written), Ok(day(gregorian)), "{written}");
            }
        }
    }
}

#[test]
fn an_era_that_had_ended_says_what_was_meant() {
    assert_eq!(wareki::parse("平成32年1月1日"), Err(NotADay::OtherEra(day("2020-01-01"))));
    assert_eq!(wareki::parse("平成31年5月1日"), Err(NotADay::OtherEra(day("2019-05-01"))));
    assert_eq!(wareki::parse("明治5年12月2日"), Err(NotADay::TooEarly));
}

#[test]
fn years_typed_with_their_era() {
    use wareki::Era;
    assert_eq!(wareki::year_box("Ｓ６０"), Some((Some(Era::Showa), 60)));
    assert_eq!(wareki::year_box("昭和60"), Some((Some(Era::Showa), 60)));
    assert_eq!(wareki::year_box("元"), Some((None, 1)));
    assert_eq!(wareki::year_box("1985"), Some((None, 1985)));
    assert_eq!(wareki::year_box("来年"), None);
    assert_eq!(wareki::long_with_civil(day("1985-04-27")), "昭和60年（1985年）4月27日");
}

#[test]
fn check_digits() {
    let mut seen = 0;
    for row in rows(include_str!("vectors/check_digit_vectors.csv")) {
        // The invoice number is a T and a corporate number.
        let digits = normalise::digits(row[1].trim_start_matches('T')).unwrap_or_default();
        let good = match &row[0] {
            "my_number" => check_digit::my_number(&digits),
            "corporate_number" | "invoice_number" => check_digit::corporate_number(&digits),
            "lg_code" => check_digit::local_government(&digits),
            other => panic!("{other} is not held to anything"),
        };
        // Twelve zeros fit the arithmetic and are refused by rule.
        assert_eq!(good, &row[3] == "True", "{} {}", &row[0], &row[1]);
        seen += 1;
    }
    assert_eq!(seen, 39, "a vector was lost");
}

#[test]
fn numbers_of_cards() {
    let mut seen = 0;
    for row in rows(include_str!("vectors/other_id_vectors.csv")) {
        let folded = normalise::code(&row[1]);
        let good = match &row[0] {
            "driver_license" => check_digit::driving_licence(&folded),
            "residence_card" => check_digit::residence_card(&folded),
            _ => continue,
        };
        assert_eq!(good, &row[3] != "False", "{}", &row[1]);
        seen += 1;
    }
    assert_eq!(seen, 18, "a vector was lost");
}

/// What is folded at all is folded as Unicode says, but for dashes, which become `-`, and what cannot be seen.
#[test]
fn folding() {
    for row in rows(include_str!("vectors/normalization_vectors.csv")) {
        let (input, nfkc) = (&row[0], &row[2]);
        let folded = normalise::code(input);
        let dash = folded == "-";
        let gone = folded.is_empty();
        assert!(dash || gone || folded == nfkc.trim(), "{input:?} became {folded:?}, not {nfkc:?}");
        assert_eq!(normalise::name(input).is_empty(), gone || input.trim().is_empty(), "{input:?}");
        if !gone && !input.chars().any(char::is_whitespace) {
            assert_eq!(normalise::name(input), *input, "a name was folded");
        }
    }
}

#[test]
fn the_eras_begin_and_end_when_they_did() {
    for row in rows(include_str!("vectors/eras.csv")) {
        let (kanji, first) = (&row[0], day(&row[4]));
        if kanji == "明治" {
            // Days before the solar calendar (1873) have another count and are refused.
            continue;
        }
        assert!(wareki::long(first).starts_with(&format!("{kanji}元年")), "{kanji}");
        if let Ok(last) = row[5].parse::<Date>() {
            assert!(wareki::long(last).starts_with(kanji), "{kanji}");
        }
    }
}
