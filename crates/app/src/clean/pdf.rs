//! PDF: one that asks for a password cannot be read by anybody here.

use std::io::{Read, Seek};

use super::Unfit;
use crate::FileTrouble;

const LOCK: &[u8] = b"/Encrypt";

/// Refuses a locked one.
pub(super) fn look(file: &mut (impl Read + Seek)) -> Result<(), Unfit> {
    let mut window = Vec::with_capacity(64 * 1024 + LOCK.len());
    loop {
        // The word may stand across two pieces.
        let keep = window.len().saturating_sub(LOCK.len() - 1);
        window.drain(..keep);
        if (&mut *file).take(64 * 1024).read_to_end(&mut window)? == 0 {
            return Ok(());
        }
        if window.windows(LOCK.len()).any(|w| w == LOCK) {
            return Err(FileTrouble::Locked.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::tests::looked;

    #[test]
    fn a_lock_is_found_wherever_it_stands() {
        assert!(looked(b"%PDF-1.7\n1 0 obj <<>>").is_ok());
        assert_eq!(looked(b"%PDF-1.7\n1 0 obj <</Encrypt 2 0 R>>"), Err(FileTrouble::Locked));
        for at in 65_520..65_550 {
            let mut pdf = b"%PDF-1.7\n".to_vec();
            pdf.resize(at, b' ');
            pdf.extend(LOCK);
            assert_eq!(looked(&pdf), Err(FileTrouble::Locked), "{at}");
        }
    }
}
