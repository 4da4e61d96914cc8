//! Runs of candor that must end in time, whatever they are given.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long a hostile tree may take, in a build without optimisation on a machine that does ten other things: what is
/// looked for is what never ends.
const LIMIT: Duration = Duration::from_mins(3);

/// A run's exit status and streams.
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Ran {
    /// The document of `--format json`.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout).expect("JSON")
    }

    /// The messages of all problems.
    #[track_caller]
    pub(crate) fn problems(&self) -> Vec<String> {
        let json = self.json();
        let problems = json["problems"].as_array().cloned().unwrap_or_default();
        let shown = |p: &Value| {
            format!(
                "{}: {}",
                p["path"].as_str().unwrap_or(""),
                p["message"].as_str().unwrap_or("")
            )
        };
        problems.iter().map(shown).collect()
    }
}

/// Runs candor in a directory; it must end within the limit, by itself and without a panic.
#[track_caller]
pub(crate) fn run(directory: &Path, args: &[&str]) -> Ran {
    match attempt(directory, args, LIMIT) {
        Ok(ran) => ran,
        Err(fault) => panic!("{fault}"),
    }
}

/// Runs candor in a directory, or says how it failed.
pub(crate) fn attempt(directory: &Path, args: &[&str], limit: Duration) -> Result<Ran, String> {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_candor"))
        .current_dir(directory)
        .args(args)
        .env_remove("GITHUB_ACTIONS")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("candor runs");
    let stdout = drain(child.stdout.take().expect("a pipe"));
    let stderr = drain(child.stderr.take().expect("a pipe"));
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        if started.elapsed() > limit {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("still running after {limit:?}: {args:?}"));
        }
        thread::sleep(Duration::from_millis(5));
    };
    let ran = Ran {
        status: status.code(),
        stdout: stdout.join().expect("the stream is read"),
        stderr: String::from_utf8_lossy(&stderr.join().expect("the stream is read")).into_owned(),
    };
    if ran.status.is_none() {
        return Err(format!("candor was killed: {status}\n{}", ran.stderr));
    }
    let stdout = String::from_utf8_lossy(&ran.stdout);
    for sign in ["panicked at", "internal error", "candor itself failed"] {
        let said = [&ran.stderr, &*stdout]
            .into_iter()
            .flat_map(str::lines)
            .find(|l| l.contains(sign));
        if let Some(line) = said {
            return Err(format!("candor failed: {line}"));
        }
    }
    drop(stdout);
    Ok(ran)
}

/// Reads a stream to its end on a thread of its own, so that a full pipe stops nobody.
fn drain(mut from: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        bytes
    })
}
