//! `madoguchi rate`.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use madoguchi_app::{App, Clock, Ids, RatesPage, SERIES};
use madoguchi_inventory::{
    By, DEFINITION, DEFINITIONS, Rate, RateId, Standing, definition, groups, rates, under_each_rule,
    unknown_volumes,
};
use madoguchi_vocab::{Date, Lang};

use crate::{Outcome, office::World, rate_print, settings::Settings, tell};

/// Which rates, and how.
#[derive(Args)]
pub struct RateOptions {
    #[command(subcommand)]
    command: Option<RateCommand>,
    /// いつの時点か（2026-11-23）。なければ今日
    #[arg(long, global = true)]
    as_of: Option<Date>,
    /// 何ごとに分けるか。department と category は足すと全体になる
    #[arg(long, value_enum)]
    by: Option<Parted>,
    /// 月ごとに出すとき、何か月分か
    #[arg(long, default_value_t = 12)]
    months: u32,
    /// 出し方
    #[arg(long, value_enum, default_value_t = Format::Table, global = true)]
    format: Format,
}

#[derive(Subcommand)]
enum RateCommand {
    /// それぞれの率の決め方と、今の値の内訳を説明する
    Explain,
    /// 率に入る手続きを 1 行ずつ出す
    Rows {
        /// どの率か（online_by_volume など）
        #[arg(long, default_value = "online_by_volume")]
        rate: String,
    },
    /// その日の率を、あとで同じ値を導けるように確定する
    Freeze {
        /// 何のための値か（「令和7年度の公表」など）
        name: String,
    },
    /// 確定した値を、台帳の履歴からもう一度導いて比べる。違えば 1 で終わる
    Verify,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Parted {
    Department,
    Category,
    LifeEvent,
    Priority,
    Month,
}

impl Parted {
    fn by(self) -> Option<By> {
        match self {
            Parted::Department => Some(By::Department),
            Parted::Category => Some(By::Category),
            Parted::LifeEvent => Some(By::LifeEvent),
            Parted::Priority => Some(By::Priority),
            Parted::Month => None,
        }
    }
}

/// How it is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Json,
    Csv,
}

/// Computes and prints.
pub async fn rate(settings: Settings, options: RateOptions) -> Outcome {
    let world = World::open(&settings).await?;
    let app = world.office(&settings, vec![], Clock::Wall, Ids::Machine).await?;
    let as_of = options.as_of.unwrap_or_else(|| app.today());
    let failed = |e| format!("率を計算できません（{e}）。");
    match options.command {
        Some(RateCommand::Explain) => explain(&app.rates(as_of).await.map_err(failed)?),
        Some(RateCommand::Rows { rate }) => {
            let id = RateId::parse(&rate).ok_or_else(|| {
                let known: Vec<_> = RateId::ALL.iter().map(|r| r.code()).collect();
                format!("「{rate}」という率はありません。{} のどれかにしてください。", known.join("、"))
            })?;
            return rate_print::rows(&app.rates(as_of).await.map_err(failed)?, id, options.format);
        }
        Some(RateCommand::Freeze { name }) => {
            let number = app
                .freeze_as_operator(&name, as_of)
                .await
                .map_err(|_| "確定できません。名前を書き、今日までの日付を指定してください。".to_owned())?;
            tell(&format!("確定値 {number}（{as_of} 時点、{name}）を残しました。"));
        }
        Some(RateCommand::Verify) => return verify(&app).await,
        None => {
            let lines = lines(&app, &options, as_of).await.map_err(failed)?;
            return rate_print::lines(&lines, options.by.is_some(), options.format);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A rate of the whole or of a part.
pub struct Line {
    /// What tells the part from the others.
    pub key: String,
    /// What the part is called.
    pub label: String,
    /// The rate.
    pub rate: Rate,
}

async fn lines(app: &App, options: &RateOptions, as_of: Date) -> madoguchi_app::Result<Vec<Line>> {
    let of = |key: &str, label: &str, rates: Vec<Rate>| {
        let line = |rate| Line { key: key.to_owned(), label: label.to_owned(), rate };
        rates.into_iter().map(line).collect::<Vec<_>>()
    };
    if options.by == Some(Parted::Month) {
        let back = options.months.min(SERIES).saturating_sub(1);
        let series = app.months(as_of, back).await?.into_iter().map(|page| page.rates);
        let day = |rates: &[Rate]| rates[0].as_of.to_string();
        return Ok(series.flat_map(|rates| of(&day(&rates), "", rates)).collect());
    }
    let page = app.rates(as_of).await?;
    let Some(by) = options.by.and_then(Parted::by) else { return Ok(of("", "", page.rates)) };
    let departments = app.departments();
    let name = |key: &str, label: String| {
        let known = departments.iter().find(|d| by == By::Department && d.id.0 == key);
        known.map_or(label, |d| d.name.clone())
    };
    Ok(groups(&page.procedures, &page.facts, by)
        .into_iter()
        .flat_map(|g| of(&g.key, &name(&g.key, g.label), rates(&g.facts, page.rule, as_of)))
        .collect())
}

fn explain(page: &RatesPage) {
    for (rate, id) in page.rates.iter().zip(RateId::ALL) {
        tell(&format!("{}（{}）\n  {}", id.label(), id.code(), definition(*id).get(Lang::Ja)));
        tell(&format!(
            "  {} 時点：{} ÷ {} ＝ {}。件数不明 {} 種類。手続きごとの内訳は madoguchi rate rows --rate {}\n",
            page.as_of,
            rate.numerator(),
            rate.denominator,
            rate.percent(),
            rate.unknown.len(),
            id.code(),
        ));
    }
    tell("対象外");
    for (reason, (kinds, volume)) in &page.rates[0].excluded.by_reason {
        tell(&format!("  {reason}：{kinds} 種類、わかっている件数 {volume}"));
    }
    tell(&format!("\n一部オンラインの数え方（今の設定は「{}」）", page.rule.label()));
    for (rule, rates) in under_each_rule(&page.facts, page.as_of) {
        tell(&format!("  {}：件数 {}、手続数 {}", rule.label(), rates[0].percent(), rates[1].percent()));
    }
    let unknown = unknown_volumes(&page.procedures, &page.facts);
    tell(&format!("\n件数がわからない手続き {} 種類。先に調べると率の幅が狭まるもの", unknown.len()));
    for u in unknown.iter().take(10) {
        let national = u.national_volume.map_or_else(String::new, |n| format!("、国全体で年 {n} 件"));
        let able = if u.standing == Standing::NotYet { "できない" } else { "できる" };
        tell(&format!("  {}　{}（オンラインで{able}{national}）", u.id, u.name));
    }
    tell(
        "\n丸め：小数第 1 位まで、四捨五入。目標とは丸める前の値で比べる。分母が 0 か、件数がすべて不明なら算出不可",
    );
    tell(&format!("決め方の版：{DEFINITION}"));
    for (version, since, what) in DEFINITIONS {
        tell(&format!("  {version}（{since} から）{what}"));
    }
}

async fn verify(app: &App) -> Outcome {
    use madoguchi_inventory::Derived;
    let failed = |e| format!("確定値が読めません（{e}）。");
    let mut wrong = false;
    for snapshot in app.snapshots().await.map_err(failed)? {
        let opened = app.snapshot(snapshot.number).await.map_err(failed)?;
        let word = match &opened.derived {
            Derived::Same => "同じ値になります".to_owned(),
            Derived::OtherDefinition { version, same } => {
                let now = if *same {
                    "今の決め方でも同じ値です"
                } else {
                    "今の決め方では違う値です"
                };
                format!("決め方の版 {version} の値です。{now}")
            }
            Derived::OtherNumbers => "残した行から、残した値が出ません".to_owned(),
            Derived::OtherRows(ids) => format!("台帳の履歴と違う行があります：{}", ids.join("、")),
        };
        wrong |= matches!(opened.derived, Derived::OtherNumbers | Derived::OtherRows(_));
        tell(&format!("確定値 {}（{} 時点、{}）：{word}", snapshot.number, snapshot.as_of, snapshot.name));
    }
    Ok(if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
