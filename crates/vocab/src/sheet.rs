//! What goes into spreadsheets.

/// A cell that no spreadsheet takes for a formula: what would begin one is made text by a `'` before it.
pub fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text_and_text_stays() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+81-744-22-4001", "'+81-744-22-4001"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("見本 花子", "見本 花子"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell.to_owned()), written);
        }
    }
}
