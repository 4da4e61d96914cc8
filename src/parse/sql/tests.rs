//! What is read out of statements, and that none stops the reader.

use super::*;

#[track_caller]
fn check(text: &str, index: usize, expect: &str) {
    let shown = placeholder(text, index).map_or("none".to_owned(), |u| {
        format!(
            "{:?} {}.{} {}",
            u.part,
            u.table.unwrap_or_default(),
            u.column.unwrap_or_default(),
            match u.measure {
                Measure::Hashed(a) => a.name,
                Measure::Encrypted => "encrypted",
                _ => "plain",
            }
        )
    });
    assert_eq!(shown, expect);
}

#[test]
fn values_find_their_columns() {
    let insert =
        "INSERT INTO users (id, email, password_hash) VALUES ($1, $2, crypt($3, gen_salt('bf')))";
    check(insert, 0, "Written users.id plain");
    check(insert, 1, "Written users.email plain");
    check(insert, 2, "Written users.password_hash bcrypt");
    check(
        "insert into app.keys(a, \"key\") values (?, encode(digest(?, 'sha256'), 'hex'))",
        1,
        "Written keys.key sha256",
    );
    check(
        "UPDATE users SET token = $1, email=$2 WHERE id = $3",
        0,
        "Written users.token plain",
    );
    check(
        "UPDATE users SET token = $1, email=$2 WHERE id = $3",
        2,
        "Compared users.id plain",
    );
    check(
        "SELECT * FROM keys k WHERE k.api_key = $1 AND active",
        0,
        "Compared keys.api_key plain",
    );
    check(
        "SELECT * FROM keys WHERE lower(email) = ? LIMIT ?",
        0,
        "Compared keys.email plain",
    );
    check(
        "SELECT * FROM keys WHERE lower(email) = ? LIMIT ?",
        1,
        "Other keys. plain",
    );
    check(
        "INSERT INTO t (a,b) VALUES (:x, :y) ON CONFLICT DO UPDATE SET b = :y",
        1,
        "Written t.b plain",
    );
    check(
        "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET a = $2",
        1,
        "Written t.a plain",
    );
    check("SELECT 1", 0, "none");
    check(
        "delete from s where token = @tok",
        0,
        "Compared s.token plain",
    );
    check(
        "INSERT INTO t (a, b) VALUES (?, ?), (?, ?)",
        3,
        "Written t.b plain",
    );
    check(
        "SELECT * FROM t WHERE a = ANY($1::text[])",
        0,
        "Compared t.a plain",
    );
}

#[test]
fn broken_text_says_nothing_and_never_fails() {
    for text in [
        "",
        "INSERT INTO",
        "INSERT INTO t (",
        "VALUES (?",
        "'",
        "\"",
        "$",
        "$99999999999999",
        "((((?",
        "ä = ?",
        "--",
        "/*",
    ] {
        let _ = placeholder(text, 0);
        let _ = placeholders(text);
    }
    assert_eq!(placeholders("UPDATE a SET b = "), 0);
}

#[test]
fn selected_values_find_their_columns() {
    let unnest = "INSERT INTO users (id, password) SELECT * FROM UNNEST($1::bigint[], $2::text[])";
    check(unnest, 0, "Written users.id plain");
    check(unnest, 1, "Written users.password plain");
    let guarded = "INSERT INTO users (id, token) SELECT $1, md5($2) WHERE NOT EXISTS (SELECT 1 FROM users WHERE mail = $3)";
    check(guarded, 1, "Written users.token md5");
    check(guarded, 2, "Compared users.mail plain");
    let copied = "INSERT INTO old (id, token) SELECT id, token FROM users WHERE id = $1";
    check(copied, 0, "Compared old.id plain");
    let named = "INSERT INTO users (id, token) SELECT u.b, u.a FROM UNNEST($1, $2) AS u(a, b)";
    check(named, 0, "Other users. plain");
}
