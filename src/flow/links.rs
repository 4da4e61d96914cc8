//! Values that a format string puts into a URL, or into a script that keeps them in the browser.
//!
//! In: a macro call that builds a text, and what each of its arguments shows. Out: places that the values reach by
//! where their slots stand: behind `?key=`, within `https://…`, within `localStorage.setItem(…)`.

use super::body::Walk;
use super::urls::{Piece, pieces};
use super::value::Atom;
use crate::catalog::Place;
use crate::facts::{Expr, MacroCall, Part};

/// The schemes of addresses that browsers and clients follow; others (`postgres://`) name services of one's own.
const SCHEMES: [&str; 4] = ["http", "https", "ws", "wss"];
/// What scripts keep values in the browser with.
const KEEPS: [(&str, &str); 3] = [
    ("localStorage", "client storage"),
    ("sessionStorage", "client storage"),
    ("document.cookie", "cookie"),
];

impl Walk<'_> {
    /// Notes the arguments of a text that stand in a URL or in a script's storage call.
    pub(super) fn linked(&mut self, call: &MacroCall, shown: &[(usize, Vec<Atom>)]) {
        let Some(format) = call.format.map(|f| self.unit.text(f)) else {
            return;
        };
        let mut before = String::new();
        let mut next = 0;
        for piece in pieces(format) {
            let slot = match piece {
                Piece::Text(text) => {
                    before.push_str(&text);
                    continue;
                }
                Piece::Slot(slot) => slot,
            };
            let arg = self.slot(call, &slot, &mut next);
            let what = place_of(&before);
            before.push('\u{0}');
            if let (Some(arg), Some(what)) = (arg, what) {
                let atoms = shown.iter().filter(|(i, _)| *i == arg);
                let atoms: Vec<Atom> = atoms.flat_map(|(_, a)| a.iter().copied()).collect();
                if !atoms.is_empty() {
                    self.place_hit((Place::Expose, what, None), atoms, call.range, None);
                }
            }
        }
    }

    /// The argument that fills a slot: by name, by number, or the next one.
    fn slot(&self, call: &MacroCall, slot: &str, next: &mut usize) -> Option<usize> {
        let is_shown = |i: &usize| matches!(call.args[*i].part, Part::Formatted | Part::Plain);
        let shown: Vec<usize> = (0..call.args.len()).filter(is_shown).collect();
        if slot.is_empty() {
            let at = shown.get(*next).copied();
            *next += 1;
            return at;
        }
        if let Ok(index) = slot.parse::<usize>() {
            return shown.get(index).copied();
        }
        let named = |i: &&usize| {
            let arg = &call.args[**i];
            arg.name.is_some_and(|n| self.unit.text(n) == slot)
                || matches!(self.unit.facts.exprs[arg.value.at()], Expr::Local(l)
                    if self.unit.text(self.unit.facts.locals[l.at()].name) == slot)
        };
        shown.iter().find(named).copied()
    }
}

/// What a slot behind a text is in.
fn place_of(before: &str) -> Option<&'static str> {
    let statement = before.rsplit([';', '\n']).next().unwrap_or(before);
    let kept = KEEPS.iter().find(|(call, _)| statement.contains(call));
    if let Some((_, what)) = kept {
        return Some(what);
    }
    let word = before.rsplit(char::is_whitespace).next().unwrap_or(before);
    if word.contains("://") && !is_followed(word) {
        return None;
    }
    (is_in_query(word) || is_in_address(word)).then_some("url")
}

/// `…?key=` or `…&key=`: what comes next is a value of a query.
fn is_in_query(before: &str) -> bool {
    let Some(start) = before.strip_suffix('=') else {
        return false;
    };
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "_-.[]".contains(c);
    let name = start.trim_end_matches(is_of_name);
    // `grant_type=…&assertion=`: what starts with a key is the body of a form.
    let form = !before.contains('?') && before.trim_start_matches(is_of_name).starts_with('=');
    // So OAuth hands over its codes, which are good for one exchange only.
    let code = start[name.len()..].eq_ignore_ascii_case("code");
    name.len() < start.len() && name.ends_with(['?', '&']) && !form && !code
}

/// Whether the first address in a text is one that browsers and clients follow: `otpauth://` names what is to be kept.
fn is_followed(text: &str) -> bool {
    let before = text.split_once("://").map(|(scheme, _)| scheme);
    let scheme = before.and_then(|b| b.rsplit(|c: char| !c.is_ascii_alphanumeric()).next());
    scheme.is_some_and(|s| SCHEMES.contains(&s))
}

/// `https://host/path/`: what comes next is a part of the address; the host itself is none.
fn is_in_address(before: &str) -> bool {
    let rest = before.split_once("://").map(|(_, rest)| rest);
    is_followed(before)
        && rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(['"', '\'', '<', '>']))
}

#[cfg(test)]
mod tests {
    use super::place_of;

    #[test]
    fn slots_in_urls_and_scripts() {
        let check =
            |before: &str, expect: Option<&str>| assert_eq!(place_of(before), expect, "{before:?}");
        check("https://api.example/v1?key=", Some("url"));
        check("\0/models/\0:generate?alt=sse&key=", Some("url"));
        check("https://api.example/bot", Some("url"));
        check("https://", None);
        check("postgres://user:", None);
        check("otpauth://totp/app?secret=", None);
        check("grant_type=jwt-bearer&assertion=", None);
        check("\0&key=", Some("url"));
        check("key=", None);
        check("\0?code=", None);
        check("a ? b=", None);
        check("the page https://a.example is for ", None);
        check("localStorage.setItem('token', '", Some("client storage"));
        check("document.cookie = 'session=", Some("cookie"));
        check("localStorage.clear(); show('", None);
    }
}
