//! 保存年限: how long what was decided is kept, and how it goes.

use madoguchi_forms::Paper;
use madoguchi_vocab::{Date, Instant, time::fiscal_year};

/// The day from which something that ended at `end` may be disposed of: the years of its class are counted from
/// the first of April after its end (公文書の保存期間の起算).
pub(crate) fn dispose_from(end: Instant, paper: &Paper) -> Date {
    let years = i32::try_from(paper.procedure.retention.years()).unwrap_or(i32::MAX);
    let first = fiscal_year(end.date()).saturating_add(1);
    Date::from_ymd_opt(first.saturating_add(years), 4, 1).unwrap_or(Date::MAX)
}
