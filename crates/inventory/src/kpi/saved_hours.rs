//! 業務時間削減数: hours of staff saved, `Σ online count × (minutes before − minutes after) / 60`. Negative where
//! the new way takes longer (REQ-HRS-1).

/// Saved time, exact to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SavedHours {
    minutes: i128,
}

impl SavedHours {
    /// Hours with one decimal, half away from zero: `41.4`, `-25.0`.
    pub fn hours(self) -> String {
        let tenths = (self.minutes.unsigned_abs() * 10 + 30) / 60;
        let sign = if self.minutes < 0 && tenths > 0 { "-" } else { "" };
        format!("{sign}{}.{}", tenths / 10, tenths % 10)
    }
}

/// What a list of (online count, minutes before, minutes after) saves.
pub fn saved_hours(rows: impl IntoIterator<Item = (u64, u32, u32)>) -> SavedHours {
    let minutes = rows
        .into_iter()
        .map(|(n, before, after)| i128::from(n) * (i128::from(before) - i128::from(after)))
        .sum();
    SavedHours { minutes }
}
