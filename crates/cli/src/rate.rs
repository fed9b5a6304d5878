//! `madoguchi rate`.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use madoguchi_app::{Clock, Ids};
use madoguchi_inventory::{RateId, RateLine, definition};
use madoguchi_vocab::{Date, Lang};

use crate::{Outcome, office::World, settings::Settings};

/// Which rates, and how.
#[derive(Args)]
pub struct RateOptions {
    #[command(subcommand)]
    command: Option<RateCommand>,
    /// いつの時点か（2026-11-23）。なければ今日
    #[arg(long)]
    as_of: Option<Date>,
    /// 出し方
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Subcommand)]
enum RateCommand {
    /// それぞれの率の決め方を説明する
    Explain,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

/// Computes and prints.
pub async fn rate(settings: Settings, options: RateOptions) -> Outcome {
    if let Some(RateCommand::Explain) = options.command {
        for id in RateId::ALL {
            println!("{}（{}）\n  {}\n", id.label(), id.code(), definition(*id).get(Lang::Ja));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let world = World::open(&settings).await?;
    let app = world.office(&settings, vec![], Clock::Wall, Ids::Machine).await?;
    let as_of = options.as_of.unwrap_or_else(|| app.today());
    let page = app.rates(as_of).await.map_err(|e| format!("率を計算できません（{e}）。"))?;
    let lines: Vec<RateLine> = page.rates.iter().map(madoguchi_inventory::Rate::line).collect();
    match options.format {
        Format::Json => {
            let text = serde_json::to_string_pretty(&lines).map_err(|e| e.to_string())?;
            println!("{text}");
        }
        Format::Csv => {
            let mut out = csv::Writer::from_writer(std::io::stdout());
            let number = |share: Option<f64>| share.map_or_else(String::new, |s| s.to_string());
            out.write_record([
                "id",
                "numerator",
                "denominator",
                "value",
                "lower",
                "upper",
                "unknown",
                "excluded",
                "as_of",
            ])
            .map_err(|e| e.to_string())?;
            for line in &lines {
                out.write_record([
                    line.id.to_owned(),
                    line.numerator.to_string(),
                    line.denominator.to_string(),
                    number(line.value),
                    number(line.lower),
                    number(line.upper),
                    line.unknown.to_string(),
                    line.excluded.iter().map(|e| e.kinds).sum::<u64>().to_string(),
                    line.as_of.to_string(),
                ])
                .map_err(|e| e.to_string())?;
            }
            out.flush().map_err(|e| e.to_string())?;
        }
        Format::Table => {
            println!("時点 {as_of}");
            for rate in &page.rates {
                let bounds = rate.lower.zip(rate.upper).map_or_else(String::new, |(l, u)| {
                    format!("、不明な件数によって {}〜{} %", l.percent(), u.percent())
                });
                println!(
                    "{}　{}　（{} ÷ {}、件数不明 {} 種類、対象外 {} 種類{bounds}）",
                    rate.id.label(),
                    rate.percent(),
                    rate.numerator(),
                    rate.denominator,
                    rate.unknown.len(),
                    rate.excluded.kinds(),
                );
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
