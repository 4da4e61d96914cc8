//! The validated policy: plain data, every value with its place in the file.

use crate::finding::Severity;
use crate::span::{FileId, Span};

/// A value and its place in the policy file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// A whole policy file.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The policy file in the source map.
    pub file: FileId,
    /// Its path as reported: relative to the root where it lies within.
    pub path: String,
    /// `[policy] service`.
    pub service: String,
    /// `[policy] document`, as written.
    pub document: Option<Spanned<String>>,
    /// The prose document in the source map, where it could be read.
    pub document_file: Option<FileId>,
    /// `[policy] effective`, as `YYYY-MM-DD`.
    pub effective: Option<Spanned<String>>,
    /// `[scan]`.
    pub scan: Scan,
    /// `[data.*]`
    pub data: Vec<DataEntry>,
    /// `[recipient.*]`
    pub recipients: Vec<Recipient>,
    /// `[gate.*]`
    pub gates: Vec<Gate>,
    /// `[action.*]`
    pub actions: Vec<Named>,
    /// `[store.*]`
    pub stores: Vec<Named>,
    /// `[code]`
    pub code: Code,
    /// `[[commitment]]`, in file order.
    pub commitments: Vec<Commitment>,
    /// `[[exception]]`, in file order.
    pub exceptions: Vec<Exception>,
}

/// Which files are judged.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// Globs; empty means everything.
    pub include: Vec<Spanned<String>>,
    /// Globs.
    pub exclude: Vec<Spanned<String>>,
    /// Judge test code too.
    pub tests: bool,
}

/// An addition to the data dictionary.
#[derive(Clone, Debug)]
pub struct DataEntry {
    /// The entry's own name.
    pub id: Spanned<String>,
    /// The full data key.
    pub key: Spanned<String>,
    /// Identifiers, columns, JSON keys.
    pub names: Vec<Spanned<String>>,
    /// Names that are not this datum.
    pub not: Vec<Spanned<String>>,
    /// Paths of types.
    pub types: Vec<Spanned<String>>,
    /// Paths of fields, `Type::field`.
    pub fields: Vec<Spanned<String>>,
    /// `table.column`.
    pub columns: Vec<Spanned<String>>,
}

/// A declared third party.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// Its id.
    pub id: Spanned<String>,
    /// `processor`, `controller`, `self-hosted`, `user-directed` or `tracker`.
    pub role: Option<Spanned<String>>,
    /// What for.
    pub purpose: Option<Spanned<String>>,
    /// Host names, `*.` allowed in front.
    pub hosts: Vec<Spanned<String>>,
    /// Crate names.
    pub crates: Vec<Spanned<String>>,
    /// Prefixes of environment variables.
    pub env: Vec<Spanned<String>>,
    /// Code paths of mail or message addresses, or literal addresses.
    pub addresses: Vec<Spanned<String>>,
    /// Data keys it may receive.
    pub receives: Vec<Spanned<String>>,
}

/// A condition that code checks.
#[derive(Clone, Debug)]
pub struct Gate {
    /// Its id.
    pub id: Spanned<String>,
    /// Paths of fields, functions, methods and setting keys.
    pub when: Vec<Spanned<String>>,
    /// Its declared default.
    pub default: Option<Spanned<bool>>,
}

/// A named list of paths or names (`[action.*]`, `[store.*]`).
#[derive(Clone, Debug)]
pub struct Named {
    /// Its id.
    pub id: Spanned<String>,
    /// What it stands for.
    pub items: Vec<Spanned<String>>,
}

/// `[code]`: what the analysis cannot see by itself. All are code paths.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// The result is a hash of the argument.
    pub hashes: Vec<Spanned<String>>,
    /// The result is the argument encrypted.
    pub encrypts: Vec<Spanned<String>>,
    /// The result shows nothing of the argument.
    pub redacts: Vec<Spanned<String>>,
    /// Further sinks.
    pub logs: Vec<Spanned<String>>,
    /// Further sinks.
    pub stores: Vec<Spanned<String>>,
    /// Further sinks.
    pub sends: Vec<Spanned<String>>,
    /// Further sinks.
    pub exposes: Vec<Spanned<String>>,
    /// Further sinks.
    pub trains: Vec<Spanned<String>>,
    /// Data key (full) → functions that hand it out.
    pub sources: Vec<(Spanned<String>, Vec<Spanned<String>>)>,
}

/// One promise.
#[derive(Clone, Debug)]
pub struct Commitment {
    /// Unique.
    pub id: String,
    /// The quoted sentences.
    pub quotes: Vec<Spanned<String>>,
    /// The rule that checks it.
    pub rule: Spanned<String>,
    /// Full data keys; a key covers its children.
    pub data: Vec<Spanned<String>>,
    /// How bad a breach is.
    pub severity: Severity,
    /// Globs that narrow where it holds; empty means everywhere.
    pub paths: Vec<Spanned<String>>,
    /// The rule's own keys, validated against the rule's page, in file order.
    pub params: Vec<(String, Spanned<Value>)>,
    /// The `[[commitment]]` header.
    pub span: Span,
}

impl Commitment {
    /// A key of the rule's own, if given.
    pub fn param(&self, name: &str) -> Option<&Spanned<Value>> {
        self.params.iter().find(|(n, _)| n == name).map(|(_, v)| v)
    }

    /// The texts of a list (or a single text) under a key; empty where it is not given.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        match self.param(name).map(|v| &v.value) {
            Some(Value::Text(t)) => vec![t.as_str()],
            Some(Value::List(l)) => l.iter().filter_map(|v| v.value.text()).collect(),
            _ => Vec::new(),
        }
    }

    /// A truth value under a key; `false` where it is not given.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.param(name).map(|v| &v.value), Some(Value::Bool(true)))
    }
}

/// A value of a rule's own key.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text; data keys are full, gate and recipient ids are checked.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// A truth value.
    Bool(bool),
    /// `YYYY-MM-DD`.
    Date(String),
    /// A duration in seconds, from `"30 days"`, `"P30D"`; a month counts 30 days, a year 365.
    Duration(u64),
    /// A list.
    List(Vec<Spanned<Value>>),
    /// A table, keys in file order.
    Table(Vec<(String, Spanned<Value>)>),
}

impl Value {
    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(t) => Some(t),
            _ => None,
        }
    }
}

/// An accepted breach.
#[derive(Clone, Debug)]
pub struct Exception {
    /// The commitment it is for.
    pub commitment: Option<Spanned<String>>,
    /// Or the rule it is for.
    pub rule: Option<Spanned<String>>,
    /// Globs; empty means everywhere.
    pub paths: Vec<Spanned<String>>,
    /// Why.
    pub reason: String,
    /// `YYYY-MM-DD`, the last day on which it holds.
    pub until: Option<Spanned<String>>,
    /// The `[[exception]]` header.
    pub span: Span,
}
