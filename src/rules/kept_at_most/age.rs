//! The ages that a purge goes by.
//!
//! In: folded expressions. Out: [`Ages`] in milliseconds; a setting counts with the largest value it has anywhere.

use crate::link::fold::{Amount, Folded, Folder};
use crate::rules::Context;
use crate::span::Span;

/// The ages that a purge goes by.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Ages {
    /// So many milliseconds, each with the setting that says so, if one does.
    Known(Vec<(f64, Option<Span>)>),
    /// The row says when it is due.
    Due,
    /// One that could not be read.
    Unknown,
    /// None: whatever is there goes.
    Any,
}

impl Ages {
    /// The largest of all.
    pub(super) fn worst(&self) -> Option<(f64, Option<Span>)> {
        match self {
            Ages::Known(all) => all.iter().copied().max_by(|a, b| a.0.total_cmp(&b.0)),
            _ => None,
        }
    }
}

/// The ages that a value stands for which is compared with a time; `unit` is what one of it counts.
pub(super) fn of_folded(
    context: &Context<'_>,
    folder: &Folder<'_>,
    folded: &Folded,
    unit: Option<f64>,
) -> Ages {
    let mut known = Vec::new();
    let mut due = false;
    let mut unknown = false;
    folded.each(&mut |f| {
        let amount = match (f, unit) {
            (Folded::Moment(a), _) if a.value == 0.0 && a.of.is_none() => {
                due = true;
                return;
            }
            (Folded::Moment(a), _) => Some(Amount {
                value: -a.value,
                of: a.of.clone(),
            }),
            (Folded::Duration(a), _) => Some(a.clone()),
            (Folded::Number(a), Some(unit)) => Some(Amount {
                value: a.value * unit,
                of: a.of.clone(),
            }),
            (Folded::Setting(s), Some(unit)) => Some(Amount {
                value: unit,
                of: Some(s.clone()),
            }),
            (Folded::Text(_), _) => match f.clone().as_duration(1000.0) {
                Folded::Duration(a) => Some(a),
                _ => None,
            },
            _ => None,
        };
        let Some(amount) = amount else {
            unknown = true;
            return;
        };
        match &amount.of {
            None => known.push((amount.value, None)),
            Some(setting) => match super::settings::worst(context, folder, setting) {
                Some((value, at)) => known.push((value * amount.value, Some(at))),
                None => unknown = true,
            },
        }
    });
    if !known.is_empty() {
        Ages::Known(known)
    } else if due {
        Ages::Due
    } else if unknown {
        Ages::Unknown
    } else {
        Ages::Any
    }
}

/// The value of an amount, a setting in it with its largest one.
pub(in crate::rules) fn value(
    context: &Context<'_>,
    folder: &Folder<'_>,
    amount: &Amount,
) -> Option<f64> {
    match &amount.of {
        None => Some(amount.value),
        Some(setting) => {
            super::settings::worst(context, folder, setting).map(|(v, _)| v * amount.value)
        }
    }
}
