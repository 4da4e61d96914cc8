//! Periods in words, for messages.
//!
//! In: milliseconds. Out: `30 days`. It rounds to the largest unit that fits.

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
