//! 同意

/// Settings of a `consent` question; typed `yes`.
#[derive(Clone, Debug)]
pub struct Consent;
