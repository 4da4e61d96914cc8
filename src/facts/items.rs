//! Items: modules, impls, traits, constants and functions.
//!
//! In: syntax of items. Out: the item tables. Test marks and `cfg` conditions are handed down from the outside in.

use syn::{FnArg, ImplItem, Item, ReturnType, TraitItem, Visibility};

use super::Extent;
use super::attrs::{Marks, both};
use super::ir::{
    Alias, Const, ExprId, Fn, FnId, Impl, ImplId, Module, ModuleId, Owner, Param, Pat, Range,
    Trait, TraitId, TypeRef,
};
use super::lower::{Lower, Place, Waiting};

/// What a function consists of, wherever it stands.
struct Function<'a> {
    attrs: &'a [syn::Attribute],
    vis: Option<&'a Visibility>,
    sig: &'a syn::Signature,
    block: Option<&'a syn::Block>,
    semi: Option<proc_macro2::Span>,
}

impl Lower<'_> {
    pub(super) fn items(&mut self, items: &[Item]) {
        for item in items {
            self.item(item);
        }
    }

    pub(super) fn item(&mut self, item: &Item) {
        if !self.deeper() {
            return;
        }
        match item {
            Item::Fn(i) => {
                let (attrs, vis) = (i.attrs.as_slice(), Some(&i.vis));
                self.function(&Function {
                    attrs,
                    vis,
                    sig: &i.sig,
                    block: Some(&i.block),
                    semi: None,
                });
            }
            Item::Impl(i) => self.impl_item(i),
            Item::Mod(i) => self.module(i),
            Item::Use(i) => self.use_item(i),
            Item::Struct(_) | Item::Enum(_) | Item::Union(_) => self.adt(item),
            Item::Trait(i) => self.trait_item(i),
            Item::Const(i) => {
                let marks = self.attrs(&i.attrs);
                self.constant(&marks, &i.ident, &i.ty, Some(&i.expr), i.semi_token.span);
            }
            Item::Static(i) => {
                let marks = self.attrs(&i.attrs);
                self.constant(&marks, &i.ident, &i.ty, Some(&i.expr), i.semi_token.span);
            }
            Item::Type(i) => self.alias(None, &i.ident, &i.generics, &i.ty),
            Item::Macro(i) => self.macro_item(i),
            Item::ExternCrate(i) => self.extern_crate(i),
            Item::ForeignMod(i) => self.foreign(i),
            _ => {}
        }
        self.shallower();
    }

    /// Runs `inside` with a changed place and goes back.
    fn placed(&mut self, place: Place, inside: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.place, place);
        inside(self);
        self.place = outer;
    }

    /// The place inside something that carries `marks`.
    fn under(&self, marks: &Marks) -> Place {
        let cfg = both(self.place.cfg.as_deref(), marks.cfg.as_deref());
        Place {
            test: self.place.test || marks.test,
            cfg,
            ..self.place.clone()
        }
    }

    fn module(&mut self, item: &syn::ItemMod) {
        let marks = self.attrs(&item.attrs);
        let start = self.start_of(Some(&item.vis), item.mod_token.span);
        let (name, at) = self.ident(&item.ident);
        let end = match &item.content {
            Some((brace, _)) => self.start(brace.span.close()) + 1,
            None => at.end + 1,
        };
        let id = ModuleId(self.out.modules.len() as u32);
        let place = self.under(&marks);
        self.out.modules.push(Module {
            name,
            parent: Some(self.place.module),
            inline: item.content.is_some(),
            path: marks.find("path").map(|p| p.trim_matches('"').into()),
            test: place.test,
            cfg: marks.cfg,
            public: is_public(&item.vis),
            range: Range { start, end },
        });
        if let Some((_, items)) = &item.content
            && !(place.test && self.extent == Extent::Product)
        {
            self.placed(
                Place {
                    module: id,
                    owner: Owner::Free,
                    ..place
                },
                |lower| lower.items(items),
            );
        }
    }

    /// The first byte of an item: its visibility or the given keyword.
    pub(super) fn start_of(&mut self, vis: Option<&Visibility>, keyword: proc_macro2::Span) -> u32 {
        let vis = match vis {
            Some(Visibility::Public(token)) => Some(token.span),
            Some(Visibility::Restricted(vis)) => Some(vis.pub_token.span),
            _ => None,
        };
        self.start(vis.unwrap_or(keyword))
    }

    fn impl_item(&mut self, item: &syn::ItemImpl) {
        let marks = self.attrs(&item.attrs);
        let place = self.under(&marks);
        let generics = self.generics(&item.generics);
        let self_ty = self.ty(&item.self_ty);
        let of = item
            .trait_
            .as_ref()
            .map(|(path, _)| self.plain_path_type(path));
        let id = ImplId(self.out.impls.len() as u32);
        self.out.impls.push(Impl {
            module: self.place.module,
            generics,
            self_ty,
            of,
            attrs: marks.attrs,
            test: place.test,
        });
        self.placed(
            Place {
                owner: Owner::Impl(id),
                ..place
            },
            |lower| {
                for item in &item.items {
                    lower.impl_member(item, id);
                }
            },
        );
    }

    pub(super) fn impl_member(&mut self, item: &ImplItem, id: ImplId) {
        match item {
            ImplItem::Fn(i) => {
                let (attrs, vis) = (i.attrs.as_slice(), Some(&i.vis));
                self.function(&Function {
                    attrs,
                    vis,
                    sig: &i.sig,
                    block: Some(&i.block),
                    semi: None,
                });
            }
            ImplItem::Const(i) => {
                let marks = self.attrs(&i.attrs);
                self.constant(&marks, &i.ident, &i.ty, Some(&i.expr), i.semi_token.span);
            }
            ImplItem::Type(i) => self.alias(Some(id), &i.ident, &i.generics, &i.ty),
            ImplItem::Macro(i) => self.members_in_macro(&i.mac),
            _ => {}
        }
    }

    /// Methods written inside a macro call in an impl.
    fn members_in_macro(&mut self, mac: &syn::Macro) {
        let Owner::Impl(id) = self.place.owner else {
            return;
        };
        if let Some(members) = super::macro_items::impl_members(&mac.tokens) {
            for member in &members {
                self.impl_member(member, id);
            }
        } else {
            self.opened_members(mac, id);
        }
    }

    fn trait_item(&mut self, item: &syn::ItemTrait) {
        let marks = self.attrs(&item.attrs);
        let place = self.under(&marks);
        let name = self.ident(&item.ident).0;
        let generics = self.generic_names(&item.generics);
        let supers = self.bounds(item.supertraits.iter());
        let id = TraitId(self.out.traits.len() as u32);
        self.out.traits.push(Trait {
            module: self.place.module,
            name,
            generics,
            supers,
        });
        self.placed(
            Place {
                owner: Owner::Trait(id),
                ..place
            },
            |lower| {
                for item in &item.items {
                    match item {
                        TraitItem::Fn(i) => lower.function(&Function {
                            attrs: &i.attrs,
                            vis: None,
                            sig: &i.sig,
                            block: i.default.as_ref(),
                            semi: i.semi_token.map(|t| t.span),
                        }),
                        TraitItem::Const(i) => {
                            let marks = lower.attrs(&i.attrs);
                            let value = i.default.as_ref().map(|(_, value)| value);
                            lower.constant(&marks, &i.ident, &i.ty, value, i.semi_token.span);
                        }
                        _ => {}
                    }
                }
            },
        );
    }

    fn foreign(&mut self, item: &syn::ItemForeignMod) {
        for item in &item.items {
            if let syn::ForeignItem::Fn(i) = item {
                let (attrs, vis) = (i.attrs.as_slice(), Some(&i.vis));
                let semi = Some(i.semi_token.span);
                self.function(&Function {
                    attrs,
                    vis,
                    sig: &i.sig,
                    block: None,
                    semi,
                });
            }
        }
    }

    fn alias(
        &mut self,
        owner: Option<ImplId>,
        ident: &syn::Ident,
        generics: &syn::Generics,
        ty: &syn::Type,
    ) {
        let name = self.ident(ident).0;
        let generics = self.generic_names(generics);
        let ty = self.ty(ty);
        self.out.aliases.push(Alias {
            module: self.place.module,
            owner,
            name,
            generics,
            ty,
        });
    }

    pub(super) fn constant(
        &mut self,
        marks: &Marks,
        ident: &syn::Ident,
        ty: &syn::Type,
        value: Option<&syn::Expr>,
        semi: proc_macro2::Span,
    ) {
        let (name, at) = self.ident(ident);
        let outer = std::mem::take(&mut self.waiting);
        let place = self.under(marks);
        let (module, owner, test) = (place.module, place.owner, place.test);
        let cfg = place.cfg.clone();
        self.placed(place, |lower| {
            let ty = lower.ty(ty);
            let scope = lower.scope.close_off();
            let first = lower.out.exprs.len() as u32;
            let value = value.map(|v| lower.expr(v).id);
            let exprs = (first, lower.out.exprs.len() as u32);
            lower.scope.back(scope);
            let end = (lower.start(semi) + 1).max(at.end);
            let range = Range {
                start: at.start,
                end,
            };
            lower.out.consts.push(Const {
                module,
                owner,
                name,
                ty,
                value,
                range,
                test,
                cfg,
            });
            if let Some(value) = value
                && lower.runs(value)
            {
                lower.initialiser(name, (value, ty), exprs, range);
            }
            lower.lower_waiting(lower.place.within);
        });
        self.waiting = outer;
    }

    /// Lowers what a body left for later.
    fn lower_waiting(&mut self, within: Option<FnId>) {
        for Waiting {
            item,
            module,
            depth,
        } in std::mem::take(&mut self.waiting)
        {
            let place = Place {
                module,
                owner: Owner::Free,
                within,
                ..self.place.clone()
            };
            let outer = self.opener.set_depth(depth);
            self.placed(place, |lower| lower.item(&item));
            self.opener.set_depth(outer);
        }
    }

    fn function(&mut self, f: &Function) {
        let marks = self.attrs(f.attrs);
        let place = self.under(&marks);
        let outer = std::mem::take(&mut self.waiting);
        self.placed(place, |lower| {
            let scope = lower.scope.close_off();
            let start = lower.fn_start(f);
            let (name, name_range) = lower.ident(&f.sig.ident);
            let generics = lower.generics(&f.sig.generics);
            let (params, has_self) = lower.params(f.sig);
            let ret = match &f.sig.output {
                ReturnType::Default => None,
                ReturnType::Type(_, ty) => Some(lower.ty(ty)),
            };
            let first = lower.out.exprs.len() as u32;
            let body = f.block.map(|block| lower.body(block, &marks, &params));
            lower.scope.back(scope);
            let end = match (f.block, f.semi) {
                (Some(block), _) => lower.start(block.brace_token.span.close()) + 1,
                (None, Some(semi)) => lower.start(semi) + 1,
                (None, None) => name_range.end,
            };
            let instrument = marks.instrument.as_ref();
            let recorded =
                instrument.and_then(|(tokens, range)| super::instrument::results(tokens, *range));
            let id = FnId(lower.out.fns.len() as u32);
            lower.out.fns.push(Fn {
                recorded,
                initialises: None,
                module: lower.place.module,
                owner: lower.place.owner,
                within: lower.place.within,
                name,
                generics,
                has_self,
                params,
                ret,
                is_async: f.sig.asyncness.is_some(),
                body,
                attrs: marks.attrs,
                test: lower.place.test,
                cfg: lower.place.cfg.clone(),
                public: f.vis.is_some_and(is_public),
                range: Range { start, end },
                name_range,
                exprs: (first, lower.out.exprs.len() as u32),
            });
            lower.lower_waiting(Some(id));
        });
        self.waiting = outer;
    }

    fn body(&mut self, block: &syn::Block, marks: &Marks, params: &[Param]) -> ExprId {
        let first = marks
            .instrument
            .as_ref()
            .map(|(tokens, range)| self.instrument(tokens, *range, params));
        self.block(block, first).id
    }

    fn fn_start(&mut self, f: &Function) -> u32 {
        let sig = f.sig;
        let safety = match &sig.safety {
            syn::Safety::Safe(t) => Some(t.span),
            syn::Safety::Unsafe(t) => Some(t.span),
            syn::Safety::Default => None,
        };
        let constness = sig.constness.map(|t| t.span);
        let asyncness = sig.asyncness.map(|t| t.span);
        let abi = sig.abi.as_ref().map(|a| a.extern_token.span);
        let keyword = constness
            .or(asyncness)
            .or(safety)
            .or(abi)
            .unwrap_or(sig.fn_token.span);
        self.start_of(f.vis, keyword)
    }

    fn params(&mut self, sig: &syn::Signature) -> (Vec<Param>, bool) {
        let mut params = Vec::with_capacity(sig.inputs.len());
        let mut has_self = false;
        for input in &sig.inputs {
            match input {
                FnArg::Receiver(receiver) => {
                    has_self = true;
                    let param = self.receiver(receiver);
                    params.push(param);
                }
                FnArg::Typed(typed) => {
                    let ty = self.ty(&typed.ty);
                    let pat = self.typed_pat(&typed.pat, ty);
                    let by_mut =
                        matches!(&*typed.ty, syn::Type::Reference(r) if r.mutability.is_some());
                    params.push(Param { pat, ty, by_mut });
                }
            }
        }
        (params, has_self)
    }

    fn receiver(&mut self, receiver: &syn::Receiver) -> Param {
        let start = self.start(receiver.self_token.span);
        let range = Range {
            start,
            end: start + 4,
        };
        let name = self.own_name("self");
        let own = self.own_name("Self");
        let path = self.path_of(vec![own], range);
        let ty = self.add_type(TypeRef::Path(path, super::ir::List::default()));
        let local = self.add_local(name, Some(ty), range);
        let pat = self.add_pat(Pat::Bind(local, None));
        let by_mut = match &receiver.kind {
            syn::ReceiverKind::Reference(_, _, mutability) => mutability.is_some(),
            syn::ReceiverKind::Typed(_, ty) => mentions_mut(ty),
            _ => false,
        };
        Param { pat, ty, by_mut }
    }
}

/// `self: &mut Self`, `self: Pin<&mut Self>`.
fn mentions_mut(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Reference(r) => r.mutability.is_some(),
        syn::Type::Path(p) => match p.path.segments.last().map(|s| &s.arguments) {
            Some(syn::PathArguments::AngleBracketed(a)) => {
                a.args.iter().any(|a| matches!(a, syn::GenericArgument::Type(syn::Type::Reference(r)) if r.mutability.is_some()))
            }
            _ => false,
        },
        _ => false,
    }
}

pub(super) fn is_public(vis: &Visibility) -> bool {
    !matches!(vis, Visibility::Inherited)
}
