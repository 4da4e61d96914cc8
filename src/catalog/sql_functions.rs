//! What functions of SQL make of their argument: `rules/surroundings/sql.toml`.
//!
//! In: a function's name. Out: the measure that its result has passed. It never looks at the argument.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::{Algorithm, HashClass, Measure};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    function: Vec<Function>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Function {
    names: Vec<String>,
    hash: Option<String>,
    #[serde(default)]
    keyed: bool,
    #[serde(default)]
    algorithm: String,
}

/// What a function of SQL makes of its argument; nothing if it is not known.
pub fn made_by_sql(function: &str) -> Measure {
    static KNOWN: OnceLock<FxHashMap<String, Measure>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let file: File = toml::from_str(super::surroundings::file("sql"))
            .expect("invariant: a test reads the file");
        let rows = file.function.into_iter().flat_map(|row| {
            let measure = measure(&row);
            row.names.into_iter().map(move |name| (name, measure))
        });
        rows.collect()
    });
    let name = function.to_ascii_lowercase();
    known.get(&name).copied().unwrap_or(Measure::Plain)
}

fn measure(row: &Function) -> Measure {
    let class = match row.hash.as_deref() {
        Some("kdf") => HashClass::Kdf,
        Some("digest") => HashClass::Digest,
        Some("weak") => HashClass::Weak,
        Some(_) => HashClass::Unknown,
        None => return Measure::Encrypted,
    };
    Measure::Hashed(Algorithm {
        class,
        keyed: row.keyed,
        name: super::wordfile::keep(&row.algorithm),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_known_in_any_case() {
        assert!(matches!(made_by_sql("CRYPT"), Measure::Hashed(a) if a.class == HashClass::Kdf));
        assert!(matches!(made_by_sql("hmac"), Measure::Hashed(a) if a.keyed));
        assert_eq!(made_by_sql("aes_encrypt"), Measure::Encrypted);
        assert_eq!(made_by_sql("lower"), Measure::Plain);
    }
}
