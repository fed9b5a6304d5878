//! Rates and their rows as a table, JSON or CSV.

use std::process::ExitCode;

use madoguchi_app::RatesPage;
use madoguchi_inventory::{Fact, Rate, RateId, RateLine, Standing};
use madoguchi_vocab::sheet::harmless;
use serde::Serialize;

use crate::{
    Outcome,
    rate::{Format, Line},
    tell,
};

/// A rate of a part as one line of JSON.
#[derive(Serialize)]
struct PartLine {
    group: String,
    group_label: String,
    #[serde(flatten)]
    rate: RateLine,
}

/// Rates of the whole, or of its parts.
pub fn lines(lines: &[Line], parted: bool, format: Format) -> Outcome {
    match format {
        Format::Json if parted => json(
            &lines
                .iter()
                .map(|l| PartLine { group: l.key.clone(), group_label: l.label.clone(), rate: l.rate.line() })
                .collect::<Vec<_>>(),
        )?,
        Format::Json => json(&lines.iter().map(|l| l.rate.line()).collect::<Vec<_>>())?,
        Format::Csv => csv(lines, parted)?,
        Format::Table => table(lines, parted),
    }
    Ok(ExitCode::SUCCESS)
}

fn json(lines: &impl Serialize) -> Result<(), String> {
    tell(&serde_json::to_string_pretty(lines).map_err(|e| e.to_string())?);
    Ok(())
}

fn csv(lines: &[Line], parted: bool) -> Result<(), String> {
    let number = |share: Option<f64>| share.map_or_else(String::new, |s| s.to_string());
    let head = "id,numerator,denominator,value,lower,upper,unknown,excluded,as_of";
    let group = if parted { "group,group_label," } else { "" };
    let mut out = vec![format!("{group}{head}").split(',').map(str::to_owned).collect::<Vec<_>>()];
    for line in lines {
        let rate = line.rate.line();
        let mut cells =
            if parted { vec![harmless(line.key.clone()), harmless(line.label.clone())] } else { vec![] };
        cells.extend([
            rate.id.to_owned(),
            line.rate.numerator(),
            rate.denominator.to_string(),
            number(rate.value),
            number(rate.lower),
            number(rate.upper),
            rate.unknown.to_string(),
            line.rate.excluded.kinds().to_string(),
            rate.as_of.to_string(),
        ]);
        out.push(cells);
    }
    written(&out)
}

fn written(rows: &[Vec<String>]) -> Result<(), String> {
    let mut out = csv::Writer::from_writer(vec![]);
    for row in rows {
        out.write_record(row).map_err(|e| e.to_string())?;
    }
    let bytes = out.into_inner().map_err(|e| e.to_string())?;
    tell(String::from_utf8_lossy(&bytes).trim_end());
    Ok(())
}

fn table(lines: &[Line], parted: bool) {
    let mut last = None;
    for Line { key, label, rate } in lines {
        let part = (key, rate.as_of);
        if last != Some(part) {
            let name = if label.is_empty() { String::new() } else { format!("　{label}") };
            tell(&format!("時点 {}{}", rate.as_of, if parted { name } else { String::new() }));
            last = Some(part);
        }
        tell(&sentence(rate));
    }
}

fn sentence(rate: &Rate) -> String {
    let bounds = rate.lower.zip(rate.upper).map_or_else(String::new, |(l, u)| {
        format!("、不明な件数によって {}〜{} %", l.percent(), u.percent())
    });
    format!(
        "{}　{}　（{} ÷ {}、件数不明 {} 種類、対象外 {} 種類{bounds}）",
        rate.id.label(),
        rate.percent(),
        rate.numerator(),
        rate.denominator,
        rate.unknown.len(),
        rate.excluded.kinds(),
    )
}

/// A row behind a rate.
#[derive(Serialize)]
struct RowLine<'a> {
    id: &'a str,
    name: &'a str,
    department: &'a str,
    part: &'static str,
    reason: &'a str,
    volume: Option<u64>,
    online_volume: Option<u64>,
}

/// The very rows of a rate: what counts as what.
pub fn rows(page: &RatesPage, id: RateId, format: Format) -> Outcome {
    let rate = &page.rates[id as usize];
    let part = |f: &Fact| {
        let is = |ids: &[String]| ids.contains(&f.id);
        match f.standing {
            Standing::Excluded(_) | Standing::NoScheme => "excluded",
            _ if is(&rate.unknown) => "unknown",
            _ if is(&rate.in_numerator) => "numerator",
            _ if is(&rate.in_denominator) => "denominator",
            _ => "out_of_this_rate",
        }
    };
    let lines: Vec<RowLine<'_>> = page
        .facts
        .iter()
        .map(|f| RowLine {
            id: &f.id,
            name: &f.name,
            department: &f.department.0,
            part: part(f),
            reason: match &f.standing {
                Standing::Excluded(reason) => reason,
                Standing::NoScheme => "制度なし",
                _ => "",
            },
            volume: f.total,
            online_volume: f.online,
        })
        .collect();
    if format == Format::Json {
        json(&lines)?;
        return Ok(ExitCode::SUCCESS);
    }
    let number = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
    let head =
        ["id", "name", "department", "part", "reason", "volume", "online_volume"].map(str::to_owned).to_vec();
    let rows = lines.iter().map(|l| {
        let texts = [l.id, l.name, l.department, l.part, l.reason].map(|t| harmless(t.to_owned()));
        texts.into_iter().chain([number(l.volume), number(l.online_volume)]).collect()
    });
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    if format == Format::Csv {
        written(&rows)?;
    } else {
        rows.iter().for_each(|row| tell(&row.join("　")));
    }
    Ok(ExitCode::SUCCESS)
}
