//! What a policy file adds to the knowledge that ships with the program.
//!
//! In: plain lists that the command line copies out of the policy (this room stands above the policy and never
//! imports it). Out: an [`Overlay`] for [`crate::catalog::Words`] and the flow room. It never checks the lists:
//! whether a path exists is said where paths are resolved.

/// Everything a policy file says about names and code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlay {
    /// `[data.*]`, in file order.
    pub data: Vec<OverlayEntry>,
    /// Code paths of functions whose result is a hash of the argument.
    pub hashes: Vec<String>,
    /// Code paths of functions whose result is the argument encrypted.
    pub encrypts: Vec<String>,
    /// Code paths of functions whose result shows nothing of the argument.
    pub redacts: Vec<String>,
    /// Code paths of further sinks: logs.
    pub logs: Vec<String>,
    /// Code paths of further sinks: stores.
    pub stores: Vec<String>,
    /// Code paths of further sinks: other hosts.
    pub sends: Vec<String>,
    /// Code paths of further sinks: clients.
    pub exposes: Vec<String>,
    /// Code paths of further sinks: training sets.
    pub trains: Vec<String>,
    /// Full data key and the code paths of functions that hand it out.
    pub sources: Vec<(String, Vec<String>)>,
    /// Code paths of functions and macros whose calls commitments ask about.
    pub watched: Vec<String>,
    /// Crates of declared recipients, as in paths.
    pub recipient_crates: Vec<String>,
    /// Code paths of functions that commitments want data to pass.
    pub passed: Vec<String>,
}

/// One `[data.*]` table: how a datum is recognised in this codebase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OverlayEntry {
    /// The full data key.
    pub key: String,
    /// Identifiers, columns and JSON keys that hold it, matched word by word on the last words.
    pub names: Vec<String>,
    /// Names that are not this datum, matched the same way; they win over everything else.
    pub not: Vec<String>,
    /// Code paths of types, every value of which is this datum.
    pub types: Vec<String>,
    /// Code paths of fields, `Type::field`.
    pub fields: Vec<String>,
    /// `table.column`.
    pub columns: Vec<String>,
}
