//! What is written about a person, read.

use madoguchi_vocab::{Date, Role, normalise};

/// The most letters of a name.
const LONGEST: usize = 60;

/// The role in words.
pub fn title(role: Role) -> &'static str {
    match role {
        Role::Receptionist => "受付",
        Role::Clerk => "審査",
        Role::Approver => "決裁",
        Role::DepartmentHead => "課管理者",
        Role::DxManager => "デジタル戦略",
        Role::Administrator => "システム管理者",
        Role::Auditor => "監査",
    }
}

/// Reads a name to sign in with.
///
/// # Errors
/// What to do instead.
pub fn login(text: &str) -> Result<String, &'static str> {
    let login = normalise::code(text);
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    if (2..=40).contains(&login.len()) && login.chars().all(good) {
        Ok(login)
    } else {
        Err("半角の英小文字・数字・「.」「_」「-」で、2〜40 文字にしてください")
    }
}

/// Reads a person's name.
///
/// # Errors
/// What to do instead.
pub fn name(text: &str) -> Result<String, &'static str> {
    let name = normalise::name(text);
    match name.chars().count() {
        0 => Err("氏名を書いてください"),
        n if n > LONGEST => Err("60 文字までにしてください"),
        _ if name.contains('\u{FFFD}') => {
            Err("読めない文字があります。UTF-8 か Shift_JIS で保存し直してください")
        }
        _ => Ok(name),
    }
}

/// Reads where mail reaches somebody; nothing is no address.
///
/// # Errors
/// What to do instead.
pub fn email(text: &str) -> Result<Option<String>, &'static str> {
    let address = normalise::email(text);
    if address.is_empty() {
        return Ok(None);
    }
    let good = address.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.contains('@')
            && domain.contains('.')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
    });
    let plain = address.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | ',' | '"'));
    if good && plain && address.len() <= 200 {
        Ok(Some(address))
    } else {
        Err("name@example.jp のように書いてください")
    }
}

/// Reads a day as people and spreadsheets write it.
pub fn day(text: &str) -> Option<Date> {
    let text = normalise::code(text);
    let parts: Vec<u32> = text
        .split(['-', '/', '.', '年', '月', '日'])
        .filter(|p| !p.is_empty())
        .map(|p| p.trim().parse().ok())
        .collect::<Option<_>>()?;
    let [year, month, day] = parts[..] else { return None };
    Date::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}
