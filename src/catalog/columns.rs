//! Columns that the policy file says hold a datum: `columns = ["generations.input"]`.
//!
//! In: the policy file's texts. Out: which datum a column of a table holds; and, as rows are read into values that bear
//! the column's name, that name where something around it is called like the table.

use super::dictionary::Says;
use super::split;
use super::verdict::{Naming, Strength, Verdict};
use super::wordfile;
use super::words::Words;

/// A column of a table, as the policy file writes it.
#[derive(Clone, Debug)]
pub(super) struct DeclaredColumn {
    key: &'static str,
    /// In lower case, without its schema; none: any table.
    table: Option<String>,
    column: String,
}

impl Words {
    /// Takes `table.column`, `schema.table.column` or a bare column; a table may be `*`.
    pub(super) fn declare_column(&mut self, key: &'static str, text: &str) {
        let (table, column) = match text.rsplit_once('.') {
            Some((table, column)) => (Some(bare(table)), column),
            None => (None, text),
        };
        let table = table.filter(|t| t != "*");
        let word = wordfile::keep(column);
        let strength = if table.is_some() {
            Strength::Weak
        } else {
            Strength::Sure
        };
        let says = Says::Data(Naming {
            key,
            strength,
            word,
        });
        self.names.add(column, 3, says);
        let around = table.iter().flat_map(|t| split::words(t));
        let support = self.support.entry(key).or_default();
        support.extend(around.map(|w| wordfile::keep(&w)));
        self.columns.push(DeclaredColumn {
            key,
            table,
            column: column.to_lowercase(),
        });
    }

    /// Whether the policy file itself names an identifier as data.
    pub fn declares(&self, identifier: &str) -> bool {
        matches!(self.names.own(identifier), Some(Verdict::Data(_)))
    }

    /// The datum that the policy file says a column holds. A table that is not known may be any.
    pub fn column(&self, table: Option<&str>, column: &str) -> Option<&'static str> {
        let table = table.map(bare);
        let column = column.to_lowercase();
        let is = |declared: &&DeclaredColumn| {
            let same = match (&declared.table, &table) {
                (Some(own), Some(table)) => own == table,
                (None, _) => true,
                (Some(_), None) => false,
            };
            same && declared.column == column
        };
        self.columns.iter().find(is).map(|d| d.key)
    }
}

/// A table's name without its schema, in lower case.
fn bare(table: &str) -> String {
    let last = table.rsplit('.').next().unwrap_or(table);
    last.trim_matches(['"', '`']).to_lowercase()
}
