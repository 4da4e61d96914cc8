//! Types, paths and generic parameters.
//!
//! In: syntax of types. Out: [`TypeRef`], [`PathRef`] and [`Generic`] entries. It resolves nothing.

use syn::{
    GenericArgument, GenericParam, Path, PathArguments, QSelf, ReturnType, Type, TypeParamBound,
    WherePredicate,
};

use super::ir::{Generic, List, NameId, PathId, PathRef, Range, TypeId, TypeRef};
use super::lower::{Lower, span};

impl Lower<'_> {
    pub(super) fn ty(&mut self, ty: &Type) -> TypeId {
        if !self.deeper() {
            return self.add_type(TypeRef::Other);
        }
        let id = match ty {
            Type::Reference(t) => self.ty(&t.elem),
            Type::Ptr(t) => self.ty(&t.elem),
            Type::Paren(t) => self.ty(&t.elem),
            Type::Group(t) => self.ty(&t.elem),
            Type::Path(t) => self.path_type(t.qself.as_ref(), &t.path),
            Type::Tuple(t) => {
                let list = self.types(t.elems.iter());
                self.add_type(TypeRef::Tuple(list))
            }
            Type::Slice(t) => self.slice_type(&t.elem),
            Type::Array(t) => self.slice_type(&t.elem),
            Type::ImplTrait(t) => {
                let list = self.bounds(t.bounds.iter());
                self.add_type(TypeRef::Impl(list))
            }
            Type::TraitObject(t) => {
                let list = self.bounds(t.bounds.iter());
                self.add_type(TypeRef::Dyn(list))
            }
            Type::FnPtr(t) => {
                let mark = self.open();
                for arg in &t.inputs {
                    let id = self.ty(&arg.ty);
                    self.put(id.0);
                }
                let ret = self.output(&t.output);
                self.put(ret.0);
                let list = self.close(mark);
                self.add_type(TypeRef::Fn(list))
            }
            _ => self.add_type(TypeRef::Other),
        };
        self.shallower();
        id
    }

    fn slice_type(&mut self, elem: &Type) -> TypeId {
        let elem = self.ty(elem);
        self.add_type(TypeRef::Slice(elem))
    }

    fn types<'a>(&mut self, types: impl Iterator<Item = &'a Type>) -> List {
        let mark = self.open();
        for ty in types {
            let id = self.ty(ty);
            self.put(id.0);
        }
        self.close(mark)
    }

    /// A return type; none is the empty tuple.
    fn output(&mut self, output: &ReturnType) -> TypeId {
        match output {
            ReturnType::Default => self.add_type(TypeRef::Tuple(List::default())),
            ReturnType::Type(_, ty) => self.ty(ty),
        }
    }

    fn path_type(&mut self, qself: Option<&QSelf>, path: &Path) -> TypeId {
        let Some(qself) = qself else {
            return self.plain_path_type(path);
        };
        let own = self.ty(&qself.ty);
        let Some(last) = path.segments.last() else {
            return own;
        };
        let of = (qself.position > 0).then(|| {
            let (mut segments, mut generics, mut range) =
                (Vec::new(), List::default(), Range::default());
            for (i, segment) in path.segments.iter().take(qself.position).enumerate() {
                let (name, at) = self.ident(&segment.ident);
                range = if i == 0 { at } else { span(range, at) };
                segments.push(name);
                generics = self.type_arguments(&segment.arguments);
            }
            let global = path.leading_colon.is_some();
            self.add_path(PathRef {
                global,
                segments,
                generics,
                qself: None,
                range,
                module: self.place.module,
            })
        });
        let (name, _) = self.ident(&last.ident);
        self.add_type(TypeRef::Projection(own, of, name))
    }

    pub(super) fn plain_path_type(&mut self, path: &Path) -> TypeId {
        let id = self.path(None, path);
        let list = self
            .out
            .paths
            .get(id.at())
            .map_or(List::default(), |p| p.generics);
        let own = matches!(path.segments.last(), Some(s) if !s.arguments.is_none());
        self.add_type(TypeRef::Path(id, if own { list } else { List::default() }))
    }

    pub(super) fn path(&mut self, qself: Option<&QSelf>, path: &Path) -> PathId {
        let mut segments = Vec::with_capacity(path.segments.len());
        let mut range = Range::default();
        let mut generics = List::default();
        let count = path.segments.len();
        let mut end = 0;
        for (i, segment) in path.segments.iter().enumerate() {
            let (name, at) = self.ident(&segment.ident);
            range = if i == 0 { at } else { span(range, at) };
            segments.push(name);
            if i + 2 >= count && !segment.arguments.is_none() {
                let list = self.type_arguments(&segment.arguments);
                generics = list;
                end = self.arguments_end(&segment.arguments);
            }
        }
        range.end = range.end.max(end);
        if let Some(colon) = &path.leading_colon {
            range.start = range.start.min(self.start(colon.spans[0]));
        }
        let qself = qself.map(|q| {
            range.start = self.start(q.lt_token.span);
            self.ty(&q.ty)
        });
        let global = path.leading_colon.is_some();
        self.add_path(PathRef {
            global,
            segments,
            generics,
            qself,
            range,
            module: self.place.module,
        })
    }

    fn arguments_end(&mut self, arguments: &PathArguments) -> u32 {
        match arguments {
            PathArguments::None => 0,
            PathArguments::AngleBracketed(a) => self.start(a.gt_token.span) + 1,
            PathArguments::Parenthesized(p) => self.start(p.paren_token.span.close()) + 1,
        }
    }

    /// Generic arguments that are types. The types of associated bindings (`Item = T`) count as arguments.
    pub(super) fn type_arguments(&mut self, arguments: &PathArguments) -> List {
        match arguments {
            PathArguments::None => List::default(),
            PathArguments::AngleBracketed(a) => self.angle_arguments(a),
            PathArguments::Parenthesized(p) => {
                let inputs = self.types(p.inputs.iter().map(|a| &a.ty));
                let inputs = self.add_type(TypeRef::Tuple(inputs));
                let output = self.output(&p.output);
                self.list(&[inputs.0, output.0])
            }
        }
    }

    pub(super) fn angle_arguments(
        &mut self,
        arguments: &syn::AngleBracketedGenericArguments,
    ) -> List {
        self.types(arguments.args.iter().filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            GenericArgument::AssocType(assoc) => Some(&assoc.ty),
            _ => None,
        }))
    }

    pub(super) fn bounds<'a>(&mut self, bounds: impl Iterator<Item = &'a TypeParamBound>) -> List {
        let mark = self.open();
        for bound in bounds {
            if let TypeParamBound::Trait(bound) = bound {
                let id = self.plain_path_type(&bound.path);
                self.put(id.0);
            }
        }
        self.close(mark)
    }

    pub(super) fn generics(&mut self, generics: &syn::Generics) -> Vec<Generic> {
        let mut found = Vec::new();
        for param in &generics.params {
            let GenericParam::Type(param) = param else {
                continue;
            };
            let (name, _) = self.ident(&param.ident);
            let clauses = generics
                .where_clause
                .iter()
                .flat_map(|w| w.predicates.iter());
            let later = clauses.filter_map(|predicate| match predicate {
                WherePredicate::Type(p) if is_name(&p.bounded_ty, &param.ident) => {
                    Some(p.bounds.iter())
                }
                _ => None,
            });
            let bounds = self.bounds(param.bounds.iter().chain(later.flatten()));
            found.push(Generic { name, bounds });
        }
        found
    }

    pub(super) fn generic_names(&mut self, generics: &syn::Generics) -> Vec<NameId> {
        let params = generics.params.iter().filter_map(|p| match p {
            GenericParam::Type(param) => Some(&param.ident),
            _ => None,
        });
        params.map(|ident| self.ident(ident).0).collect()
    }
}

fn is_name(ty: &Type, ident: &syn::Ident) -> bool {
    matches!(ty, Type::Path(t) if t.qself.is_none() && t.path.is_ident(ident))
}
