//! What is read out of each sort of statement, and that nothing is too odd to be read.

use super::*;

/// A short form of what was read, so that tests stay readable.
fn short(source: &str) -> Vec<String> {
    let column = |c: &Column| {
        let mut text = format!("{} {}", c.name.text, c.ty);
        if c.not_null {
            text.push_str(" !");
        }
        if let Some(d) = &c.default {
            text = text + " =" + d;
        }
        for k in &c.constraints {
            text.push_str(
                &format!(" {:?}", k.kind)
                    .chars()
                    .take(12)
                    .collect::<String>(),
            );
        }
        text
    };
    read(source)
        .iter()
        .map(|s| match &s.action {
            Action::CreateTable(t) => format!(
                "{}({})",
                t.name.text,
                t.columns.iter().map(column).collect::<Vec<_>>().join("; ")
            ),
            Action::Alter(name, changes) => format!("{} {} changes", name.text, changes.len()),
            Action::DropTables(names, _) => format!("drop {}", names.len()),
            Action::Trigger(t) => format!(
                "trigger {} on {} {:?} {:?}",
                t.name, t.table.text, t.events, t.function
            ),
            Action::Job(j) => format!(
                "job {} {}",
                j.schedule,
                source
                    .get(j.body.start as usize..j.body.end as usize)
                    .unwrap_or("?")
            ),
            Action::Comment(t, c, text) => format!("comment {} {c:?} {text:?}", t.text),
            other => format!("{other:?}"),
        })
        .collect()
}

#[track_caller]
fn check(source: &str, expect: &[&str]) {
    assert_eq!(short(source), expect, "{source}");
}

#[test]
fn tables_and_columns() {
    check(
        "CREATE TABLE IF NOT EXISTS public.users (id BIGSERIAL PRIMARY KEY, email varchar(255) NOT NULL UNIQUE, \
         at timestamptz DEFAULT now() NOT NULL, \"Name\" TEXT, CONSTRAINT x CHECK (id > 0), key text, index_name int);",
        &[
            "users(id bigserial ! =nextval Primary; email varchar(255) ! Unique; at timestamptz ! =now(); Name text; key text; index_name int)",
        ],
    );
    check(
        "create table t (a, b int references u(id) on delete cascade)",
        &["t(a ; b int Foreign { t)"],
    );
    check(
        "CREATE TABLE `t` (`id` int unsigned NOT NULL AUTO_INCREMENT, `k` enum('a','b') DEFAULT 'a' COMMENT 'x, y', PRIMARY KEY (`id`), KEY `by_k` (`k`)) ENGINE=InnoDB;",
        &["t(id int unsigned !; k enum('a','b') ='a')"],
    );
}

#[test]
fn changes_and_drops() {
    check(
        "ALTER TABLE ONLY t ADD COLUMN a int, ADD b text NOT NULL, DROP c, RENAME d TO e;",
        &["t 4 changes"],
    );
    check(
        "ALTER TABLE t ADD (a int, b int); DROP TABLE a, b CASCADE",
        &["t 2 changes", "drop 2"],
    );
    check(
        "comment on column a.b is 'it''s'",
        &["comment a Some(\"b\") Some(\"it's\")"],
    );
}

#[test]
fn what_the_database_runs() {
    check(
        "CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM t WHERE a < 1; SELECT CASE WHEN 1 THEN 2 END; END; create table u (a int);",
        &["trigger x on t [\"insert\"] None", "u(a int)"],
    );
    check(
        "SELECT cron.schedule('purge', '0 3 * * *', $$DELETE FROM t$$);",
        &["job 0 3 * * * DELETE FROM t"],
    );
    check(
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t;",
        &["job 1 day DELETE FROM t"],
    );
    check(
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN ALTER TABLE t ADD a int; END IF; END $$;",
        &["t 1 changes"],
    );
    check(
        "DO $$ BEGIN EXECUTE 'CREATE TABLE t (a int)'; END $$;",
        &["t(a int)"],
    );
}

#[test]
fn what_is_run_by_name_or_out_of_a_text() {
    check(
        "CREATE PROCEDURE p() BEGIN ALTER TABLE t ADD a int; END; CALL p(); CALL q();",
        &[
            "Function(\"p\", Range { start: 21, end: 55 })",
            "t 1 changes",
        ],
    );
    check(
        "SET @a = IF(1, 'ALTER TABLE t DROP b', 'SELECT 1'); PREPARE s FROM @a; PREPARE s FROM @b; EXECUTE s;",
        &["t 1 changes"],
    );
    check("EXECUTE IMMEDIATE 'DROP TABLE t'", &["drop 1"]);
    check(
        "ALTER TABLE t DROP KEY `by_a`, DROP INDEX b, DROP `key`",
        &["t 1 changes"],
    );
}

#[test]
fn nothing_is_too_odd() {
    for text in [
        "",
        "(",
        "create",
        "create table",
        "create table t",
        "create table t (",
        "alter table t add",
        "'",
        "$$",
        "create table t (a int,,)",
        "drop",
        "comment on",
        "do",
        "select cron.schedule(",
    ] {
        let _ = read(text);
    }
}
