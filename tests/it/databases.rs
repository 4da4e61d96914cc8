//! The replay of migrations against the real thing: the same files applied to PostgreSQL, SQLite and MariaDB.
//!
//! What a database says of itself afterwards must be what the replay says. Tables are written out again from the
//! replayed schema and compared catalogue by catalogue, so that types and defaults are compared as the database
//! understands them. The tests need programs from outside and are run by `.ci/run databases databases-mariadb`; they are
//! ignored elsewhere. `CANDOR_MIGRATIONS=postgres:FOLDER,sqlite:FOLDER,mysql:FOLDER` compares further folders.

mod mariadb;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use candor::link::Program;
use candor::link::schema::{Database, Source, build};
use candor::parse::ddl::{self, OnDelete};
use candor::source::SourceMap;
use candor::span::FileId;

use crate::repository::{files_below, repository};
use crate::scratch::Tree;

/// The folders to compare: each a case of the corpus, the fixtures' migrations, and what the environment adds.
fn folders(kind: &str) -> Vec<PathBuf> {
    let corpus = repository().join("tests/it/data/sql").join(kind);
    let mut found: Vec<PathBuf> = fs::read_dir(&corpus)
        .expect("the corpus")
        .map(|e| e.expect("an entry").path())
        .collect();
    if kind == "postgres" {
        let fixtures = repository().join("fixtures");
        let folders: BTreeSet<PathBuf> = files_below(&fixtures, &[".sql"])
            .iter()
            .filter_map(|f| {
                Some(
                    fixtures
                        .join(f.split_once("/migrations/")?.0)
                        .join("migrations"),
                )
            })
            .collect();
        found.extend(folders);
    }
    let more = std::env::var("CANDOR_MIGRATIONS").unwrap_or_default();
    let more = more
        .split(',')
        .filter_map(|m| m.strip_prefix(kind)?.strip_prefix(':'));
    found.extend(more.map(PathBuf::from));
    found.sort();
    found
}

/// A folder's migrations as the replay orders them, and the schema they leave.
fn replayed(folder: &Path) -> (Vec<PathBuf>, Database) {
    let paths = files_below(folder, &[".sql"]);
    let texts: Vec<String> = paths
        .iter()
        .map(|p| String::from_utf8_lossy(&fs::read(folder.join(p)).expect("a file")).into_owned())
        .collect();
    let sources = paths
        .iter()
        .zip(&texts)
        .enumerate()
        .map(|(i, (path, text))| Source {
            file: FileId(i as u32),
            path,
            statements: ddl::read(text),
        });
    let sources: Vec<Source<'_>> = sources.collect();
    let order = candor::link::schema::in_order(&sources.iter().map(|s| s.path).collect::<Vec<_>>());
    let files = order.iter().map(|p| folder.join(p)).collect();
    let schema = build(sources, &Program::default(), &SourceMap::default());
    let largest = schema.databases.into_iter().max_by_key(|d| d.tables.len());
    (files, largest.unwrap_or_default())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The replayed schema as SQL, in a Postgres schema of its own.
fn written_out(db: &Database) -> String {
    let mut out = String::from("CREATE SCHEMA ours; SET search_path TO ours, public;\n");
    let tables = || {
        db.tables
            .values()
            .filter(|t| t.schema.is_none() && !t.temporary)
    };
    for table in tables() {
        let columns = table.columns.iter().map(|c| {
            let c = &c.column;
            let mut text = format!("{} {}", quoted(&c.name.text), c.ty);
            if c.not_null {
                text.push_str(" NOT NULL");
            }
            let serial = c.ty.contains("serial");
            if let Some(default) = c.default.as_ref().filter(|_| !serial && !c.generated) {
                let _ = write!(text, " DEFAULT {default}");
            }
            text
        });
        let _ = writeln!(
            out,
            "CREATE TABLE {} ({});",
            quoted(&table.name),
            columns.collect::<Vec<_>>().join(", ")
        );
        for column in &table.columns {
            if let Some(text) = &column.column.comment {
                let name = quoted(&column.column.name.text);
                let _ = writeln!(
                    out,
                    "COMMENT ON COLUMN {}.{name} IS '{}';",
                    quoted(&table.name),
                    text.replace('\'', "''")
                );
            }
        }
    }
    out
}

/// The foreign keys of the replayed schema, in the words that both databases are asked in.
fn foreign_keys(db: &Database) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for table in db
        .tables
        .values()
        .filter(|t| t.schema.is_none() && !t.temporary)
    {
        for reference in table.references() {
            let action = match reference.on_delete {
                OnDelete::NoAction => "NO ACTION",
                OnDelete::Restrict => "RESTRICT",
                OnDelete::Cascade => "CASCADE",
                OnDelete::SetNull => "SET NULL",
                OnDelete::SetDefault => "SET DEFAULT",
            };
            let line = format!(
                "{}({}) > {} {action}",
                table.name,
                reference.columns.join(","),
                reference.table
            );
            found.insert(line.to_lowercase());
        }
    }
    found
}

fn difference(ours: &BTreeSet<String>, theirs: &BTreeSet<String>) -> String {
    let mut out = String::new();
    for line in theirs.difference(ours) {
        let _ = writeln!(out, "  only in the database: {line}");
    }
    for line in ours.difference(theirs) {
        let _ = writeln!(out, "  only in the replay:   {line}");
    }
    out
}

/// A PostgreSQL of its own, on a socket in a scratch directory.
struct Postgres {
    tree: Tree,
}

const BIN: &str = "/usr/lib/postgresql";

/// The newest installed PostgreSQL's programs.
fn binaries() -> PathBuf {
    let mut versions: Vec<PathBuf> = fs::read_dir(BIN)
        .map(|d| d.filter_map(|e| Some(e.ok()?.path().join("bin"))).collect())
        .unwrap_or_default();
    versions.sort();
    versions
        .pop()
        .expect("PostgreSQL is not installed: apt-get install postgresql")
}

/// A program, run as somebody without rights if the test runs as root: PostgreSQL asks for that.
fn unprivileged(program: &Path) -> Command {
    let root =
        fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0);
    if root {
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"])
            .arg(program);
        command
    } else {
        Command::new(program)
    }
}

fn run(command: &mut Command) {
    let output = command
        .stdin(Stdio::null())
        .output()
        .expect("a program that starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

impl Postgres {
    fn start() -> Self {
        let tree = Tree::new();
        let home = &tree.0;
        let all = std::os::unix::fs::PermissionsExt::from_mode(0o777);
        fs::set_permissions(home, all).expect("permissions");
        let (bin, data) = (binaries(), home.join("data"));
        run(unprivileged(&bin.join("initdb"))
            .args(["-U", "postgres", "-A", "trust", "--no-sync", "-D"])
            .arg(&data));
        let options = format!("-c listen_addresses= -c fsync=off -k {}", home.display());
        let mut start = unprivileged(&bin.join("pg_ctl"));
        // The server keeps what it inherits open: its output must not be ours.
        start
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .stdin(Stdio::null());
        let status = start
            .args(["start", "-w", "-D"])
            .arg(&data)
            .args(["-l", "/dev/null", "-o", &options])
            .status();
        assert!(
            status.is_ok_and(|s| s.success()),
            "PostgreSQL did not start"
        );
        Self { tree }
    }

    fn psql(&self, database: &str) -> Command {
        let mut command = Command::new(binaries().join("psql"));
        command
            .args([
                "-X", "-q", "-A", "-t", "-U", "postgres", "-d", database, "-h",
            ])
            .arg(&self.tree.0);
        command
            .env("PGOPTIONS", "-c client_min_messages=error")
            .stdin(Stdio::null());
        command
    }

    fn lines(&self, database: &str, query: &str) -> BTreeSet<String> {
        let output = self
            .psql(database)
            .args(["-c", query])
            .output()
            .expect("psql");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter(|l| !l.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// Columns of a schema: name, type, whether null is refused, default, comment.
    fn columns(&self, database: &str, schema: &str) -> BTreeSet<String> {
        let query = format!(
            "SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' !' ELSE '' END
               || coalesce(' = ' || regexp_replace(pg_get_expr(d.adbin, d.adrelid), 'nextval.*', 'nextval'), '') || coalesce(' -- ' || col_description(c.oid, a.attnum), '')
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
               LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum AND a.attgenerated = ''
             WHERE n.nspname = '{schema}' AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped"
        );
        let plain = |l: String| l.replace(&format!("{schema}."), "");
        self.lines(database, &query)
            .into_iter()
            .map(plain)
            .collect()
    }

    fn keys(&self, database: &str) -> BTreeSet<String> {
        let query = "SELECT lower(c.relname || '(' || (SELECT string_agg(a.attname, ',' ORDER BY k.i) FROM unnest(f.conkey) WITH ORDINALITY k(n, i)
               JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.n) || ') > ' || CASE WHEN m.nspname = 'public' THEN '' ELSE m.nspname || '.' END || r.relname || ' '
               || CASE f.confdeltype WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE 'SET DEFAULT' END)
             FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class r ON r.oid = f.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace
               JOIN pg_namespace m ON m.oid = r.relnamespace WHERE f.contype = 'f' AND n.nspname = 'public'";
        self.lines(database, query)
    }

    /// What differs between the database after a folder's migrations and the replay.
    fn compare(&self, database: &str, folder: &Path) -> String {
        self.lines("postgres", &format!("CREATE DATABASE {database}"));
        let (files, ours) = replayed(folder);
        let mut out = String::new();
        for file in files {
            let applied = self
                .psql(database)
                .args(["-v", "ON_ERROR_STOP=1", "-f"])
                .arg(&file)
                .output()
                .expect("psql");
            if !applied.status.success() {
                let _ = writeln!(out, "  {}", String::from_utf8_lossy(&applied.stderr).trim());
            }
        }
        let tree = Tree::new();
        tree.write("ours.sql", &written_out(&ours));
        let back = self
            .psql(database)
            .arg("-f")
            .arg(tree.0.join("ours.sql"))
            .output()
            .expect("psql");
        let errors = String::from_utf8_lossy(&back.stderr);
        for line in errors.lines().filter(|l| l.contains("ERROR")) {
            let _ = writeln!(out, "  the replayed schema: {line}");
        }
        out + &difference(
            &self.columns(database, "ours"),
            &self.columns(database, "public"),
        ) + &difference(&foreign_keys(&ours), &self.keys(database))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = unprivileged(&binaries().join("pg_ctl"));
        let _ = stop
            .args(["stop", "-m", "immediate", "-D"])
            .arg(self.tree.0.join("data"))
            .stdout(Stdio::null())
            .status();
    }
}

#[test]
#[ignore = "needs PostgreSQL: .ci/run databases"]
fn databases_replay_equals_postgres() {
    let server = Postgres::start();
    let mut out = String::new();
    for (i, folder) in folders("postgres").iter().enumerate() {
        let difference = server.compare(&format!("d{i}"), folder);
        if !difference.is_empty() {
            let _ = writeln!(out, "{}\n{difference}", folder.display());
        }
    }
    assert!(out.is_empty(), "\n{out}");
}

/// What SQLite says of the database that a folder's migrations make.
fn sqlite(folder: &Path) -> String {
    let (files, ours) = replayed(folder);
    let mut script = String::new();
    for file in &files {
        script.push_str(&String::from_utf8_lossy(&fs::read(file).expect("a file")));
        script.push_str("\n;\n");
    }
    let tables = "FROM sqlite_master m JOIN";
    let own = "m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND m.name NOT IN (SELECT v.name || s.s FROM sqlite_master v, \
        (SELECT '_data' s UNION SELECT '_idx' UNION SELECT '_content' UNION SELECT '_docsize' UNION SELECT '_config') s WHERE v.sql LIKE 'CREATE VIRTUAL%')";
    let _ = write!(
        script,
        "\n.mode list\n.headers off\nSELECT 'column ' || lower(m.name || '.' || p.name || ' ' || replace(p.type, ' ', '')) || CASE WHEN p.\"notnull\" AND NOT p.pk THEN ' !' ELSE '' END || coalesce(' = ' || lower(replace(p.dflt_value, ' ', '')), '') \
         {tables} pragma_table_xinfo(m.name) p WHERE {own} AND p.hidden <> 1;\n\
         SELECT 'key ' || lower(m.name || '(' || group_concat(f.\"from\") || ') > ' || f.\"table\" || ' ' || f.on_delete) {tables} pragma_foreign_key_list(m.name) f WHERE {own} GROUP BY m.name, f.id;\n"
    );
    let tree = Tree::new();
    tree.write("all.sql", &script);
    let input = fs::File::open(tree.0.join("all.sql")).expect("the script");
    let output = Command::new("sqlite3")
        .arg(":memory:")
        .stdin(input)
        .output()
        .expect("sqlite3 is not installed");
    let mut out: String = String::from_utf8_lossy(&output.stderr)
        .lines()
        .fold(String::new(), |all, l| all + "  " + l + "\n");
    let theirs: BTreeSet<String> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter(|l| l.starts_with("column ") || l.starts_with("key "))
        .map(str::to_owned)
        .collect();
    let mut said: BTreeSet<String> = foreign_keys(&ours)
        .into_iter()
        .map(|k| format!("key {k}"))
        .collect();
    for table in ours.tables.values().filter(|t| !t.temporary) {
        let primary = |name: &String| {
            table.constraints.iter().any(|c| {
                c.kind == ddl::ConstraintKind::Primary
                    && c.columns.iter().any(|n| n.eq_ignore_ascii_case(name))
            })
        };
        for column in &table.columns {
            let c = &column.column;
            let mut line =
                format!("{}.{} {}", table.name, c.name.text, c.ty.replace(' ', "")).to_lowercase();
            if c.not_null && !primary(&c.name.text) {
                line.push_str(" !");
            }
            if let Some(default) = &c.default {
                let inner = default
                    .strip_prefix('(')
                    .and_then(|d| d.strip_suffix(')'))
                    .unwrap_or(default);
                let _ = write!(line, " = {}", inner.to_lowercase().replace(' ', ""));
            }
            said.insert(format!("column {line}"));
        }
    }
    out.push_str(&difference(&said, &theirs));
    out
}

#[test]
#[ignore = "needs sqlite3: .ci/run databases"]
fn databases_replay_equals_sqlite() {
    let mut out = String::new();
    for folder in folders("sqlite") {
        let difference = sqlite(&folder);
        if !difference.is_empty() {
            let _ = writeln!(out, "{}\n{difference}", folder.display());
        }
    }
    assert!(out.is_empty(), "\n{out}");
}
