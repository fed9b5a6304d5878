//! はい・いいえ

/// Settings of a `yes_no` question; typed `yes` or `no`.
#[derive(Clone, Debug)]
pub struct YesNo;
