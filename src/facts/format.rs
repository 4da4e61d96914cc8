//! Format strings: which arguments they show and how.
//!
//! In: the text of a format string. Out: its [`Hole`]s. The one place that knows rustc's format parser.

use ra_ap_rustc_parse_format::{Count, ParseMode, Parser, Piece, Position};

use super::ir::Show;

/// What a placeholder refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Arg {
    /// The argument at this place behind the format string.
    At(usize),
    /// A named argument or a captured name.
    Name(String),
}

/// A use of an argument by a format string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hole {
    pub(super) arg: Arg,
    /// How it is shown; none for a width or precision.
    pub(super) show: Option<Show>,
    /// Where the name stands in the text, if the text needs no decoding.
    pub(super) at: usize,
}

/// The uses of arguments in order, or none if the text is no format string.
pub(super) fn holes(text: &str) -> Option<Vec<Hole>> {
    if !text.contains(['{', '}']) {
        return Some(Vec::new());
    }
    let mut parser = Parser::new(text, None, None, false, ParseMode::Format);
    let mut holes = Vec::new();
    for piece in parser.by_ref() {
        let Piece::NextArgument(argument) = piece else {
            continue;
        };
        let format = &argument.format;
        for count in [&format.width, &format.precision] {
            let arg = match count {
                Count::CountIsName(name, _) => Arg::Name((*name).to_owned()),
                Count::CountIsParam(at) | Count::CountIsStar(at) => Arg::At(*at),
                Count::CountIs(_) | Count::CountImplied => continue,
            };
            holes.push(Hole {
                arg,
                show: None,
                at: 0,
            });
        }
        let (arg, at) = match argument.position {
            Position::ArgumentImplicitlyIs(at) | Position::ArgumentIs(at) => (Arg::At(at), 0),
            Position::ArgumentNamed(name) => (Arg::Name(name.to_owned()), offset(text, name)),
        };
        let show = match format.ty {
            "" => Show::Display,
            "?" | "x?" | "X?" | "#?" => Show::Debug,
            _ => Show::Other,
        };
        holes.push(Hole {
            arg,
            show: Some(show),
            at,
        });
    }
    parser.errors.is_empty().then_some(holes)
}

/// Where `part`, a slice of `text`, starts in it.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dump(text: &str) -> String {
        let Some(holes) = holes(text) else {
            return "no format".to_owned();
        };
        let mut out = Vec::new();
        for hole in holes {
            let arg = match hole.arg {
                Arg::At(at) => at.to_string(),
                Arg::Name(name) => format!("{name}@{}", hole.at),
            };
            out.push(format!("{arg}:{:?}", hole.show));
        }
        out.join(" ")
    }

    #[test]
    fn placeholders_are_read_as_the_compiler_does() {
        assert_eq!(
            dump("a {} {:?} {1:x}"),
            "0:Some(Display) 1:Some(Debug) 1:Some(Other)"
        );
        assert_eq!(
            dump("{x} {y:#?} {{z}}"),
            "x@1:Some(Display) y@5:Some(Debug)"
        );
        assert_eq!(
            dump("{:>w$.p$} {:.*}"),
            "w@0:None p@0:None 0:Some(Display) 1:None 2:Some(Display)"
        );
        assert_eq!(dump("{0:1$}"), "1:None 0:Some(Display)");
        assert_eq!(dump("plain"), "");
        for text in ["{", "}", "{a b}", "{a.b}", "{\u{0}", "ä{ö", "{:", "{:?"] {
            assert_eq!(dump(text), "no format", "{text}");
        }
    }
}
