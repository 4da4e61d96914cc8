//! The speed of a check against the floor of only parsing the same files.

fn main() {}
