//! Connections that Rust code describes by keywords, or opens by a library's own function.
//!
//! In: the texts and calls of one file. Out: judged addresses.

use super::Judge;
use super::code::in_test;
use crate::catalog::tls::Usage;
use crate::facts::{Expr, ExprId};
use crate::finding::Confidence;
use crate::link::Unit;

impl Judge<'_> {
    /// Texts that describe a connection by keywords: `host=db.shop.io sslmode=disable`.
    pub(super) fn connections(&mut self, unit: &Unit, tests: bool) {
        for (name, range, test) in &unit.facts.strings {
            let text = unit.text(*name);
            let keywords =
                text.contains("host=") && text.split_whitespace().all(|w| w.contains('='));
            if keywords && (tests || !*test) {
                self.keywords(text, Confidence::High, unit.span(*range));
            }
        }
    }

    /// A function that is given the address of a host: `Channel::from_static("http://…")`.
    pub(super) fn opened(
        &mut self,
        unit: &Unit,
        callee: ExprId,
        given: Option<ExprId>,
        tests: bool,
    ) {
        let facts = &unit.facts;
        let (Expr::Path(path), Some(given)) = (facts.exprs[callee.at()], given) else {
            return;
        };
        let [.., owner, last] = facts.paths[path.at()].segments.as_slice() else {
            return;
        };
        let (Expr::Str(text), range) = (facts.exprs[given.at()], facts.spans[given.at()]) else {
            return;
        };
        let name = format!("{}::{}", unit.text(*owner), unit.text(*last));
        if self.tls.is_opener(&name) && (tests || !in_test(unit, range)) {
            let at = unit.span(range);
            self.addresses(unit.text(text), Usage::Called, Confidence::High, &|_| at);
        }
    }
}
