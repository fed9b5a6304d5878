//! What changes between two versions of a paper, for residents and for drafts under way.

use std::collections::BTreeSet;

use madoguchi_vocab::Text;

use crate::{
    answers::Typed,
    field::{Field, FieldKind},
    logic::Expression,
    paper::{Page, Paper},
};

/// How far a change reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// An answer given before does not fit any more, or is lost: whoever has begun must answer again.
    Stops,
    /// The way or the questions change, but what was answered still stands.
    Moves,
    /// Other words.
    Words,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// How far it reaches.
    pub effect: Effect,
    /// What changed, in one sentence.
    pub what: String,
}

impl Change {
    /// Whether somebody in the middle of the paper may have to answer again.
    pub fn stops_drafts(&self) -> bool {
        self.effect == Effect::Stops
    }

    /// The change with what it means, in one line.
    pub fn say(&self) -> String {
        let meaning = match self.effect {
            Effect::Stops => "止まる",
            Effect::Moves => "変わる",
            Effect::Words => "言葉　",
        };
        format!("{meaning}  {}", self.what)
    }
}

/// What changes from one version of a paper to the next: what stops drafts first.
pub fn diff(old: &Paper, new: &Paper) -> Vec<Change> {
    let mut out = Vec::new();
    procedure(old, new, &mut out);
    pages(old, new, &mut out);
    for (page, field) in old.fields() {
        let key = &field.key;
        match new.fields().find(|(_, f)| f.key == *key) {
            None => tell(
                &mut out,
                Effect::Stops,
                format!("項目「{key}」がなくなりました。答えた人の答えは捨てられます"),
            ),
            Some((new_page, new_field)) => {
                moved(page, new_page, field, &mut out);
                changed(field, new_field, &mut out);
            }
        }
    }
    for (_, field) in new.fields().filter(|(_, f)| old.field(f.key.as_str()).is_none()) {
        let key = &field.key;
        let must = if field.required && field.kind.asks() {
            "。答えが要るので、そのページに戻ります"
        } else {
            ""
        };
        tell(&mut out, Effect::Moves, format!("項目「{key}」が増えました{must}"));
    }
    named(old, new, &mut out);
    out.sort_by_key(|c| c.effect);
    out
}

/// What somebody who began under one version has to be told when the draft goes on under another.
#[derive(Debug)]
pub struct CarriedOver<'p> {
    /// Questions that are new or ask something else now.
    pub asked: Vec<&'p Field>,
    /// Questions that are gone, and the answers with them.
    pub gone: Vec<&'p Field>,
    /// Consents and signatures to words that are others now: they do not hold for these.
    pub unagreed: Vec<&'p Field>,
}

impl CarriedOver<'_> {
    /// Takes out of what was typed the consents and signatures that do not hold any more.
    pub fn take_back_agreements(&self, typed: &mut Typed) {
        let is_of =
            |name: &str, key: &str| name == key || name.strip_suffix(key).is_some_and(|n| n.ends_with('.'));
        typed.0.retain(|name, _| !self.unagreed.iter().any(|f| is_of(name, f.key.as_str())));
    }
}

/// What is different for a draft that goes on under another version.
pub fn carried_over<'p>(old: &'p Paper, new: &'p Paper) -> CarriedOver<'p> {
    let before = |f: &Field| old.fields().find(|(_, o)| o.key == f.key);
    let is_new = |page: &Page, field: &Field| {
        before(field).is_none_or(|(old_page, old_field)| {
            let mut changes = Vec::new();
            moved(old_page, page, old_field, &mut changes);
            changed(old_field, field, &mut changes);
            !changes.is_empty()
        })
    };
    let binds = |f: &Field| matches!(f.kind, FieldKind::Consent(_) | FieldKind::Signature(_));
    let asked: Vec<_> = new.fields().filter(|(page, field)| is_new(page, field)).collect();
    let unagreed = new.fields().filter(|(_, f)| binds(f) && before(f).is_some());
    let unagreed = unagreed.filter(|(page, field)| {
        let stated =
            |(p, f): &(&Page, &Field)| p.key == page.key && matches!(f.kind, FieldKind::Statement(_));
        asked.iter().any(|other| other.1.key == field.key || stated(other))
    });
    CarriedOver {
        unagreed: unagreed.map(|(_, f)| f).collect(),
        asked: asked.into_iter().map(|(_, f)| f).collect(),
        gone: old.fields().map(|(_, f)| f).filter(|f| new.field(f.key.as_str()).is_none()).collect(),
    }
}

fn tell(out: &mut Vec<Change>, effect: Effect, what: String) {
    out.push(Change { effect, what });
}

fn procedure(old: &Paper, new: &Paper, out: &mut Vec<Change>) {
    let (a, b) = (&old.procedure, &new.procedure);
    let words: [(&str, &Text, &Text); 6] = [
        ("題名", &a.title, &b.title),
        ("説明", &a.summary, &b.summary),
        ("使える人", &a.who, &b.who),
        ("手数料", &a.fee, &b.fee),
        ("期間", &a.time, &b.time),
        ("利用目的", &a.purpose, &b.purpose),
    ];
    for (name, old, new) in words {
        text(&format!("手続きの{name}"), Some(old), Some(new), out);
    }
    text("手続きの手数料のほかに払うお金", a.also_pay.as_ref(), b.also_pay.as_ref(), out);
    let facts = [
        ("種類", a.kind.code().to_owned(), b.kind.code().to_owned()),
        ("担当課", a.department.to_string(), b.department.to_string()),
        ("台帳", a.inventory.join("、"), b.inventory.join("、")),
        ("標準処理期間", format!("{:?}", a.standard_days), format!("{:?}", b.standard_days)),
        ("手数料の払い方", paid(a.pay_first), paid(b.pay_first)),
        ("保存期間", a.retention.code().to_owned(), b.retention.code().to_owned()),
    ];
    for (name, old, new) in facts.into_iter().filter(|(_, a, b)| a != b) {
        tell(out, Effect::Moves, format!("手続きの{name}：{old} → {new}"));
    }
}

fn paid(first: bool) -> String {
    if first { "先払い" } else { "先払いではない" }.to_owned()
}

fn pages(old: &Paper, new: &Paper, out: &mut Vec<Change>) {
    let kept = |paper: &Paper, other: &Paper| -> Vec<String> {
        paper
            .pages
            .iter()
            .filter(|p| other.page(p.key.as_str()).is_some())
            .map(|p| p.key.to_string())
            .collect()
    };
    if kept(old, new) != kept(new, old) {
        tell(out, Effect::Moves, "ページの順番が変わりました".to_owned());
    }
    for page in &old.pages {
        let key = &page.key;
        let Some(now) = new.page(key.as_str()) else {
            tell(out, Effect::Moves, format!("ページ「{key}」がなくなりました"));
            continue;
        };
        let moved = when(&format!("ページ「{key}」"), page.when.as_ref(), now.when.as_ref(), out);
        if moved && now.exit.is_some() {
            let what = format!("ページ「{key}」に当てはまる人は、途中でも対象外になります");
            tell(out, Effect::Stops, what);
        }
        text(&format!("ページ「{key}」の題名"), Some(&page.title), Some(&now.title), out);
        text(&format!("ページ「{key}」の説明"), page.hint.as_ref(), now.hint.as_ref(), out);
        text(&format!("ページ「{key}」の対象外の説明"), page.exit.as_ref(), now.exit.as_ref(), out);
        if page.exit.is_none() && now.exit.is_some() {
            tell(out, Effect::Stops, format!("ページ「{key}」は対象外のページになりました"));
        }
        if let (Some(a), Some(b)) = (&page.repeat, &now.repeat)
            && (b.max < a.max || b.min > a.min)
        {
            let (from, to) = (format!("{}〜{}", a.min, a.max), format!("{}〜{}", b.min, b.max));
            tell(out, Effect::Stops, format!("くり返し「{}」の数が狭まりました：{from} → {to}", a.key));
        }
    }
    for page in new.pages.iter().filter(|p| old.page(p.key.as_str()).is_none()) {
        let (effect, kind) = if page.exit.is_some() {
            (Effect::Stops, "対象外のページ")
        } else {
            (Effect::Moves, "ページ")
        };
        tell(out, effect, format!("{kind}「{}」が増えました", page.key));
    }
}

fn moved(old: &Page, new: &Page, field: &Field, out: &mut Vec<Change>) {
    let group = |page: &Page| page.repeat.as_ref().map(|r| r.key.to_string());
    if group(old) != group(new) {
        let what = format!("項目「{}」はくり返しの中と外で移りました。前の答えは読まれません", field.key);
        tell(out, Effect::Stops, what);
    } else if old.key != new.key {
        tell(out, Effect::Moves, format!("項目「{}」は別のページへ移りました", field.key));
    }
}

fn changed(old: &Field, new: &Field, out: &mut Vec<Change>) {
    let key = &old.key;
    let name = format!("項目「{key}」");
    if old.kind.code() != new.kind.code() {
        let what = format!("{name}の種類が変わりました：{} → {}", old.kind.code(), new.kind.code());
        tell(out, Effect::Stops, what);
    }
    if !old.required && new.required {
        tell(
            out,
            Effect::Stops,
            format!("{name}は必ず答えるものになりました。空けた人はそのページに戻ります"),
        );
    }
    if old.required && !new.required {
        tell(out, Effect::Moves, format!("{name}は空けてもよくなりました"));
    }
    options(old, new, out);
    limits(old, new, out);
    when(&name, old.when.as_ref(), new.when.as_ref(), out);
    text(&format!("{name}の見出し"), Some(&old.label), Some(&new.label), out);
    text(&format!("{name}の説明"), old.hint.as_ref(), new.hint.as_ref(), out);
    let words = |f: &Field| f.kind.behaviour().words().cloned();
    text(&format!("{name}の文"), words(old).as_ref(), words(new).as_ref(), out);
}

fn options(old: &Field, new: &Field, out: &mut Vec<Change>) {
    let keys = |f: &Field| -> BTreeSet<String> { f.kind.options().iter().map(|o| o.key.clone()).collect() };
    let (before, now) = (keys(old), keys(new));
    for gone in before.difference(&now) {
        let what = format!("項目「{}」の選択肢「{gone}」がなくなりました。選んだ人は選び直します", old.key);
        tell(out, Effect::Stops, what);
    }
    for added in now.difference(&before) {
        tell(out, Effect::Moves, format!("項目「{}」の選択肢「{added}」が増えました", old.key));
    }
    for option in old.kind.options() {
        let other = new.kind.options().iter().find(|o| o.key == option.key);
        let name = format!("項目「{}」の選択肢「{}」", old.key, option.key);
        text(&name, Some(&option.label), other.map(|o| &o.label).or(Some(&option.label)), out);
    }
}

/// Bounds, lengths and files: what becomes narrower may refuse an answer that was good.
fn limits(old: &Field, new: &Field, out: &mut Vec<Change>) {
    let key = &old.key;
    let source = |e: Option<&Expression>| e.map_or("なし".to_owned(), |e| e.source.clone());
    let (before, now) = (old.kind.behaviour().bounds(), new.kind.behaviour().bounds());
    for (name, a, b) in [("下限", before[0], now[0]), ("上限", before[1], now[1])] {
        if source(a) != source(b) {
            let effect = if b.is_none() { Effect::Moves } else { Effect::Stops };
            tell(out, effect, format!("項目「{key}」の{name}：{} → {}", source(a), source(b)));
        }
    }
    let length = |f: &Field| match &f.kind {
        FieldKind::Text(t) => Some(t.max_length),
        FieldKind::LongText(t) => Some(t.max_length),
        _ => None,
    };
    if let (Some(a), Some(b)) = (length(old), length(new))
        && a != b
    {
        let effect = if b < a { Effect::Stops } else { Effect::Moves };
        tell(out, effect, format!("項目「{key}」の文字数：{a} → {b}"));
    }
    if let (FieldKind::Attachment(a), FieldKind::Attachment(b)) = (&old.kind, &new.kind) {
        let narrower = b.max_files < a.max_files
            || b.max_bytes() < a.max_bytes()
            || a.kinds.iter().any(|k| !b.kinds.contains(k));
        if narrower {
            tell(out, Effect::Stops, format!("項目「{key}」で受け取るファイルが狭まりました"));
        } else if (a.max_files, a.max_bytes(), &a.kinds) != (b.max_files, b.max_bytes(), &b.kinds) {
            tell(out, Effect::Moves, format!("項目「{key}」で受け取るファイルが広がりました"));
        }
    }
}

/// Whether a condition says something else now.
fn when(name: &str, old: Option<&Expression>, new: Option<&Expression>, out: &mut Vec<Change>) -> bool {
    let source = |e: Option<&Expression>| e.map_or("いつも".to_owned(), |e| e.source.clone());
    let moved = old.map(|e| e.tree.canonical()) != new.map(|e| e.tree.canonical());
    if moved {
        tell(out, Effect::Moves, format!("{name}の条件：{} → {}", source(old), source(new)));
    }
    moved
}

fn named(old: &Paper, new: &Paper, out: &mut Vec<Change>) {
    for condition in &old.when {
        let now = new.when.iter().find(|w| w.key == condition.key);
        if now.is_some_and(|now| now.condition.tree.canonical() != condition.condition.tree.canonical()) {
            tell(out, Effect::Moves, format!("条件「{}」の中身が変わりました", condition.key));
        }
    }
    for compute in &old.computes {
        match new.computes.iter().find(|c| c.key == compute.key) {
            None => tell(out, Effect::Moves, format!("計算「{}」がなくなりました", compute.key)),
            Some(now) if now.value.tree.canonical() != compute.value.tree.canonical() => {
                let (a, b) = (&compute.value.source, &now.value.source);
                tell(out, Effect::Moves, format!("計算「{}」：{a} → {b}", compute.key));
            }
            Some(_) => {}
        }
    }
    for compute in new.computes.iter().filter(|c| old.computes.iter().all(|o| o.key != c.key)) {
        tell(out, Effect::Moves, format!("計算「{}」が増えました", compute.key));
    }
}

fn text(name: &str, old: Option<&Text>, new: Option<&Text>, out: &mut Vec<Change>) {
    if old != new {
        tell(out, Effect::Words, format!("{name}が変わりました"));
    }
}
