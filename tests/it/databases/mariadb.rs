//! The replay of migrations against MariaDB, in whose dialect MySQL's migrations are written.
//!
//! A server of its own is started on a socket in a scratch directory; nothing listens to a network.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use candor::link::schema::Database;

use super::{difference, folders, foreign_keys, replayed, run, unprivileged};
use crate::scratch::Tree;

/// How long the server may take to answer for the first time.
const PATIENCE: Duration = Duration::from_mins(1);

struct MariaDb {
    tree: Tree,
    server: Child,
}

impl MariaDb {
    fn start() -> Self {
        let tree = Tree::new();
        let all = std::os::unix::fs::PermissionsExt::from_mode(0o777);
        fs::set_permissions(&tree.0, all).expect("permissions");
        let data = tree.0.join("data");
        run(unprivileged(Path::new("mariadb-install-db"))
            .args([
                "--no-defaults",
                "--skip-test-db",
                "--auth-root-authentication-method=normal",
            ])
            .arg(format!("--datadir={}", data.display())));
        let server = unprivileged(Path::new("/usr/sbin/mariadbd"))
            .args(["--no-defaults", "--skip-networking"])
            .args(["--innodb-flush-method=nosync", "--event-scheduler=OFF"])
            .arg(format!("--datadir={}", data.display()))
            .arg(format!("--socket={}", tree.0.join("socket").display()))
            .arg(format!("--pid-file={}", tree.0.join("pid").display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("MariaDB is not installed: apt-get install mariadb-server");
        let this = Self { tree, server };
        let started = Instant::now();
        while !this
            .client("")
            .args(["-e", "SELECT 1"])
            .output()
            .is_ok_and(|o| o.status.success())
        {
            assert!(started.elapsed() < PATIENCE, "MariaDB did not start");
            std::thread::sleep(Duration::from_millis(100));
        }
        this
    }

    fn client(&self, database: &str) -> Command {
        let mut command = Command::new("mariadb");
        command
            .args([
                "--no-defaults",
                "--batch",
                "--raw",
                "--skip-column-names",
                "--user=root",
            ])
            .arg(format!("--socket={}", self.tree.0.join("socket").display()))
            .stdin(Stdio::null());
        if !database.is_empty() {
            command.arg(database);
        }
        command
    }

    fn lines(&self, query: &str) -> BTreeSet<String> {
        let output = self
            .client("")
            .args(["-e", query])
            .output()
            .expect("mariadb");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        let text = String::from_utf8_lossy(&output.stdout);
        text.lines().map(str::to_owned).collect()
    }

    /// Runs a file, as a driver does it where the file has no mark for the client; what went wrong, line by line.
    fn apply(&self, database: &str, file: &Path) -> String {
        let text = String::from_utf8_lossy(&fs::read(file).expect("a file")).into_owned();
        let lower = text.to_ascii_lowercase();
        let marked = lower.lines().any(|l| l.trim().starts_with("delimiter "));
        let bodies = lower.contains("create procedure") || lower.contains("create trigger");
        let text = if marked || !bodies {
            text
        } else {
            // The client would cut bodies at their semicolons.
            format!("DELIMITER //./\n{text}\n//./\n")
        };
        let tree = Tree::new();
        tree.write("file.sql", &text);
        let input = fs::File::open(tree.0.join("file.sql")).expect("the file");
        let output = self
            .client(database)
            .arg("--force")
            .stdin(input)
            .output()
            .expect("mariadb");
        let errors = String::from_utf8_lossy(&output.stderr);
        let errors = errors.lines().filter(|l| l.starts_with("ERROR"));
        errors.fold(String::new(), |all, l| all + "  " + l + "\n")
    }

    /// Columns of a database: name, type, whether null is refused, default, comment.
    fn columns(&self, database: &str) -> BTreeSet<String> {
        self.lines(&format!(
            "SELECT CONCAT(LOWER(CONCAT(c.table_name, '.', c.column_name)), ' ', c.column_type, IF(c.is_nullable = 'NO', ' !', ''),
               IFNULL(CONCAT(' = ', NULLIF(c.column_default, 'NULL')), ''), IF(c.column_comment = '', '', CONCAT(' -- ', c.column_comment)))
             FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
             WHERE c.table_schema = '{database}' AND t.table_type = 'BASE TABLE'"
        ))
    }

    fn keys(&self, database: &str) -> BTreeSet<String> {
        self.lines(&format!(
            "SELECT LOWER(CONCAT(k.table_name, '(', GROUP_CONCAT(k.column_name ORDER BY k.ordinal_position), ') > ', k.referenced_table_name, ' ', REPLACE(r.delete_rule, 'NO ACTION', 'RESTRICT')))
             FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
               ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
             WHERE k.constraint_schema = '{database}' AND k.referenced_table_name IS NOT NULL
             GROUP BY k.table_name, k.constraint_name, k.referenced_table_name, r.delete_rule"
        ))
    }

    /// What differs between the database after a folder's migrations and the replay.
    fn compare(&self, name: &str, folder: &Path) -> String {
        let (files, ours) = replayed(folder);
        let again = format!("{name}_ours");
        self.lines(&format!("CREATE DATABASE {name} CHARACTER SET utf8mb4; CREATE DATABASE {again} CHARACTER SET utf8mb4"));
        let mut out = String::new();
        for file in files {
            out.push_str(&self.apply(name, &file));
        }
        let tree = Tree::new();
        tree.write("ours.sql", &written_out(&ours));
        out.push_str(&self.apply(&again, &tree.0.join("ours.sql")));
        let typed =
            |lines: BTreeSet<String>| lines.into_iter().map(|l| without_type(&ours, l)).collect();
        out.push_str(&difference(
            &typed(self.columns(&again)),
            &typed(self.columns(name)),
        ));
        // To MySQL the two are the same, and it says either.
        let keys = foreign_keys(&ours);
        let keys = keys
            .iter()
            .map(|k| k.replace("no action", "restrict"))
            .collect();
        out + &difference(&keys, &self.keys(name))
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        // Run by way of `setpriv`, which becomes the server: it is this process.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// Of a column made by `CREATE TABLE … SELECT`, the replay knows the name.
fn without_type(ours: &Database, line: String) -> String {
    let table = ours.tables.values().find(|t| {
        line.strip_prefix(&t.name)
            .is_some_and(|l| l.starts_with('.'))
    });
    let mut untyped = table
        .iter()
        .flat_map(|t| &t.columns)
        .filter(|c| c.column.ty.is_empty())
        .filter_map(|c| {
            let name = format!("{}.{}", table?.name, c.column.name.text).to_lowercase();
            line.starts_with(&format!("{name} ")).then_some(name)
        });
    untyped.next().unwrap_or(line)
}

/// The replayed schema as SQL.
fn written_out(db: &Database) -> String {
    let mut out = String::new();
    for table in db
        .tables
        .values()
        .filter(|t| t.schema.is_none() && !t.temporary)
    {
        let columns = table.columns.iter().map(|c| {
            let c = &c.column;
            let ty = if c.ty.is_empty() { "int" } else { &c.ty };
            let mut text = format!("{} {ty}", quoted(&c.name.text));
            if c.not_null {
                text.push_str(" NOT NULL");
            }
            if let Some(default) = c
                .default
                .as_ref()
                .filter(|_| !c.generated && c.ty != "serial")
            {
                let _ = write!(text, " DEFAULT {default}");
            }
            if let Some(comment) = &c.comment {
                let _ = write!(text, " COMMENT '{}'", comment.replace('\'', "''"));
            }
            text
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        let _ = writeln!(out, "CREATE TABLE {} ({columns});", quoted(&table.name));
    }
    out
}

#[test]
#[ignore = "needs MariaDB: .ci/run databases-mariadb"]
fn databases_replay_equals_mariadb() {
    let server = MariaDb::start();
    let mut out = String::new();
    let folders: Vec<PathBuf> = folders("mysql");
    for (i, folder) in folders.iter().enumerate() {
        let difference = server.compare(&format!("d{i}"), folder);
        if !difference.is_empty() {
            let _ = writeln!(out, "{}\n{difference}", folder.display());
        }
    }
    assert!(out.is_empty(), "\n{out}");
}
