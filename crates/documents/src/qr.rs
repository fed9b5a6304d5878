//! QR codes, drawn as lines: sharp at any size.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// White modules around the code; readers want four.
const QUIET: usize = 4;

/// The code of a text as SVG; nothing if the text is too long for one.
pub fn svg(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let side = width + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..].iter().take_while(|c| **c == Color::Dark).count();
            if run > 0 {
                // Runs rather than single modules: no hair lines between them.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    Some(
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\"><path d=\"{path}\"/></svg>"
        )
        .into_bytes(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_square_and_has_its_three_corners() {
        let svg = String::from_utf8(svg("https://example.jp/verify").unwrap()).unwrap();
        // The upper left corner: seven dark modules after four white ones.
        assert!(svg.contains("M4 4h7v1h-7z"), "{svg}");
        assert!(!svg.contains("http://example"), "the text is in the picture, not beside it");
    }

    #[test]
    fn what_fits_into_no_code_gives_none() {
        assert!(svg(&"長".repeat(3_000)).is_none());
    }
}
