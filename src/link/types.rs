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
    index: FxHashMap<TypeData, Ty>,
}

impl Default for TypeTable {
    fn default() -> Self {
        let mut table = Self {
            data: Vec::new(),
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
