//! Names of findings that stay when lines move.
//!
//! In: sorted findings. Out: the same with fingerprints: rule, commitment, enclosing item (or path, outside of code),
//! normalised statement and ordinal among equals, hashed. It never reads line numbers.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::source::SourceMap;

/// Gives each finding its fingerprint. The findings must be sorted: the ordinal counts equals in that order.
pub(super) fn fingerprint(findings: &mut [Finding], sources: &SourceMap) {
    let mut seen: BTreeMap<u64, u32> = BTreeMap::new();
    for finding in findings {
        let path = sources.file(finding.at.file).path.as_str();
        let item = if finding.item.is_empty() {
            path
        } else {
            finding.item.as_str()
        };
        let statement = normalised(sources.text(finding.at));
        let base = hash(&[finding.rule, &finding.commitment, item, &statement]);
        let ordinal = seen.entry(base).or_insert(0);
        finding.fingerprint = format!(
            "{:016x}",
            hash(&[&format!("{base:016x}"), &ordinal.to_string()])
        );
        *ordinal += 1;
    }
}

/// A statement without white space and without the commas a formatter adds before a closing bracket.
fn normalised(statement: &str) -> String {
    let mut out = String::with_capacity(statement.len());
    for c in statement.chars().filter(|c| !c.is_whitespace()) {
        if matches!(c, ')' | ']' | '}') && out.ends_with(',') {
            out.pop();
        }
        out.push(c);
    }
    out
}

/// FNV-1a over the parts with a separator, its bits mixed at the end. Written out here because a fingerprint must be the
/// same in every version of every dependency.
fn hash(parts: &[&str]) -> u64 {
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in part.bytes().chain([0xff]) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    state ^= state >> 33;
    state = state.wrapping_mul(0xff51_afd7_ed55_8ccd);
    state ^ (state >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_does_not_count() {
        assert_eq!(
            normalised("info!(\r\n    a,\n    b,\n)"),
            normalised("info!(a, b)")
        );
        assert_ne!(normalised("info!(a)"), normalised("info!(b)"));
    }

    #[test]
    fn hashes_are_fixed_and_parts_are_kept_apart() {
        assert_eq!(format!("{:016x}", hash(&["a", "b"])), "b94ff3dec3d739ad");
        assert_ne!(hash(&["ab", ""]), hash(&["a", "b"]));
    }
}
