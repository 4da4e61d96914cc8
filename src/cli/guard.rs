//! What happens when candor itself is wrong: a panic becomes one message and exit status 2.
//!
//! In: work. Out: its result, or a failure that names the place in candor. The panic's own text is not shown, because
//! it may quote the checked code.

use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};
use std::sync::Mutex;

use super::Failure;

/// Where the last panic happened. Panics cross threads of the pool, so this cannot be a thread-local.
static PLACE: Mutex<Option<String>> = Mutex::new(None);

/// Runs the whole program; a panic in it is a failure.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    set_hook(Box::new(remember));
    attempt(work).unwrap_or_else(|place| {
        Err(Failure::new(format!("candor itself failed, at {place}"))
            .help("report this with the command line and, if you can, the file that causes it"))
    })
}

/// Runs a part of the work; a panic in it gives the place in candor.
pub(super) fn attempt<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let place = PLACE.lock().ok().and_then(|mut place| place.take());
        place.unwrap_or_else(|| "an unknown place".to_owned())
    })
}

/// Keeps the place of a panic and prints nothing, unless a developer asks for a backtrace.
fn remember(info: &PanicHookInfo<'_>) {
    if let (Some(at), Ok(mut place)) = (info.location(), PLACE.lock()) {
        *place = Some(format!("{}:{}", at.file(), at.line()));
    }
    if std::env::var_os("RUST_BACKTRACE").is_some_and(|v| v != "0") {
        eprintln!("{info}\n{}", std::backtrace::Backtrace::force_capture());
    }
}
