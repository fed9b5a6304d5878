//! 口座

/// Settings of a `bank_account` question.
#[derive(Clone, Debug)]
pub struct BankAccount;
