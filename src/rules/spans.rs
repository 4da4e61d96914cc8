//! Periods: what a commitment promises, and periods in words for messages.
//!
//! In: a commitment, or milliseconds. Out: the promised period with its own words, or `30 days`, rounded to the largest
//! unit that fits.

use super::Context;
use crate::catalog::units;
use crate::policy::{Commitment, Value};

/// A promised period.
#[derive(Clone, Debug)]
pub(super) struct Promised {
    /// The longest time in milliseconds that it may mean: `12 months` is up to 366 days.
    pub ms: f64,
    /// What it says: `12 months`.
    pub told: String,
}

/// The period that a commitment names under a key, as the policy file writes it.
pub(super) fn promised(
    context: &Context<'_>,
    commitment: &Commitment,
    key: &str,
) -> Option<Promised> {
    let param = commitment.param(key)?;
    let Value::Duration(seconds) = param.value else {
        return None;
    };
    let written = context.sources.text(param.span);
    let written = written.trim_matches(['"', '\'']).trim();
    let plain = seconds as f64 * 1000.0;
    Some(match units::longest(written) {
        Some(ms) => Promised {
            ms,
            told: written.to_owned(),
        },
        // Written with escapes, which are not worth undoing.
        None => Promised {
            ms: plain,
            told: shown(plain),
        },
    })
}

/// A period as people say it.
pub(super) fn shown(milliseconds: f64) -> String {
    let seconds = (milliseconds / 1000.0).round();
    let units = [
        (31_536_000.0, "year"),
        (86_400.0, "day"),
        (3600.0, "hour"),
        (60.0, "minute"),
        (1.0, "second"),
    ];
    for (size, name) in units {
        let count = seconds / size;
        if count >= 1.0 && (count.fract() == 0.0 || size <= 86_400.0 && count >= 2.0) {
            let count = (count * 10.0).round() / 10.0;
            let plural = if (count - 1.0).abs() < 0.01 { "" } else { "s" };
            return format!("{count} {name}{plural}");
        }
    }
    format!("{seconds} seconds")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_said_in_the_largest_unit() {
        let days = |d: f64| shown(d * 86_400_000.0);
        assert_eq!(days(1.0), "1 day");
        assert_eq!(days(90.0), "90 days");
        assert_eq!(days(730.0), "2 years");
        assert_eq!(days(400.0), "400 days");
        assert_eq!(shown(5_400_000.0), "90 minutes");
        assert_eq!(shown(0.0), "0 seconds");
    }
}
