//! Values that a log makes only when it needs them: closures that are handed to it.

pub mod properties_of_a_span {
    pub fn enter(span: &fastrace::Span, email: &str, id: u64) {
        span.add_property(|| ("user.email", email.to_string())); //~ never-logged
        span.add_property(|| ("user.email.length", email.len().to_string()));
        span.add_property(|| ("user.id", id.to_string()));
    }
}
