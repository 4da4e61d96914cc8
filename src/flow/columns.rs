//! Rows by the columns of the query that they come from, and statements that stand in files of their own.
//!
//! In: the text of a query, a call that runs it, a path in a literal. Out: what the columns hold, where the call's model
//! says they stand; the text of the file. What a query does not list (`*`) is known by other means or not at all.

use super::body::Walk;
use super::calls::Call;
use super::naming::Named;
use super::value::{Access, Value};
use crate::catalog::{Columns, SourceModel};
use crate::facts::{Expr, Range};
use crate::link::types::Head;
use crate::parse::sql::select::selected;
use std::rc::Rc;

impl Walk<'_> {
    /// Adds what the columns of a query hold to what running it gives.
    pub(in crate::flow) fn columns_read(
        &mut self,
        value: &mut Value,
        how: Columns,
        call: &Call<'_>,
        range: Range,
    ) {
        let Some(query) = call.recv.as_ref().and_then(|r| r.value.sql.as_ref()) else {
            return;
        };
        let program = self.analysis.program;
        let payload = program.payload(self.analysis.catalog, self.ty(call.id));
        if matches!(program.types.head(payload), Head::Adt(_)) {
            return;
        }
        for (index, column) in selected(&query.text).into_iter().enumerate() {
            let named = column.as_deref().and_then(|c| self.of_column(c));
            let (Some(named), Some(column)) = (named, column) else {
                continue;
            };
            let place = match how {
                Columns::Only if index > 0 => break,
                Columns::Only => Access::WHOLE,
                Columns::Placed => Access::field(self.index_name(index)),
                Columns::Named => {
                    let name = program.symbols.get(&column);
                    Access::field(name.unwrap_or_else(|| self.index_name(index)))
                }
            };
            let atom = self.named_source(named, range);
            value.add(Value::of(atom).under(place).atoms);
        }
    }

    fn of_column(&self, column: &str) -> Option<Named> {
        let why = || format!("the query reads `{column}`");
        self.by_literal(SourceModel::NAME, column, why)
    }

    /// `row.get(1)`: the column at a position, where the query lists them.
    pub(in crate::flow) fn by_position(&self, call: &Call<'_>) -> Option<Value> {
        let recv = call.recv.as_ref()?;
        let Expr::Scalar(number) = self.unit.facts.exprs[call.args.first()?.id.at()] else {
            return None;
        };
        let index: usize = self.unit.text(number).parse().ok()?;
        let whole = recv.value.whole().count();
        if recv.value.atoms.len() == whole {
            return None;
        }
        let atoms = recv.value.part(Access::field(self.index_name(index)));
        Some(Value {
            known: atoms.is_empty(),
            atoms,
            ..Value::default()
        })
    }

    /// The text of a file that a literal names, beside the file it stands in or from the root of its crate.
    pub(in crate::flow) fn file_text(&self, path: &str) -> Option<Rc<str>> {
        let sources = self.analysis.sources;
        let own = &sources.file(self.unit.file).path;
        let folder = own.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut around = Some(folder);
        while let Some(folder) = around {
            let (mut base, mut rest) = (folder, path.trim_start_matches("./"));
            while let Some(up) = rest.strip_prefix("../") {
                base = base.rsplit_once('/').map_or("", |(outer, _)| outer);
                rest = up;
            }
            let full = if base.is_empty() {
                rest.to_owned()
            } else {
                format!("{base}/{rest}")
            };
            if let Some(id) = sources.find(&full) {
                return Some(sources.file(id).text.as_str().into());
            }
            around = match folder.rsplit_once('/') {
                Some((outer, _)) => Some(outer),
                None if folder.is_empty() => None,
                None => Some(""),
            };
        }
        None
    }
}
