//! The KPIs of the strategy: target, baseline, and what the platform measures by itself.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, KpiLine};
use madoguchi_vocab::number::thousands;

use crate::{
    chrome::Chrome,
    page::{Answer, show},
    who::Manager,
};

#[derive(Template)]
#[template(path = "manager/kpi.html")]
struct Kpis {
    chrome: Chrome,
    lines: Vec<KpiLine>,
}

impl Kpis {
    /// 「90 %」, 「55,000 時間」, or the word a milestone aims at.
    fn with_unit(&self, text: &str, unit: &str) -> String {
        match text.parse::<i64>() {
            Ok(whole) => format!("{} {unit}", thousands(whole)),
            Err(_) if text.starts_with(|c: char| c.is_ascii_digit()) => format!("{text} {unit}"),
            Err(_) => text.to_owned(),
        }
    }
}

pub async fn get(State(app): State<App>, Manager(_): Manager, chrome: Chrome) -> Answer {
    show(&Kpis { chrome, lines: app.kpis().await? })
}

#[cfg(test)]
mod tests {
    use madoguchi_inventory::kpi::{self, Measured};

    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_with_and_without_kpis() {
        for_staff(|chrome| Kpis { chrome, lines: vec![] });
        let kpis = kpi::read(include_bytes!("../../../../deploy/seed/kpis.csv")).unwrap();
        let measured = Measured {
            value: "44.8 %".into(),
            on: "2026-11-23".parse().unwrap(),
            note: "1 ÷ 2".into(),
            met: false,
        };
        for_staff(|chrome| {
            let lines = kpis
                .iter()
                .map(|kpi| KpiLine { kpi: kpi.clone(), measured: Some(measured.clone()) })
                .collect();
            Kpis { chrome, lines }
        });
    }
}
