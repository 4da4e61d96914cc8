//! Ages in all dialects, from the text, from outside and from rows.

use super::*;

const DAY: f64 = 86_400_000.0;

#[track_caller]
fn check(sql: &str, table: &str, column: Option<&str>, age: Age) {
    let found = read(sql);
    let found = found.first().expect("a purge");
    assert_eq!(
        (found.table.as_str(), found.column.as_deref(), found.age),
        (table, column, age),
        "{sql}"
    );
}

#[test]
fn ages_in_all_dialects() {
    for sql in [
        "DELETE FROM t WHERE at < now() - interval '30 days'",
        "DELETE FROM public.t WHERE at <= NOW() - '30 days'::interval",
        "delete from t where now() - at > interval '30 days'",
        "delete from t where at + interval '30 days' < now()",
        "DELETE FROM t WHERE at < datetime('now', '-30 days')",
        "DELETE FROM t WHERE at < unixepoch() - 30 * 86400",
        "DELETE FROM t WHERE at < DATE_SUB(NOW(), INTERVAL 30 DAY)",
        "DELETE FROM t WHERE at < now() - make_interval(days => 30)",
        "DELETE FROM t WHERE kind = 'x' AND id IN (SELECT id FROM t WHERE at < now() - interval '1 month' LIMIT 100)",
        "WITH old AS (SELECT id FROM t WHERE at < now() - 30 * interval '1 day') DELETE FROM t USING old WHERE t.id = old.id",
        "DELETE FROM t WHERE julianday('now') - julianday(at) > 30",
    ] {
        check(sql, "t", Some("at"), Age::Fixed(30.0 * DAY));
    }
}

#[test]
fn ages_from_outside_and_from_rows() {
    check(
        "DELETE FROM t WHERE at < $1",
        "t",
        Some("at"),
        Age::Bound(0, None),
    );
    check(
        "DELETE FROM t WHERE a = ? AND at < ?",
        "t",
        Some("at"),
        Age::Bound(1, None),
    );
    check(
        "DELETE FROM t WHERE at < now() - make_interval(days => $1)",
        "t",
        Some("at"),
        Age::Bound(0, Some(DAY)),
    );
    check(
        "DELETE FROM t WHERE at < now() - $2 * interval '1 day'",
        "t",
        Some("at"),
        Age::Bound(1, Some(DAY)),
    );
    check(
        "DELETE FROM t WHERE at < now() - ($1 || ' days')::interval",
        "t",
        Some("at"),
        Age::Bound(0, Some(DAY)),
    );
    check(
        "DELETE FROM t WHERE at < now() - INTERVAL ? DAY",
        "t",
        Some("at"),
        Age::Bound(0, Some(DAY)),
    );
    check(
        "DELETE FROM t WHERE expires_at < now()",
        "t",
        Some("expires_at"),
        Age::Due,
    );
    check(
        "DELETE FROM t WHERE expires_at <= CURRENT_TIMESTAMP",
        "t",
        Some("expires_at"),
        Age::Due,
    );
    check("DELETE FROM t WHERE id = $1", "t", None, Age::Any);
    check("TRUNCATE TABLE t", "t", None, Age::Any);
}

#[test]
fn emptied_columns_and_keys() {
    let found = read(
        "UPDATE t SET email = NULL, name = '' WHERE at < now() - interval '1 day' AND user_id = $1",
    );
    assert_eq!(found[0].emptied, ["email", "name"]);
    assert_eq!(found[0].keys, ["user_id"]);
    assert!(!found[0].deletes);
    for text in [
        "",
        "delete",
        "delete from",
        "update",
        "select <",
        "delete from t where < <",
        "<",
    ] {
        let _ = read(text);
    }
}
