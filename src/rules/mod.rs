//! (room)

pub mod attested;
pub mod no_trackers;
