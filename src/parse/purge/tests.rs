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
        "DELETE FROM t WHERE id IN (SELECT id FROM t WHERE at < now() - interval '1 month' LIMIT 100)",
        "DELETE FROM t WHERE ctid = ANY(ARRAY(SELECT ctid FROM t WHERE at < now() - interval '30 days' LIMIT 100))",
        "DELETE FROM t WHERE age(at) > interval '30 days'",
        "DELETE FROM t WHERE age(now(), at) >= '30 days'",
        "DELETE FROM t WHERE at < now() - make_interval(days := 30)",
        "DELETE FROM t WHERE at < now() - make_interval(0, 0, 0, 30)",
        "DELETE FROM t WHERE at < now() - make_interval(hours => 720)",
        "DELETE FROM t WHERE at + make_interval(days => 30) < now()",
        "DELETE FROM t WHERE NOT (at >= now() - interval '30 days')",
        "DELETE FROM t WHERE at < now() - INTERVAL '30' DAY",
        "DELETE FROM t WHERE at < current_date - 30",
        "DELETE FROM t WHERE DATEDIFF(NOW(), at) > 30",
        "DELETE FROM t WHERE TIMESTAMPDIFF(DAY, at, NOW()) > 30",
        "DELETE FROM t WHERE extract(epoch FROM now() - at) > 2592000",
        "DELETE FROM t WHERE extract(day FROM now() - at) > 30",
        "DELETE FROM t WHERE date_part('day', now() - at) > 30",
        "DELETE FROM t WHERE strftime('%s', 'now') - at > 2592000",
        "DELETE FROM t WHERE unixepoch(at) < unixepoch('now', '-30 days')",
        "DELETE FROM t WHERE date(at) <= date('now', '-1 month')",
        "DELETE FROM t WHERE at IS NOT NULL AND at < SUBDATE(NOW(), INTERVAL 30 DAY)",
        "DELETE FROM t WHERE at BETWEEN '1970-01-01' AND now() - interval '30 days'",
        "DELETE v FROM t v WHERE v.at < NOW() - INTERVAL 30 DAY",
        "DELETE FROM t WHERE (at < now() - interval '30 days' OR kind = 'bot')",
        "WITH gone AS (DELETE FROM t WHERE at < now() - interval '30 days' RETURNING *) SELECT count(*) FROM gone",
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
    check(
        "DELETE FROM t WHERE at < $1 - interval '30 days'",
        "t",
        Some("at"),
        Age::Before(0, 30.0 * DAY),
    );
    check(
        "DELETE FROM t WHERE extract(epoch FROM now() - at) > $1",
        "t",
        Some("at"),
        Age::Bound(0, None),
    );
    check(
        "DELETE FROM t WHERE at < datetime('now', printf('-%d days', ?1))",
        "t",
        Some("at"),
        Age::Bound(0, Some(DAY)),
    );
    check(
        "DELETE FROM t WHERE at < now() - keep",
        "t",
        Some("at"),
        Age::Unread,
    );
    check(
        "DELETE FROM t WHERE at < (SELECT now() - days * interval '1 day' FROM settings)",
        "t",
        Some("at"),
        Age::Unread,
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
    assert_eq!(found[0].keys().collect::<Vec<_>>(), ["user_id"]);
    assert_eq!(found[0].means, Means::Update);
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

#[test]
fn conditions_narrow_a_purge_down() {
    let old = "at < now() - interval '30 days'";
    for (condition, column, by) in [
        (format!("kind = 'bot' AND {old}"), "kind", By::Fixed),
        (
            format!("{old} AND used_at IS NOT NULL"),
            "used_at",
            By::Fixed,
        ),
        (format!("{old} AND NOT pinned"), "pinned", By::Fixed),
        (format!("user_id = $1 AND {old}"), "user_id", By::Key),
        (
            format!("{old} AND user_id IN (SELECT id FROM users WHERE plan = 'free')"),
            "user_id",
            By::Other,
        ),
        (
            format!("{old} AND id NOT IN (SELECT visit FROM kept)"),
            "id",
            By::Fixed,
        ),
        (
            format!("(kind = 'a' AND {old}) OR (kind = 'b' AND {old})"),
            "kind",
            By::Fixed,
        ),
        (
            "at > now() - interval '30 days'".to_owned(),
            "at",
            By::Young,
        ),
        (
            "now() - at < interval '30 days'".to_owned(),
            "at",
            By::Young,
        ),
        ("age(at) < interval '30 days'".to_owned(), "at", By::Young),
        ("kind = 'bot'".to_owned(), "kind", By::Fixed),
    ] {
        let found = read(&format!("DELETE FROM visits WHERE {condition}"));
        let narrowed = &found[0].narrowed[0];
        assert_eq!(
            (narrowed.column.as_str(), narrowed.by),
            (column, by),
            "{condition}"
        );
    }
    for condition in [
        old.to_owned(),
        format!("at IS NOT NULL AND {old}"),
        format!("1 = 1 AND {old}"),
        format!("(({old}))"),
        format!("id IN (SELECT v.id FROM visits v WHERE v.{old} ORDER BY at LIMIT 5)"),
    ] {
        let found = read(&format!("DELETE FROM visits WHERE {condition}"));
        assert_eq!(found[0].narrowed, [], "{condition}");
        assert_eq!(found[0].age, Age::Fixed(30.0 * DAY), "{condition}");
    }
}

#[test]
fn a_statement_may_delete_from_several_tables() {
    let found = read(
        "WITH old AS (SELECT id FROM visits WHERE at < now() - interval '30 days' LIMIT 9), \
         gone AS (DELETE FROM notes USING old WHERE notes.visit_id = old.id) \
         DELETE FROM visits USING old WHERE visits.id = old.id",
    );
    let tables: Vec<&str> = found.iter().map(|p| p.table.as_str()).collect();
    assert_eq!(tables, ["notes", "visits"]);
    assert_eq!(found[1].age, Age::Fixed(30.0 * DAY));
    assert_eq!(found[1].narrowed, []);
    assert_eq!(found[0].narrowed[0].by, By::Other);
    assert_eq!(found[0].age, Age::Fixed(30.0 * DAY));
}

#[test]
fn rows_of_another_table_are_told_apart() {
    let found = read(
        "DELETE FROM visits v USING users u WHERE u.id = v.user_id AND u.deleted_at < now() - interval '30 days'",
    );
    assert_eq!(found[0].column.as_deref(), Some("deleted_at"));
    assert!(found[0].narrowed.iter().all(|c| c.by == By::Other) && !found[0].narrowed.is_empty());
    let found = read(
        "DELETE FROM visits WHERE user_id IN (SELECT id FROM users WHERE deleted_at < now() - interval '30 days')",
    );
    assert_eq!(found[0].age, Age::Fixed(30.0 * DAY));
    assert_eq!(found[0].narrowed[0].by, By::Other);
}
