//! A line on standard error that says what takes so long.
//!
//! In: the name of each stage as it begins. Out: after two seconds, on a terminal, one line that is wiped at the end.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long candor works in silence.
const PATIENCE: Duration = Duration::from_secs(2);

/// A running display; dropping it ends the display and wipes the line.
#[derive(Debug, Default)]
pub(super) struct Progress {
    running: Option<(Sender<String>, JoinHandle<()>)>,
}

impl Progress {
    /// A display where standard error is a terminal.
    pub(super) fn on_terminal() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self::default();
        }
        let (sender, receiver) = channel::<String>();
        let display = move || {
            let started = Instant::now();
            let mut stage = String::new();
            let mut shown = false;
            loop {
                match receiver.recv_timeout(Duration::from_millis(200)) {
                    Ok(next) => stage = next,
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
                if started.elapsed() >= PATIENCE {
                    shown = true;
                    let seconds = started.elapsed().as_secs();
                    let _ = write!(std::io::stderr(), "\r\x1b[Kcandor: {stage} ({seconds} s)");
                }
            }
            if shown {
                let _ = write!(std::io::stderr(), "\r\x1b[K");
            }
        };
        let thread = std::thread::Builder::new()
            .name("progress".to_owned())
            .spawn(display);
        Self {
            running: thread.ok().map(|thread| (sender, thread)),
        }
    }

    /// A stage begins.
    pub(super) fn stage(&self, name: impl Into<String>) {
        if let Some((sender, _)) = &self.running {
            // The display may be gone; then there is nothing to say.
            let _ = sender.send(name.into());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.running.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}
