//! Which files are migrations of one database, and in what order they run.
//!
//! In: paths. Out: folders and versions that compare as the tools order them (sqlx, diesel, refinery, plain numbers).

use crate::parse::ddl::Name;

/// How a table is kept: its name, with a schema that is not the default one in front.
pub(super) fn key(name: &Name) -> String {
    match &name.schema {
        Some(schema) => format!("{schema}.{}", name.text),
        None => name.text.clone(),
    }
}

/// Whether a file takes back what another one does.
pub(super) fn is_undo(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = name.to_ascii_lowercase();
    let stem = name.trim_end_matches(".sql");
    let undone = ["down", "rollback", "undo", "revert"];
    undone.iter().any(|w| {
        stem == *w
            || ['.', '_', '-']
                .iter()
                .any(|c| stem.strip_suffix(*w).is_some_and(|s| s.ends_with(*c)))
    }) || folder
        .rsplit('/')
        .next()
        .is_some_and(|f| undone.contains(&f) || f == "downs")
        || name
            .strip_prefix('u')
            .is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()) && r.contains("__"))
}

/// The folder whose files make one database: the parent, or where each migration has a folder of its own, its parent.
pub(super) fn folder(path: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    let file = parts.pop().unwrap_or_default();
    let own = parts.last().is_some_and(|p| number_at_start(p).is_some())
        && number_at_start(file).is_none();
    if own {
        parts.pop();
    }
    let folder = parts.join("/");
    // A dump of the whole schema beside numbered migrations is another telling of the same database.
    if own || number_at_start(file).is_some() {
        folder
    } else {
        format!("{folder}/*")
    }
}

/// What migrations of one folder are ordered by: their numbers, then those without one.
pub(super) fn version(path: &str) -> (bool, Vec<u64>, String) {
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or_default();
    let name = if number_at_start(file).is_some() {
        file
    } else {
        parts
            .next()
            .filter(|p| number_at_start(p).is_some())
            .unwrap_or(file)
    };
    match number_at_start(name) {
        Some(numbers) => (false, numbers, name.to_owned()),
        None => (true, Vec::new(), name.to_owned()),
    }
}

/// `2024-01-31-120000_x` → `[20240131120000]`, `V1.2__x` → `[1, 2]`, `m20220101_000001_x` → `[20220101, 1]`.
fn number_at_start(name: &str) -> Option<Vec<u64>> {
    let rest = name
        .strip_prefix(['V', 'v', 'm', 'M'])
        .filter(|r| r.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(name);
    // diesel leaves the dashes of a date out, and compares from the left, time or no time.
    let date = rest.split('_').next().unwrap_or("");
    if date.contains('-') && date.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        let digits = date.replace('-', "");
        return format!("{digits:0<14}").parse().ok().map(|n| vec![n]);
    }
    let mut numbers = Vec::new();
    for part in rest.split(['-', '_', '.']) {
        if part.is_empty() {
            break;
        }
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        match part.get(..digits).and_then(|d| d.parse().ok()) {
            Some(number) => numbers.push(number),
            None => break,
        }
        if digits < part.len() {
            break;
        }
    }
    (!numbers.is_empty()).then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_folder_and_order() {
        assert_eq!(
            folder("db/migrations/2024-01-01-000000_x/up.sql"),
            "db/migrations"
        );
        assert_eq!(folder("migrations/0001_x.sql"), "migrations");
        assert_eq!(folder("db/schema.sql"), "db/*");
        assert!(is_undo("m/1_x.down.sql") && is_undo("m/1_x/down.sql") && is_undo("m/U2__x.sql"));
        assert!(
            !is_undo("m/1_shutdown.sql") && !is_undo("m/1_x.up.sql") && !is_undo("m/users.sql")
        );
        assert!(version("m/V2__b.sql") < version("m/V10__a.sql"));
        assert!(version("m/2024-01-01-000000_x/up.sql") < version("m/2024-01-02-000000_a/up.sql"));
        assert!(version("m/0001_b.sql") < version("m/triggers.sql"));
    }
}
