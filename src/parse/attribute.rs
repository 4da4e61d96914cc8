//! What attributes say, from their text: `long, env = "DAYS", default_value_t = 30`.
//!
//! In: the text between an attribute's parentheses. Out: the text behind one of its keys. Only commas and brackets are
//! understood; what values mean is for the caller.

/// The text behind `key =`, without blanks around it; none where the key has no value.
pub fn value<'a>(args: &'a str, key: &str) -> Option<&'a str> {
    parts(args).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        (name.trim() == key).then(|| value.trim())
    })
}

/// The parts between commas that stand outside of brackets and texts.
pub fn parts(args: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(args);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = comma(text);
        rest = text.get(end + 1..).filter(|_| end < text.len());
        Some(text[..end].trim())
    })
}

/// Where the first comma outside of brackets and texts stands; the end if there is none.
fn comma(text: &str) -> usize {
    let mut depth = 0_i32;
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if !escaped => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth <= 0 => return at,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values() {
        let args = "long, env = \"A,B\", default_value_t = f(1, 2), value_parser = 1..";
        assert_eq!(value(args, "env"), Some("\"A,B\""));
        assert_eq!(value(args, "default_value_t"), Some("f(1, 2)"));
        assert_eq!(value(args, "long"), None);
        assert_eq!(parts("").count(), 1);
    }
}
