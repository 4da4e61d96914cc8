//! (room)

pub mod rust;
