//! Decimal numbers tell nothing of a person.

use rust_decimal::Decimal;

pub struct Payment {
    pub credit_card: Decimal,
}

pub fn tell(payment: &Payment) {
    log::info!("{}", payment.credit_card);
}
