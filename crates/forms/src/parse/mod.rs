//! Reading papers.
use crate::{finding::Finding, paper::Compiled};

/// Reads a paper and checks it. Never panics, whatever the bytes are.
pub fn compile(_slug: &str, path: &str, source: &str) -> Compiled {
    Compiled { paper: None, findings: vec![Finding::at("P0001", path, source, 0..0, String::new(), None)] }
}
