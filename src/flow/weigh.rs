//! How sure a datum is after its way: the one place that says what a way takes from a source's confidence.
//!
//! In: what is known of a source and of its way. Out: a confidence. The bounds stand here with their reasons; what walks
//! and searches only asks. It never looks at the program.

use crate::finding::Confidence;

/// How many parameters and fields a datum known only by a likely name is believed through.
const HOPS: u8 = 2;
/// How many any datum is believed through.
const FAR: u8 = 6;
/// How many steps a datum known by a general word is believed for.
const NEAR: u32 = 5;
/// How many steps any datum is believed for.
const LONG: u32 = 9;
/// How many impls a call may lead to for each of them to be believed.
const IMPLS: usize = 4;
/// How many writers an error's field may have for what they write to be told apart; beyond, it is any error's text.
const ERROR_WRITERS: usize = 2;
/// How many writers any other field or parameter may have before a way through it is only assumed.
const WRITERS: usize = 24;
/// How many variants an error type may have for one of them to be expected wherever such an error is printed.
const ERROR_VARIANTS: usize = 2;
/// How many variants another sum of plain values may have for the same.
const VARIANTS: usize = 8;

/// What a way is like, from the source to the place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weighed {
    /// How sure the source is by itself.
    pub source: Confidence,
    /// The source is known by a general word only.
    pub general: bool,
    /// A step of the way could not be seen.
    pub assumed: bool,
    /// How many parameters and fields it leads through.
    pub hops: u8,
    /// How many steps it has.
    pub steps: u32,
}

/// How sure a datum is at the end of its way.
pub(super) fn confidence(way: Weighed) -> Confidence {
    let lost = way.assumed || way.steps > LONG || way.hops > FAR;
    let strayed = way.general && (way.hops > 0 || way.steps > NEAR);
    // A likely name far away says little.
    let likely = way.source < Confidence::High && way.hops > HOPS;
    if lost || strayed || likely {
        Confidence::Low
    } else {
        way.source
    }
}

/// Whether so many things write a node that none of them is believed to be what a reader reads.
pub(super) fn is_crowded(writers: usize) -> bool {
    writers > WRITERS
}

/// Whether so many things write an error's field that it is any error's text.
pub(super) fn is_any_error(writers: usize) -> bool {
    writers > ERROR_WRITERS
}

/// Whether a call may lead to so many functions that what one of them does is no news of it.
pub(super) fn is_one_of_many_impls(impls: usize) -> bool {
    impls > IMPLS
}

/// Whether an error type has so many variants that an error is mostly another one.
pub(super) fn is_one_of_many_errors(variants: usize) -> bool {
    variants > ERROR_VARIANTS
}

/// Whether a sum of unnamed values (of an attribute, a setting, a filter) has so many variants that each is used for one
/// of them at a time.
pub(super) fn is_one_of_many_values(variants: usize) -> bool {
    variants > VARIANTS
}
