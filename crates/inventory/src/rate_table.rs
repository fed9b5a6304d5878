//! Rates as a table to be saved: of parts of the inventory, or of one part over time.

use madoguchi_vocab::sheet::harmless;

use crate::{
    rate::{Rate, RateId},
    sheet::csv_of,
};

/// The table as CSV (UTF-8 with a mark, so that a spreadsheet reads it): what each line is about, and for each rate its value
/// with numerator and denominator, how many volumes are unknown and how many procedures are left out.
pub fn rates_csv(about: &str, lines: &[(String, Vec<Rate>)]) -> Vec<u8> {
    let parts = ["", " 分子", " 分母", " 件数不明の種類"];
    let of = |id: &RateId| parts.map(|part| format!("{}{part}", id.label()));
    let header: Vec<String> = [about.to_owned(), "時点".to_owned()]
        .into_iter()
        .chain(RateId::ALL.iter().flat_map(of))
        .chain(["対象外の種類".to_owned()])
        .collect();
    let rows = lines.iter().map(|(what, rates)| {
        let as_of = rates.first().map(|r| r.as_of.to_string()).unwrap_or_default();
        let excluded = rates.first().map_or(0, |r| r.excluded.kinds()).to_string();
        let of = |r: &Rate| {
            let percent = r.value.map_or_else(|| "-".to_owned(), |v| v.percent());
            [percent, r.numerator(), r.denominator.to_string(), r.unknown.len().to_string()]
        };
        let cells = [harmless(what.clone()), as_of].into_iter().chain(rates.iter().flat_map(of));
        cells.chain([excluded]).collect::<Vec<String>>()
    });
    csv_of(std::iter::once(header).chain(rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::{PartialRule, rates};

    #[test]
    fn a_line_says_what_it_is_about_and_no_rate_is_a_dash() {
        let none = rates(&[], PartialRule::Able, "2026-11-23".parse().unwrap());
        let csv = String::from_utf8(rates_csv("課", &[("=市民課".into(), none)])).unwrap();
        let lines: Vec<&str> = csv.lines().collect();
        assert!(
            lines[0].starts_with("\u{feff}課,時点,オンライン化率（件数）,オンライン化率（件数） 分子,"),
            "{csv}"
        );
        assert_eq!(lines[1], "'=市民課,2026-11-23,-,0,0,0,-,0,0,0,-,0,0,0,-,0,0,0,0");
        assert_eq!(lines[0].matches(',').count(), lines[1].matches(',').count());
    }
}
