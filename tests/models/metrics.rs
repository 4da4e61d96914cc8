//! Labels of metrics are seen by whoever sees the metrics.

use prometheus::IntCounterVec;

pub fn count(email: &str, seen: &IntCounterVec) {
    metrics::counter!("sign_ins", "who" => email.to_owned()).increment(1); //~ log:email
    seen.with_label_values(&[email]).inc(); //~ log:email
    metrics::gauge!("length").set(email.len() as f64);
}
