//! 口座: a bank account, or one of ゆうちょ銀行 as its passbooks print it.

use madoguchi_vocab::{Date, Lang, Text, normalise};

use super::{Asked, Behaviour, Wrong, clean, kana, say};
use crate::{
    answers::{Account, AccountType, Value},
    logic::{Type, V},
    parse::table::Table,
};

/// Settings of a `bank_account` question.
///
/// Parts: `kind` is `bank` or `yucho`; `account_type` is `ordinary`, `current` or `savings`; the codes may be
/// left empty.
#[derive(Clone, Debug)]
pub struct BankAccount;

const PARTS: &[&str] = &[
    "kind",
    "bank_name",
    "bank_code",
    "branch_name",
    "branch_code",
    "account_type",
    "number",
    "symbol",
    "yucho_number",
    "holder_kana",
];

impl BankAccount {
    pub(crate) fn parse(_table: &Table<'_>) -> Self {
        Self
    }
}

impl AccountType {
    /// Every type with what is posted.
    pub const ALL: [(&'static str, AccountType); 3] =
        [("ordinary", AccountType::Ordinary), ("current", AccountType::Current), ("savings", AccountType::Savings)];

    /// What is posted.
    pub fn code(self) -> &'static str {
        match self {
            AccountType::Ordinary => "ordinary",
            AccountType::Current => "current",
            AccountType::Savings => "savings",
        }
    }

    /// 普通, 当座, 貯蓄
    pub fn title(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (AccountType::Ordinary, Lang::Ja | Lang::Easy) => "普通",
            (AccountType::Current, Lang::Ja | Lang::Easy) => "当座",
            (AccountType::Savings, Lang::Ja | Lang::Easy) => "貯蓄",
            (AccountType::Ordinary, Lang::En) => "ordinary",
            (AccountType::Current, Lang::En) => "current",
            (AccountType::Savings, Lang::En) => "savings",
        }
    }
}

impl Account {
    /// Bank code, branch code, type and number as a transfer needs them; `None` where a code was not given.
    ///
    /// ゆうちょ銀行 is bank 9900. 記号 1xxxx: branch is its second and third digit and 8, 普通, and the number
    /// loses its last digit; 記号 0xxxx: the two digits and 9, 当座.
    pub fn for_transfer(&self) -> Option<(String, String, AccountType, String)> {
        match self {
            Account::Bank { bank_code, branch_code, account_type, number, .. } => {
                let known = !bank_code.is_empty() && !branch_code.is_empty();
                known.then(|| (bank_code.clone(), branch_code.clone(), *account_type, number.clone()))
            }
            Account::Yucho { symbol, number, .. } => {
                let middle = symbol.get(1..3)?;
                let bank = "9900".to_owned();
                Some(if symbol.starts_with('1') {
                    let short = number.strip_suffix('1').unwrap_or(number);
                    (bank, format!("{middle}8"), AccountType::Ordinary, format!("{short:0>7}"))
                } else {
                    (bank, format!("{middle}9"), AccountType::Current, format!("{number:0>7}"))
                })
            }
        }
    }
}

/// A complaint about a part that names it: (日本語, やさしい日本語, English).
fn wrong(asked: &Asked<'_>, part: &'static str, code: &'static str, (ja, easy, en): (&str, &str, &str)) -> Wrong {
    Wrong::about(asked, part, code, ja, easy, en)
}

fn words(asked: &Asked<'_>, part: &'static str, say: (&str, &str, &str)) -> Result<String, Wrong> {
    let text = normalise::name(&clean::undirected(asked.raw(part)));
    clean::fits(asked, part, &text, 60)?;
    clean::shared(asked, part, &text)?;
    if text.is_empty() { Err(wrong(asked, part, "incomplete", say)) } else { Ok(text) }
}

fn optional_code(asked: &Asked<'_>, part: &'static str, length: usize, say: (&str, &str, &str)) -> Result<String, Wrong> {
    let digits = normalise::digits(asked.raw(part));
    digits.filter(|d| d.is_empty() || d.len() == length).ok_or_else(|| wrong(asked, part, "code", say))
}

fn digits(
    asked: &Asked<'_>,
    part: &'static str,
    good: impl Fn(&str) -> bool,
    say: (&str, &str, &str),
) -> Result<String, Wrong> {
    normalise::digits(asked.raw(part)).filter(|d| good(d)).ok_or_else(|| wrong(asked, part, "number", say))
}

fn holder(asked: &Asked<'_>) -> Result<String, Wrong> {
    let kana = kana::read(asked, "holder_kana")?;
    if kana.is_empty() {
        let say = ("口座名義（カタカナ）も入力してください", "口座の 人の 名前を カタカナで 書いて ください", "enter the account holder in katakana too");
        return Err(wrong(asked, "holder_kana", "incomplete", say));
    }
    Ok(kana)
}

fn bank(asked: &Asked<'_>) -> Result<Account, Wrong> {
    let bank_name = words(asked, "bank_name", ("銀行名も入力してください", "銀行の 名前も 書いて ください", "enter the name of the bank too"))?;
    let bank_code = optional_code(
        asked,
        "bank_code",
        4,
        ("銀行コードは 4 けたの数字で入力してください。分からないときは空けてください", "銀行コードは 4つの 数字です。わからない ときは 書かないで ください", "bank code must have 4 digits. Leave it empty if you do not know it"),
    )?;
    let branch_name = words(asked, "branch_name", ("支店名も入力してください", "支店の 名前も 書いて ください", "enter the name of the branch too"))?;
    let branch_code = optional_code(
        asked,
        "branch_code",
        3,
        ("支店コードは 3 けたの数字で入力してください。分からないときは空けてください", "支店コードは 3つの 数字です。わからない ときは 書かないで ください", "branch code must have 3 digits. Leave it empty if you do not know it"),
    )?;
    let posted = asked.raw("account_type");
    let account_type = AccountType::ALL.into_iter().find(|(code, _)| *code == posted).map(|(_, t)| t).ok_or_else(|| {
        let say = ("預金の種類を選んでください", "口座の 種類を えらんで ください", "select the type of account");
        wrong(asked, "account_type", "incomplete", say)
    })?;
    let number = digits(
        asked,
        "number",
        |d| (1..=7).contains(&d.len()),
        ("口座番号は 7 けたまでの数字で入力してください", "口座番号は 7つまでの 数字です。書いて ください", "account number must have up to 7 digits"),
    )?;
    let holder_kana = holder(asked)?;
    let number = format!("{number:0>7}");
    Ok(Account::Bank { bank_name, bank_code, branch_name, branch_code, account_type, number, holder_kana })
}

fn yucho(asked: &Asked<'_>) -> Result<Account, Wrong> {
    let symbol = digits(
        asked,
        "symbol",
        |d| d.len() == 5 && (d.starts_with('1') || d.starts_with('0')),
        ("記号は 1 か 0 で始まる 5 けたの数字で入力してください", "記号は 1か 0で はじまる 5つの 数字です。書いて ください", "symbol (kigo) must have 5 digits and start with 1 or 0"),
    )?;
    let savings = symbol.starts_with('1');
    let number = digits(
        asked,
        "yucho_number",
        |d| if savings { (2..=8).contains(&d.len()) && d.ends_with('1') } else { (1..=7).contains(&d.len()) },
        if savings {
            ("番号は通帳のとおり、1 で終わる 8 けたまでの数字で入力してください", "番号は 1で おわる 8つまでの 数字です。通帳を 見て 書いて ください", "number (bango) must have up to 8 digits and end with 1, as in the passbook")
        } else {
            ("番号は 7 けたまでの数字で入力してください", "番号は 7つまでの 数字です。書いて ください", "number (bango) must have up to 7 digits")
        },
    )?;
    let holder_kana = holder(asked)?;
    Ok(Account::Yucho { symbol, number, holder_kana })
}

impl Behaviour for BankAccount {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        match asked.raw("kind") {
            "bank" => bank(asked).map(|b| Some(Value::Bank(b))),
            "yucho" => yucho(asked).map(|y| Some(Value::Bank(y))),
            // A type of account may come chosen; only typed words say that somebody meant to answer.
            _ if PARTS.iter().all(|p| *p == "account_type" || asked.raw(p).trim().is_empty()) => Ok(None),
            _ => Err(Wrong { part: "kind", code: "incomplete", say: self.ask_for(asked.label).into() }),
        }
    }

    fn show(&self, value: &Value, lang: Lang) -> String {
        match value {
            Value::Bank(Account::Bank { bank_name, bank_code, branch_name, branch_code, account_type, number, holder_kana }) => {
                let coded = |name: &str, code: &str| match code {
                    "" => name.to_owned(),
                    code => format!("{name}（{code}）"),
                };
                let place = format!("{} {}", coded(bank_name, bank_code), coded(branch_name, branch_code));
                format!("{place}\n{} {number}\n{holder_kana}", account_type.title(lang))
            }
            Value::Bank(Account::Yucho { symbol, number, holder_kana }) => match lang {
                Lang::Ja | Lang::Easy => format!("ゆうちょ銀行\n記号 {symbol} 番号 {number}\n{holder_kana}"),
                Lang::En => format!("Japan Post Bank\nsymbol {symbol}, number {number}\n{holder_kana}"),
            },
            _ => String::new(),
        }
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        let one = |part: &'static str, text: &str| (part, vec![text.to_owned()]);
        match value {
            Value::Bank(Account::Bank { bank_name, bank_code, branch_name, branch_code, account_type, number, holder_kana }) => vec![
                one("kind", "bank"),
                one("bank_name", bank_name),
                one("bank_code", bank_code),
                one("branch_name", branch_name),
                one("branch_code", branch_code),
                one("account_type", account_type.code()),
                one("number", number),
                one("holder_kana", holder_kana),
            ],
            Value::Bank(Account::Yucho { symbol, number, holder_kana }) => vec![
                one("kind", "yucho"),
                one("symbol", symbol),
                one("yucho_number", number),
                one("holder_kana", holder_kana),
            ],
            _ => Vec::new(),
        }
    }

    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        let [symbol, number, holder_kana] = ["10530", "12345671", "ミホン ハナコ"].map(str::to_owned);
        Some(Value::Bank(Account::Yucho { symbol, number, holder_kana }))
    }

    fn logic(&self) -> Type {
        Type::Opaque
    }

    fn parts(&self) -> &'static [&'static str] {
        PARTS
    }

    fn ask_for(&self, label: &Text) -> Text {
        say::about(
            label,
            "ゆうちょ銀行か、ほかの銀行かを選んでください",
            "ゆうちょ銀行か、ほかの 銀行かを えらんで ください",
            "select Japan Post Bank or another bank",
        )
    }
}
