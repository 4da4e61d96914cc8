//! The code that fills constants and statics.
//!
//! In: a constant's lowered value. Out: where a call or a macro makes it, a [`Fn`] without parameters that stands for
//! that code, so that what it logs, stores or gives is followed like any function's.

use super::ir::{Expr, ExprId, Fn, NameId, Range, TypeId};
use super::lower::Lower;

impl Lower<'_> {
    /// Whether a constant's value is made by code: by a call, or a macro's.
    pub(super) fn runs(&self, value: ExprId) -> bool {
        matches!(
            self.out.exprs.get(value.at()),
            Some(Expr::Call(..) | Expr::Method(_) | Expr::Block(..) | Expr::Macro(_))
        )
    }

    /// The code that fills a constant, as a function without parameters.
    pub(super) fn initialiser(
        &mut self,
        name: NameId,
        (value, ty): (ExprId, TypeId),
        exprs: (u32, u32),
        range: Range,
    ) {
        let constant = self.out.consts.len() as u32 - 1;
        self.out.fns.push(Fn {
            module: self.place.module,
            owner: self.place.owner,
            within: self.place.within,
            name,
            generics: Vec::new(),
            has_self: false,
            params: Vec::new(),
            ret: Some(ty),
            is_async: false,
            body: Some(value),
            recorded: None,
            attrs: Vec::new(),
            test: self.place.test,
            cfg: self.place.cfg.clone(),
            public: false,
            range,
            name_range: range,
            initialises: Some(constant),
            exprs,
        });
    }
}
