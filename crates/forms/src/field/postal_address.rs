//! 郵便番号・住所

/// Settings of a `postal_address` question.
#[derive(Clone, Debug)]
pub struct PostalAddress;
