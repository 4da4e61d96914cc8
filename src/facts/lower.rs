//! The state of lowering one file: the tables under construction and where in the file we are.
//!
//! In: the text. Out: the helpers by which the other modules of this room add names, expressions and lists. It never
//! looks at syntax beyond single tokens.

use std::borrow::Cow;

use proc_macro2::{Ident, LineColumn, Span};
use rustc_hash::FxHashMap;

use super::Extent;
use super::expand::Opener;
use super::ir::{
    Arm, Expr, ExprId, FieldExpr, FileFacts, FnId, List, Local, LocalId, ModuleId, NameId, Owner,
    Pat, PatId, PathId, PathRef, Range, TypeId, TypeRef,
};
use super::positions::Positions;
use super::scope::Scope;

/// Expressions, types and patterns nested deeper than this are cut off.
const MAX_DEPTH: u32 = 2_000;

/// A lowered expression and the text it takes, parentheses included.
#[derive(Clone, Copy)]
pub(super) struct Got {
    pub(super) id: ExprId,
    pub(super) range: Range,
}

/// Where we are in the file.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) module: ModuleId,
    pub(super) owner: Owner,
    pub(super) within: Option<FnId>,
    pub(super) test: bool,
    pub(super) cfg: Option<Box<str>>,
}

/// An item found in a body; it is lowered when the body is done, so that the body's expressions stay together.
pub(super) struct Waiting {
    pub(super) item: syn::Item,
    pub(super) module: ModuleId,
    /// How deep in macros it was found.
    pub(super) depth: u32,
}

/// The state of lowering one file.
pub(super) struct Lower<'t> {
    pub(super) text: &'t str,
    pub(super) pos: Positions<'t>,
    pub(super) out: FileFacts,
    pub(super) scope: Scope,
    pub(super) place: Place,
    pub(super) extent: Extent,
    pub(super) waiting: Vec<Waiting>,
    pub(super) empty: NameId,
    pub(super) opener: Opener<'t>,
    names: FxHashMap<Cow<'t, str>, NameId>,
    ids: Vec<u32>,
    arms: Vec<Arm>,
    fields: Vec<FieldExpr>,
    depth: u32,
    last: u32,
}

impl<'t> Lower<'t> {
    pub(super) fn new(
        text: &'t str,
        pos: Positions<'t>,
        extent: Extent,
        opener: Opener<'t>,
    ) -> Self {
        let place = Place {
            module: ModuleId(0),
            owner: Owner::Free,
            within: None,
            test: extent == Extent::Test,
            cfg: None,
        };
        let mut lower = Self {
            text,
            last: pos.byte(LineColumn { line: 1, column: 0 }),
            pos,
            out: FileFacts::default(),
            scope: Scope::default(),
            place,
            extent,
            waiting: Vec::new(),
            empty: NameId(0),
            opener,
            names: FxHashMap::default(),
            ids: Vec::new(),
            arms: Vec::new(),
            fields: Vec::new(),
            depth: 0,
        };
        lower.empty = lower.name("");
        lower.out.lines = lower.pos.lines();
        lower
    }

    /// Goes one level deeper, unless that is too deep.
    pub(super) fn deeper(&mut self) -> bool {
        if self.depth >= MAX_DEPTH {
            return false;
        }
        self.depth += 1;
        true
    }

    pub(super) fn shallower(&mut self) {
        self.depth -= 1;
    }

    // Names.

    pub(super) fn name(&mut self, text: &'t str) -> NameId {
        if let Some(id) = self.names.get(text) {
            return *id;
        }
        self.new_name(Cow::Borrowed(text))
    }

    pub(super) fn own_name(&mut self, text: &str) -> NameId {
        if let Some(id) = self.names.get(text) {
            return *id;
        }
        self.new_name(Cow::Owned(text.to_owned()))
    }

    fn new_name(&mut self, text: Cow<'t, str>) -> NameId {
        let id = NameId(self.out.names.len() as u32);
        self.out.names.push(text.as_ref().into());
        self.names.insert(text, id);
        id
    }

    pub(super) fn text_of(&self, name: NameId) -> &str {
        self.out.names.get(name.at()).map_or("", |n| n)
    }

    pub(super) fn slice(&self, range: Range) -> &'t str {
        self.text
            .get(range.start as usize..range.end as usize)
            .unwrap_or("")
    }

    // Places.

    pub(super) fn start(&mut self, span: Span) -> u32 {
        self.last = self.pos.start(span);
        self.last
    }

    pub(super) fn end(&mut self, span: Span) -> u32 {
        self.last = self.pos.end(span);
        self.last
    }

    pub(super) fn range(&mut self, span: Span) -> Range {
        Range {
            start: self.start(span),
            end: self.end(span),
        }
    }

    /// The place reached last: where something without tokens of its own stands.
    pub(super) fn here(&self) -> Range {
        Range {
            start: self.last,
            end: self.last,
        }
    }

    /// A name and its place. The text is read from the file, which saves printing the token.
    pub(super) fn ident(&mut self, ident: &Ident) -> (NameId, Range) {
        let start = self.start(ident.span());
        if self.opener.is_inside() {
            let text = ident.to_string();
            let end = (start + text.len() as u32).min(self.text.len() as u32);
            let name = self.own_name(text.trim_start_matches("r#"));
            return (name, Range { start, end });
        }
        let tail = self.text.get(start as usize..).unwrap_or("");
        let (raw, tail) = tail.strip_prefix("r#").map_or((0, tail), |t| (2, t));
        let len = tail
            .bytes()
            .position(|b| !(b.is_ascii_alphanumeric() || b == b'_'))
            .unwrap_or(tail.len());
        if len > 0 && tail.as_bytes().get(len).is_none_or(u8::is_ascii) {
            let name = self.name(tail.get(..len).unwrap_or(""));
            return (
                name,
                Range {
                    start,
                    end: start + raw + len as u32,
                },
            );
        }
        let text = ident.to_string();
        let end = start + text.len() as u32;
        let name = self.own_name(text.trim_start_matches("r#"));
        (name, Range { start, end })
    }

    // Tables.

    pub(super) fn add(&mut self, expr: Expr, range: Range) -> Got {
        let id = ExprId(self.out.exprs.len() as u32);
        self.out.exprs.push(expr);
        self.out.spans.push(range);
        Got { id, range }
    }

    /// An expression that is nothing but its place.
    pub(super) fn nothing(&mut self, range: Range) -> Got {
        self.add(Expr::Join(List::default()), range)
    }

    pub(super) fn add_type(&mut self, ty: TypeRef) -> TypeId {
        self.out.types.push(ty);
        TypeId(self.out.types.len() as u32 - 1)
    }

    pub(super) fn add_path(&mut self, path: PathRef) -> PathId {
        self.out.paths.push(path);
        PathId(self.out.paths.len() as u32 - 1)
    }

    pub(super) fn add_pat(&mut self, pat: Pat) -> PatId {
        self.out.pats.push(pat);
        PatId(self.out.pats.len() as u32 - 1)
    }

    pub(super) fn add_local(&mut self, name: NameId, ty: Option<TypeId>, range: Range) -> LocalId {
        let id = LocalId(self.out.locals.len() as u32);
        self.out.locals.push(Local { name, ty, range });
        self.scope.bind(name, id);
        id
    }

    /// A list of ids at once.
    pub(super) fn list(&mut self, ids: &[u32]) -> List {
        let start = self.out.lists.len() as u32;
        self.out.lists.extend_from_slice(ids);
        List {
            start,
            len: ids.len() as u32,
        }
    }

    /// Opens a list under construction; lists nest, so their parts wait on a stack.
    pub(super) fn open(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn put(&mut self, id: u32) {
        self.ids.push(id);
    }

    pub(super) fn close(&mut self, mark: usize) -> List {
        let start = self.out.lists.len() as u32;
        self.out.lists.extend(self.ids.drain(mark..));
        List {
            start,
            len: self.out.lists.len() as u32 - start,
        }
    }

    pub(super) fn open_arms(&self) -> usize {
        self.arms.len()
    }

    pub(super) fn put_arm(&mut self, arm: Arm) {
        self.arms.push(arm);
    }

    pub(super) fn close_arms(&mut self, mark: usize) -> List {
        let start = self.out.arms.len() as u32;
        self.out.arms.extend(self.arms.drain(mark..));
        List {
            start,
            len: self.out.arms.len() as u32 - start,
        }
    }

    pub(super) fn open_fields(&self) -> usize {
        self.fields.len()
    }

    pub(super) fn put_field(&mut self, field: FieldExpr) {
        self.fields.push(field);
    }

    pub(super) fn close_fields(&mut self, mark: usize) -> List {
        let start = self.out.fields.len() as u32;
        self.out.fields.extend(self.fields.drain(mark..));
        List {
            start,
            len: self.out.fields.len() as u32 - start,
        }
    }
}

/// From the start of one range to the end of another.
pub(super) fn span(from: Range, to: Range) -> Range {
    Range {
        start: from.start,
        end: to.end.max(from.start),
    }
}
