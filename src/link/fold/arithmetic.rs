//! Arithmetic on what expressions come to.
//!
//! In: two folded values and an operator. Out: one. A setting stays a setting as long as it is only multiplied.

use super::{ALTERNATIVES, Amount, Folded, HOLE};

/// Several alternatives as one value.
pub(super) fn several(all: impl IntoIterator<Item = Folded>) -> Folded {
    let mut out: Vec<Folded> = Vec::new();
    for folded in all {
        folded.each(&mut |f| {
            if !out.contains(f) && out.len() < ALTERNATIVES {
                out.push(f.clone());
            }
        });
    }
    match out.len() {
        0 => Folded::Unknown,
        1 => out.remove(0),
        _ => Folded::Several(out),
    }
}

/// `a op b` for numbers, durations, moments and texts.
pub(super) fn combined(operator: char, a: Folded, b: Folded) -> Folded {
    match (operator, a, b) {
        (_, Folded::Several(all), b) => {
            several(all.into_iter().map(|a| combined(operator, a, b.clone())))
        }
        (_, a, Folded::Several(all)) => {
            several(all.into_iter().map(|b| combined(operator, a.clone(), b)))
        }
        ('+', Folded::Text(a), Folded::Text(b)) => Folded::Text(a + &b),
        ('+', Folded::Text(a), _) => Folded::Text(format!("{a}{HOLE}")),
        ('*', a, b) => product(a, b),
        ('/', a, b) => quotient(a, &b),
        ('+', a, b) => sum(1.0, a, b),
        ('-', a, b) => sum(-1.0, a, b),
        _ => Folded::Unknown,
    }
}

fn product(a: Folded, b: Folded) -> Folded {
    use Folded::{Duration, Number, Setting};
    let one = |s| Amount {
        value: 1.0,
        of: Some(s),
    };
    match (a, b) {
        (Number(a), Number(b)) => times(a, b).map_or(Folded::Unknown, Number),
        (Duration(a), Number(b)) | (Number(b), Duration(a)) => {
            times(a, b).map_or(Folded::Unknown, Duration)
        }
        (Setting(s), Number(b)) | (Number(b), Setting(s)) => {
            times(one(s), b).map_or(Folded::Unknown, Number)
        }
        (Duration(a), Setting(s)) | (Setting(s), Duration(a)) => {
            times(a, one(s)).map_or(Folded::Unknown, Duration)
        }
        _ => Folded::Unknown,
    }
}

fn quotient(a: Folded, b: &Folded) -> Folded {
    let Some(by) = b.number().filter(|n| *n != 0.0) else {
        return Folded::Unknown;
    };
    match a {
        Folded::Number(a) => Folded::Number(a.times(1.0 / by)),
        Folded::Duration(a) => Folded::Duration(a.times(1.0 / by)),
        _ => Folded::Unknown,
    }
}

fn sum(sign: f64, a: Folded, b: Folded) -> Folded {
    use Folded::{Duration, Moment, Number, Setting};
    match (a, b) {
        (Number(a), Number(b)) => plus(sign, a, b).map_or(Folded::Unknown, Number),
        (Duration(a), Duration(b)) => plus(sign, a, b).map_or(Folded::Unknown, Duration),
        (Moment(a), Duration(b)) => plus(sign, a, b).map_or(Folded::Unknown, Moment),
        // `now.timestamp() - 30 * 86400`: seconds since 1970, and seconds.
        (Moment(a), Number(b)) => plus(sign, a, b.times(1000.0)).map_or(Folded::Unknown, Moment),
        (Moment(a), Setting(s)) => {
            let seconds = Amount {
                value: 1000.0,
                of: Some(s),
            };
            plus(sign, a, seconds).map_or(Folded::Unknown, Moment)
        }
        _ => Folded::Unknown,
    }
}

fn plus(sign: f64, a: Amount, b: Amount) -> Option<Amount> {
    match (a.of, b.of) {
        (None, None) => Some(Amount::plain(a.value + sign * b.value)),
        (None, of) if a.value == 0.0 => Some(Amount {
            value: sign * b.value,
            of,
        }),
        (of, None) if b.value == 0.0 => Some(Amount { value: a.value, of }),
        _ => None,
    }
}

fn times(a: Amount, b: Amount) -> Option<Amount> {
    match (&a.of, &b.of) {
        (Some(_), Some(_)) => None,
        (Some(_), None) => Some(a.times(b.value)),
        _ => Some(b.times(a.value)),
    }
}

/// A number or truth value as written.
pub(super) fn scalar(text: &str) -> Folded {
    match text {
        "true" => return Folded::Bool(true),
        "false" => return Folded::Bool(false),
        _ => {}
    }
    let plain: String = text.chars().filter(|c| *c != '_').collect();
    let end = plain
        .find(|c: char| c.is_ascii_alphabetic())
        .unwrap_or(plain.len());
    plain[..end]
        .parse()
        .map_or(Folded::Unknown, |n| Folded::Number(Amount::plain(n)))
}
