//! One row on its way to a procedure: what each cell means, and what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_vocab::{Date, DepartmentId, Slug, normalise, wareki};

use super::{Known, allowed, nearest, split};
use crate::{
    procedure::{Channel, LeftOut, Method, Minutes, Procedure, Status, Volume},
    words::Word,
};

/// Where what is wrong is written down: column and message.
pub(super) type Note<'a> = dyn FnMut(&str, String) + 'a;

/// The row, column by column.
pub(super) struct Row<'a> {
    /// What stands in a column: of the file, or as it stood where the file does not have the column.
    pub(super) cell: &'a dyn Fn(&str) -> String,
    pub(super) known: &'a Known,
}

impl Row<'_> {
    pub(super) fn text(&self, column: &str) -> String {
        let cell = (self.cell)(column);
        // What `write` put before a cell that a spreadsheet would take for a formula.
        match cell.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
            _ => cell,
        }
    }

    fn word<T: Word>(&self, column: &str, note: &mut Note<'_>) -> T {
        let text = self.text(column);
        T::meant(&text).unwrap_or_else(|| {
            note(column, unknown::<T>(&text));
            T::ALL[0]
        })
    }

    fn words<T: Word>(&self, column: &str, note: &mut Note<'_>) -> BTreeSet<T> {
        let text = self.text(column);
        let mut found = BTreeSet::new();
        for word in split(&text) {
            match T::meant(word) {
                Some(value) => _ = found.insert(value),
                None => note(column, unknown::<T>(word)),
            }
        }
        found
    }

    fn number(&self, column: &str, note: &mut Note<'_>) -> Option<u64> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let number = whole(&text);
        if number.is_none() {
            note(column, format!("「{text}」は 0 以上の数ではありません。わからないときは空にしてください"));
        }
        number
    }

    fn small(&self, column: &str, note: &mut Note<'_>) -> Option<u32> {
        let number = self.number(column, note)?;
        u32::try_from(number).map_err(|_| note(column, format!("「{number}」は大きすぎます"))).ok()
    }

    fn flag(&self, column: &str, note: &mut Note<'_>) -> bool {
        match self.text(column).to_lowercase().as_str() {
            "yes" | "1" | "○" | "はい" => true,
            "" | "no" | "0" | "×" | "いいえ" => false,
            other => {
                note(column, format!("「{other}」は使えません。yes か空にしてください"));
                false
            }
        }
    }

    fn date(&self, column: &str, note: &mut Note<'_>) -> Option<Date> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        match wareki::parse(&text) {
            Ok(day) if day >= self.known.founded => Some(day),
            Ok(_) => {
                note(column, format!("「{text}」は市ができた {} より前の日付です", self.known.founded));
                None
            }
            Err(_) => {
                note(column, format!("「{text}」は日付ではありません。2026-04-01 の形で書いてください"));
                None
            }
        }
    }

    fn department(&self, note: &mut Note<'_>) -> DepartmentId {
        let id = DepartmentId(self.text("department"));
        if let Some(closed) = self.known.closed.get(&id) {
            let into = closed.into.as_ref().map_or_else(String::new, |d| format!("。今は「{d}」です"));
            note("department", format!("「{id}」という課は {} になくなりました{into}", closed.on));
        } else if !id.0.is_empty() && !self.known.departments.contains(&id) {
            let known = || self.known.departments.iter().map(|d| d.0.as_str());
            let mut hint = nearest(&id.0, known());
            if hint.is_empty() {
                hint = format!("。使える課の id：{}", known().collect::<Vec<_>>().join("、"));
            }
            note("department", format!("「{id}」という課はありません{hint}"));
        }
        id
    }

    fn status(&self, note: &mut Note<'_>) -> Status {
        let text = self.text("status");
        let numbered = text.chars().next().is_some_and(|c| c.is_numeric());
        let folded = normalise::code(&text);
        match Status::of_survey(&folded).filter(|_| numbered) {
            Some(status) => status,
            None => self.word("status", note),
        }
    }

    /// The whole row.
    pub(super) fn procedure(&self, note: &mut Note<'_>) -> Procedure {
        let id = self.text("id");
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        {
            note("id", format!("「{id}」は id に使えません。英数字と - _ . で書いてください"));
        }
        let name = self.text("name");
        if name.is_empty() {
            note("name", "手続きの名前がありません".to_owned());
        }
        let procedure = Procedure {
            department: self.department(note),
            law: self.text("law"),
            article: self.text("article"),
            basis: self.word("basis", note),
            kind: self.word("kind", note),
            affairs: self.word("affairs", note),
            applicant: self.word("applicant", note),
            level: self.word("level", note),
            status: self.status(note),
            status_since: self.date("status_since", note),
            reason: self.text("reason"),
            channels: self.words("channels", note),
            service_url: self.url(note),
            paper: self.paper(note),
            volume: self.volume(note),
            fee_note: self.text("fee_note"),
            life_events: self.texts("life_events"),
            priority59: split(&self.text("priority59")).collect::<Vec<_>>().join(";"),
            priority31: self.flag("priority31", note),
            dashboard26: self.flag("dashboard26", note),
            national_id: self.text("national_id"),
            source: self.text("source"),
            note: self.text("note"),
            left_out: self.words::<LeftOut>("left_out", note).pop_first(),
            ground: self.text("ground"),
            blockers: self.words("blockers", note),
            attachments: self.texts("attachments"),
            processing_days: self.small("processing_days", note),
            minutes: Minutes {
                counter: self.small("minutes_counter", note),
                online: self.small("minutes_online", note),
                source: self.text("minutes_source"),
            },
            partly_by_design: self.flag("partly_by_design", note),
            priority_version: self.text("priority_version"),
            national_volume: self.number("national_volume", note),
            national_status: self.text("national_status"),
            fee: self.text("fee"),
            public_note: self.text("public_note"),
            id,
            name,
        };
        contradictions(&procedure, note);
        procedure
    }

    fn texts(&self, column: &str) -> BTreeSet<String> {
        split(&self.text(column)).map(str::to_owned).collect()
    }

    fn url(&self, note: &mut Note<'_>) -> String {
        let url = self.text("service_url");
        if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
            note("service_url", format!("「{url}」は https:// から始まる URL ではありません"));
        }
        url
    }

    fn paper(&self, note: &mut Note<'_>) -> Option<Slug> {
        let text = self.text("paper");
        match Slug::parse(&text) {
            _ if text.is_empty() => None,
            Ok(slug) => Some(slug),
            Err(e) => {
                note("paper", e.to_string());
                None
            }
        }
    }

    fn volume(&self, note: &mut Note<'_>) -> Volume {
        let year = self.number("volume_year", note);
        let founded = u64::try_from(madoguchi_vocab::time::fiscal_year(self.known.founded)).unwrap_or(0);
        if let Some(year) = year
            && !(founded..=2200).contains(&year)
        {
            note("volume_year", format!("「{year}」は市ができてからの年度ではありません"));
        }
        Volume {
            total: self.number("volume", note),
            online: self.number("online_volume", note),
            year: year.and_then(|y| i32::try_from(y).ok()),
            method: self.word("volume_method", note),
            source: self.text("volume_source"),
            by_channel: self.by_channel(note),
        }
    }

    /// `counter=120;mail=30`
    fn by_channel(&self, note: &mut Note<'_>) -> BTreeMap<Channel, u64> {
        let column = "volume_by_channel";
        let text = self.text(column);
        let mut found = BTreeMap::new();
        for part in split(&text) {
            let (channel, count) = part.split_once(['=', '＝', ':', '：']).unwrap_or((part, ""));
            let channel = Channel::meant(channel.trim());
            match channel.zip(whole(count)) {
                Some((channel, count)) if found.insert(channel, count).is_none() => {}
                Some((channel, _)) => note(column, format!("「{}」が 2 つあります", channel.code())),
                None => {
                    let form = "counter=120;mail=30 の形で書いてください";
                    note(column, format!("「{part}」は使えません。{form}{}", allowed::<Channel>()));
                }
            }
        }
        found
    }
}

/// A word that cannot stand in a column: what it may have been, and what can.
fn unknown<T: Word>(text: &str) -> String {
    let said = if text.is_empty() {
        "空にはできません".to_owned()
    } else {
        format!("「{text}」は使えません")
    };
    let hint = nearest(text, T::ALL.iter().map(|v| v.code()));
    format!("{said}{hint}{}", allowed::<T>())
}

/// A number of submissions as spreadsheets and people write it.
pub(super) fn whole(text: &str) -> Option<u64> {
    normalise::integer(text).and_then(|n| u64::try_from(n).ok())
}

/// What cannot be at the same time.
fn contradictions(p: &Procedure, note: &mut Note<'_>) {
    let v = &p.volume;
    if let (Some(total), Some(online)) = (v.total, v.online)
        && online > total
    {
        note("online_volume", format!("オンラインの件数 {online} が総件数 {total} より多くなっています"));
    }
    let parts: u128 = v.by_channel.values().map(|n| u128::from(*n)).sum();
    if let Some(total) = v.total
        && parts > u128::from(total)
    {
        note(
            "volume_by_channel",
            format!("方法ごとの件数の合計 {parts} が総件数 {total} より多くなっています"),
        );
    }
    if v.method == Method::Counted && p.paper.is_none() {
        note("volume_method", "この窓口で数えるには、様式（paper）が要ります".to_owned());
    }
    if p.status.needs_reason() && p.reason.is_empty() && p.left_out.is_none() {
        note("reason", format!("{}とする理由と根拠を書いてください", p.status.label()));
    }
}
