//! opentelemetry: attributes of spans and labels of meters.

use opentelemetry::KeyValue;
use opentelemetry::metrics::Counter;
use opentelemetry::trace::Span;

pub fn note(span: &mut impl Span, seen: &Counter<u64>, email: &str) {
    span.set_attribute(KeyValue::new("who", email.to_owned())); //~ log:email
    seen.add(1, &[KeyValue::new("who", email.to_owned())]); //~ log:email
}
