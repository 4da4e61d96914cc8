//! What library calls hand out: data by the call itself, or by the literal it reads with.
//!
//! In: a model's source and a call's arguments. Out: what the result is called, or that it is something else. It never
//! evaluates anything.

use super::body::Walk;
use super::calls::{Arg, Call};
use super::naming::Named;
use crate::catalog::SourceModel;
use crate::facts::Expr;
use crate::finding::Confidence;
use crate::link::paths::wild;

impl Walk<'_> {
    /// The datum that a modelled call hands out, given its literal arguments.
    pub(in crate::flow) fn handed_out(
        &self,
        source: &SourceModel,
        call: &Call<'_>,
    ) -> Option<Named> {
        let texts: Vec<String> = call.args.iter().filter_map(|a| self.literal(a)).collect();
        let fits = |t: &String| source.when.iter().any(|w| wild(w, &t.to_lowercase()));
        if !source.when.is_empty() && !texts.iter().any(fits) {
            return None;
        }
        let name = self.analysis.program.text(call.name);
        if !source.key.starts_with('@') {
            return Some(Named {
                key: source.key,
                confidence: Confidence::High,
                why: format!("`{name}` hands it out"),
                general: source.near,
            });
        }
        let literal = texts.first()?;
        self.by_literal(source.key, literal, || {
            format!("`{name}` reads `{literal}`")
        })
    }

    /// What a literal says that is read by: the name of a header, variable or column.
    pub(in crate::flow) fn by_literal(
        &self,
        key: &'static str,
        literal: &str,
        why: impl FnOnce() -> String,
    ) -> Option<Named> {
        let naming = self.analysis.catalog.words.of_literal(key, literal)?;
        let confidence = if naming.strength.suffices_alone() {
            Confidence::High
        } else {
            Confidence::Low
        };
        Some(Named {
            key: naming.key,
            confidence,
            why: why(),
            general: false,
        })
    }

    /// The call reads by a literal name, and nothing says that what is so named is data. A position names nothing:
    /// `row.get(1)` may be anything.
    pub(in crate::flow) fn names_another(&self, call: &Call<'_>) -> bool {
        let position = |a: &Arg| {
            let scalar = matches!(self.unit.facts.exprs[a.id.at()], Expr::Scalar(_));
            scalar && a.value.text.is_none()
        };
        let first = call.args.first();
        first.is_some_and(|a| !position(a) && self.literal(a).is_some())
    }
}
