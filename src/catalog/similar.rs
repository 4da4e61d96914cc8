//! Words that look like a mistyped one.
//!
//! In: a word and the words that would have been right. Out: the nearest of them. Never guesses
//! across a distance at which the hint would rather confuse than help.

/// The candidates nearest to `word` within typing distance, in alphabetical order, at most three.
pub fn closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Vec<&'c str> {
    let wanted = fold(word);
    let allowed = (wanted.len() / 3).clamp(1, 3);
    let mut near: Vec<(usize, &str)> = Vec::new();
    for candidate in candidates {
        let other = fold(candidate);
        let distance = if is_part(&other, &wanted) {
            1
        } else {
            distance(&wanted, &other)
        };
        if distance <= allowed && !near.iter().any(|(_, c)| *c == candidate) {
            near.push((distance, candidate));
        }
    }
    near.sort_unstable();
    let best = near.first().map_or(0, |(distance, _)| *distance);
    near.into_iter()
        .filter(|(distance, _)| *distance == best)
        .map(|(_, c)| c)
        .take(3)
        .collect()
}

/// An imperative that offers the nearest candidates: ``did you mean `a` or `b`?``; nothing if none is near.
pub fn did_you_mean<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<String> {
    let near = closest(word, candidates);
    if near.is_empty() {
        return None;
    }
    let quoted: Vec<String> = near.iter().map(|c| format!("`{c}`")).collect();
    Some(format!("did you mean {}?", quoted.join(" or ")))
}

/// Lower case and one separator, so that `apiKey`, `API-key` and `api_key` are near each other.
fn fold(word: &str) -> Vec<char> {
    word.chars()
        .map(|c| {
            if c == '-' || c == ' ' {
                '_'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect()
}

/// Whether `part` begins `whole` or is one or more whole words of it, and long enough to say something.
fn is_part(whole: &[char], part: &[char]) -> bool {
    if part.len() < 4 || part.len() >= whole.len() {
        return false;
    }
    let edge = |c: Option<&char>| c.is_none_or(|c| !c.is_alphanumeric());
    whole.starts_with(part)
        || (0..=whole.len() - part.len()).any(|at| {
            let end = at + part.len();
            whole[at..end] == *part
                && edge(at.checked_sub(1).and_then(|i| whole.get(i)))
                && edge(whole.get(end))
        })
}

/// The number of insertions, deletions, replacements and swaps of neighbours between two words.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(x != y);
            let mut best = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_nearest_words_are_offered() {
        let words = ["never-logged", "never-stored", "never-exposed", "gated"];
        assert_eq!(closest("never-loged", words), ["never-logged"]);
        assert_eq!(closest("never_logged", words), ["never-logged"]);
        assert_eq!(closest("nevre-logged", words), ["never-logged"]);
        assert_eq!(closest("logged", words), ["never-logged"]);
        assert_eq!(closest("retention", words), Vec::<&str>::new());
        assert_eq!(closest("", words), Vec::<&str>::new());
    }

    #[test]
    fn the_hint_is_one_question() {
        assert_eq!(
            did_you_mean("gatd", ["gated"]).as_deref(),
            Some("did you mean `gated`?")
        );
        assert_eq!(did_you_mean("x", ["gated"]), None);
    }
}
