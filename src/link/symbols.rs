//! Names of the whole program, each once.
//!
//! In: the name tables of all files. Out: [`Sym`]s that compare as numbers across files.

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

/// A name of the program: an index into its [`Symbols`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sym(pub u32);

impl Default for Sym {
    fn default() -> Self {
        known::EMPTY
    }
}

/// Defines the names the linker itself asks for, interned first so that their numbers are constants.
macro_rules! known {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// Names the linker and the flow analysis ask for by constant.
        pub mod known {
            use super::Sym;
            known!(@ 0u32; $($name = $text,)*);
            pub(super) const TEXTS: &[&str] = &[$($text),*];
        }
    };
    (@ $n:expr; $name:ident = $text:literal, $($rest:tt)*) => {
        #[doc = concat!("`", $text, "`")]
        pub const $name: Sym = Sym($n);
        known!(@ $n + 1; $($rest)*);
    };
    (@ $n:expr;) => {};
}

known! {
    EMPTY = "", CRATE = "crate", SELF = "self", SUPER = "super", SELF_TYPE = "Self", STD = "std", CORE = "core", ALLOC = "alloc",
    DEBUG = "Debug", DISPLAY = "Display", SERIALIZE = "Serialize", DEREF = "Deref", TARGET = "Target",
    FMT = "fmt", OPTION = "Option", RESULT = "Result", STRING = "String", STR = "str", VEC = "Vec", BOX = "Box",
    SOME = "Some", NONE = "None", OK = "Ok", ERR = "Err", ERROR_PATH = "<err>", ELEMENT = "[]", ZERO = "0", ONE = "1",
    FROM = "From", INTO = "Into", TRY_FROM = "TryFrom", DEFAULT = "Default", FROM_FN = "from", TRY_FROM_FN = "try_from",
    ERROR = "Error", FROM_STR = "FromStr", FROM_STR_FN = "from_str", SERIALIZE_FN = "serialize", DEFAULT_FN = "default",
    NEXT = "next",
}

/// The interner.
#[derive(Debug)]
pub struct Symbols {
    texts: IndexSet<Box<str>, FxBuildHasher>,
}

impl Default for Symbols {
    fn default() -> Self {
        Self {
            texts: known::TEXTS.iter().map(|t| Box::from(*t)).collect(),
        }
    }
}

impl Symbols {
    /// The number of a text, given out on first sight.
    pub fn intern(&mut self, text: &str) -> Sym {
        match self.texts.get_index_of(text) {
            Some(index) => Sym(index as u32),
            None => Sym(self.texts.insert_full(text.into()).0 as u32),
        }
    }

    /// The number of a text, if any file mentions it.
    pub fn get(&self, text: &str) -> Option<Sym> {
        self.texts.get_index_of(text).map(|i| Sym(i as u32))
    }

    /// The text of a number.
    pub fn text(&self, sym: Sym) -> &str {
        self.texts.get_index(sym.0 as usize).map_or("", |t| t)
    }
}
