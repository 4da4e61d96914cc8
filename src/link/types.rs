//! Types of the program, each once, and what is known of them.
//!
//! In: types as the files write them. Out: [`Ty`]s that compare as numbers; wrappers such as `Option`, `Arc` or `Json`
//! can be peeled off to the payload that data sits in.

use super::resolve::Ext;
use super::symbols::Sym;
use rustc_hash::FxHashMap;

/// A type: an index into the program's [`TypeTable`]. `Ty(0)` is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Ty(pub u32);

impl Ty {
    /// Nothing is known of the type.
    pub const UNKNOWN: Ty = Ty(0);
    /// `str`, `String`, `char` texts of any kind.
    pub const TEXT: Ty = Ty(1);
    /// A truth value.
    pub const BOOL: Ty = Ty(2);
    /// A number.
    pub const NUMBER: Ty = Ty(3);
    /// `()`
    pub const UNIT: Ty = Ty(4);
    /// `[u8]`, `Vec<u8>`
    pub const BYTES: Ty = Ty(5);
    /// `Self`, to be replaced by the impl's type.
    pub const SELF: Ty = Ty(6);
    /// `u8`, kept apart from numbers because slices of it hold texts.
    pub const BYTE: Ty = Ty(7);

    /// Whether anything is known.
    pub fn is_known(self) -> bool {
        self != Ty::UNKNOWN
    }
}

/// What a type is, its arguments apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Head {
    /// Nothing is known.
    Unknown,
    /// Texts.
    Text,
    /// Truth values.
    Bool,
    /// Numbers.
    Number,
    /// `u8`
    Byte,
    /// Byte strings.
    Bytes,
    /// `Self`
    SelfTy,
    /// A struct or enum of the workspace.
    Adt(u32),
    /// A type of a library.
    Ext(Ext),
    /// A type parameter by name.
    Param(Sym),
    /// `dyn Trait`, `impl Trait` of a workspace trait.
    Trait(u32),
    /// A tuple; `()` has no arguments.
    Tuple,
    /// `[T]`, `[T; n]`.
    Slice,
    /// A function or closure type: the last argument is what it returns.
    Fn,
}

/// A type with its arguments.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TypeData {
    /// What it is.
    pub head: Head,
    /// Its arguments.
    pub args: Box<[Ty]>,
}

/// All types, each once.
#[derive(Debug)]
pub struct TypeTable {
    data: Vec<TypeData>,
    /// Which of them have type parameters or `Self` in them.
    open: Vec<bool>,
    index: FxHashMap<TypeData, Ty>,
}

impl Default for TypeTable {
    fn default() -> Self {
        let mut table = Self {
            data: Vec::new(),
            open: Vec::new(),
            index: FxHashMap::default(),
        };
        let first = [
            Head::Unknown,
            Head::Text,
            Head::Bool,
            Head::Number,
            Head::Tuple,
            Head::Bytes,
            Head::SelfTy,
            Head::Byte,
        ];
        for head in first {
            table.intern(head, &[]);
        }
        table
    }
}

impl TypeTable {
    /// The number of a type.
    pub fn intern(&mut self, head: Head, args: &[Ty]) -> Ty {
        let data = TypeData {
            head,
            args: args.into(),
        };
        if let Some(ty) = self.index.get(&data) {
            return *ty;
        }
        let ty = Ty(self.data.len() as u32);
        let open = is_parameter(head) || args.iter().any(|a| self.open[a.0 as usize]);
        self.open.push(open);
        self.index.insert(data.clone(), ty);
        self.data.push(data);
        ty
    }

    /// The number of a type that is already there.
    pub fn get(&self, head: Head, args: &[Ty]) -> Option<Ty> {
        self.index
            .get(&TypeData {
                head,
                args: args.into(),
            })
            .copied()
    }

    /// What a type is.
    pub fn head(&self, ty: Ty) -> Head {
        self.data[ty.0 as usize].head
    }

    /// Its arguments.
    pub fn args(&self, ty: Ty) -> &[Ty] {
        &self.data[ty.0 as usize].args
    }
}

fn is_parameter(head: Head) -> bool {
    matches!(head, Head::Param(_) | Head::SelfTy)
}

/// Types to look at: the program's, and those that were made for one file on top of them.
#[derive(Clone, Copy, Debug)]
pub struct Types<'a> {
    below: &'a TypeTable,
    above: Option<&'a Overlay<'a>>,
}

impl<'a> Types<'a> {
    fn data(self, ty: Ty) -> &'a TypeData {
        let at = ty.0 as usize;
        match (self.below.data.get(at), self.above) {
            (Some(data), _) => data,
            (None, Some(above)) => &above.data[at - self.below.data.len()],
            (None, None) => &self.below.data[0],
        }
    }

    /// What a type is.
    pub fn head(self, ty: Ty) -> Head {
        self.data(ty).head
    }

    /// Its arguments.
    pub fn args(self, ty: Ty) -> &'a [Ty] {
        &self.data(ty).args
    }

    /// Whether there are type parameters or `Self` in it.
    pub fn is_open(self, ty: Ty) -> bool {
        let at = ty.0 as usize;
        match (self.below.open.get(at), self.above) {
            (Some(open), _) => *open,
            (None, Some(above)) => above.open[at - self.below.open.len()],
            (None, None) => false,
        }
    }

    /// The number of a type that is already there.
    pub fn get(self, head: Head, args: &[Ty]) -> Option<Ty> {
        let data = TypeData {
            head,
            args: args.into(),
        };
        let above = || self.above.and_then(|o| o.index.get(&data));
        self.below.index.get(&data).or_else(above).copied()
    }
}

/// Where types can be looked up and made.
pub trait Interner {
    /// The types that are there.
    fn seen(&self) -> Types<'_>;

    /// The number of a type.
    fn intern(&mut self, head: Head, args: &[Ty]) -> Ty;
}

impl Interner for TypeTable {
    fn seen(&self) -> Types<'_> {
        Types {
            below: self,
            above: None,
        }
    }

    fn intern(&mut self, head: Head, args: &[Ty]) -> Ty {
        TypeTable::intern(self, head, args)
    }
}

/// Types that are made while one file is typed, numbered behind the program's.
#[derive(Debug)]
pub struct Overlay<'a> {
    below: &'a TypeTable,
    data: Vec<TypeData>,
    open: Vec<bool>,
    index: FxHashMap<TypeData, Ty>,
}

impl<'a> Overlay<'a> {
    /// Nothing on top of a table.
    pub fn over(below: &'a TypeTable) -> Self {
        Self {
            below,
            data: Vec::new(),
            open: Vec::new(),
            index: FxHashMap::default(),
        }
    }

    /// The types that were made.
    pub fn made(self) -> Vec<TypeData> {
        self.data
    }
}

impl Interner for Overlay<'_> {
    fn seen(&self) -> Types<'_> {
        Types {
            below: self.below,
            above: Some(self),
        }
    }

    fn intern(&mut self, head: Head, args: &[Ty]) -> Ty {
        let data = TypeData {
            head,
            args: args.into(),
        };
        let found = self.below.index.get(&data);
        if let Some(ty) = found.or_else(|| self.index.get(&data)) {
            return *ty;
        }
        let open = is_parameter(head) || args.iter().any(|a| self.seen().is_open(*a));
        self.open.push(open);
        let ty = Ty((self.below.data.len() + self.data.len()) as u32);
        self.index.insert(data.clone(), ty);
        self.data.push(data);
        ty
    }
}

impl TypeTable {
    /// Takes in what a file made on top of the first `below` types; gives the numbers these types have here.
    pub fn adopt(&mut self, below: u32, made: Vec<TypeData>) -> Vec<Ty> {
        let mut numbers: Vec<Ty> = Vec::with_capacity(made.len());
        for data in made {
            let known = |ty: &Ty| match ty.0.checked_sub(below) {
                Some(at) => numbers.get(at as usize).copied().unwrap_or_default(),
                None => *ty,
            };
            let args: Vec<Ty> = data.args.iter().map(known).collect();
            let ty = self.intern(data.head, &args);
            numbers.push(ty);
        }
        numbers
    }

    /// How many types there are.
    pub fn count(&self) -> u32 {
        self.data.len() as u32
    }
}
