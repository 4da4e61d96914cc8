//! What a library call, type or macro does to data: the vocabulary of `rules/models/*.toml`.

/// What a value has passed on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Nothing.
    Plain,
    /// Cut or covered so that it does not show the datum (`mask_*`).
    Masked,
    /// Hashed by an algorithm.
    Hashed(Algorithm),
    /// Encrypted.
    Encrypted,
    /// Only a count, a length or a truth value is left.
    Aggregated,
}

impl std::fmt::Display for Measure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Measure::Plain => f.write_str("plain"),
            Measure::Masked => f.write_str("masked"),
            Measure::Encrypted => f.write_str("encrypted"),
            Measure::Aggregated => f.write_str("only a count or truth value"),
            Measure::Hashed(a) if a.keyed => write!(f, "hashed by {} with a key", a.name),
            Measure::Hashed(a) => write!(f, "hashed by {}", a.name),
        }
    }
}

/// A hash algorithm by strength and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Algorithm {
    /// What it is good for.
    pub class: HashClass,
    /// Whether a secret key goes in.
    pub keyed: bool,
    /// Its name (`bcrypt`, `sha256`); `hash` where the analysis cannot tell which.
    pub name: &'static str,
}

/// What a hash is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HashClass {
    /// Slow and salted: right for passwords.
    Kdf,
    /// Fast, collision-resistant: right for long random values only.
    Digest,
    /// Broken: md5, sha1.
    Weak,
    /// A hash of unknown kind (a user's own function).
    Unknown,
}

/// Where data ends up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Log, trace, span, error report.
    Log,
    /// Standard output and error.
    Print,
    /// Panic, assert and expect texts.
    Panic,
    /// Databases, key-value stores, files, object stores.
    Store,
    /// Another host.
    Send,
    /// A client: response, cookie, URL, template.
    Expose,
    /// A training set.
    Train,
    /// A call that a commitment asks about.
    Call,
}

impl Place {
    /// A word for a place that only the policy file names.
    pub fn noun(self) -> &'static str {
        match self {
            Place::Log => "log",
            Place::Print => "standard output",
            Place::Panic => "panic text",
            Place::Store => "store",
            Place::Send => "request",
            Place::Expose => "response",
            Place::Train => "training set",
            Place::Call => "call",
        }
    }
}

/// How a closure argument takes part in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Closure {
    /// It gets the receiver's payload; the result is what it returns (`map`, `and_then`, `filter_map`).
    Map,
    /// It gets the receiver's payload; the result is the receiver (`inspect`, `filter`, `retain`).
    Tap,
    /// It gets the receiver's error; the result is the receiver with that error replaced (`map_err`, `or_else`).
    MapErr,
    /// It gets the receiver's error; the result is the receiver (`inspect_err`).
    TapErr,
    /// It gets nothing; what it returns is added to the receiver's error (`with_context`).
    Context,
    /// It gets nothing (or the error); the result is the receiver or what it returns (`unwrap_or_else`).
    Else,
    /// It gets an accumulator (the first argument) and the payload; the result is what it returns (`fold`, `map_or`).
    Fold,
    /// It is run; the result is what it returns (`spawn`, `scope`, `get_or_init`).
    Run,
}

/// One end of a flow inside a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// The receiver (of a method).
    Receiver,
    /// What the receiver holds if it is a success: the error apart.
    Success,
    /// The error that the receiver holds; as an end, the error that the result holds.
    Error,
    /// What the receiver's far end hands out: a channel's.
    Channel,
    /// An argument, from 0, the receiver not counted.
    Arg(u8),
    /// Every argument, the receiver not counted.
    Args,
    /// What the call returns.
    Result,
    /// A part of the tuple that the call returns.
    Part(u8),
}

/// How a sink call knows where a value goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sink {
    /// The place.
    pub place: Place,
    /// What reaches it.
    pub from: Vec<End>,
    /// A word for it in messages: `log`, `database`, `file`, `span`.
    pub what: &'static str,
    /// The log level, if fixed: `error` … `trace`.
    pub level: Option<&'static str>,
    /// Which literal arguments make it one (names of headers), lower case; empty: always.
    pub when: Vec<String>,
}

/// A datum that a call or type hands out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceModel {
    /// Its data key, or how the literal argument tells it: [`SourceModel::HEADER`], [`SourceModel::ENV`],
    /// [`SourceModel::NAME`]; `Words::of_literal` reads both.
    pub key: &'static str,
    /// Which literal arguments make it so (header names, env names by word), lower case; empty: always. A `*` matches any run.
    pub when: Vec<String>,
    /// Only what is made of it close by is believed to be the datum: it holds much else.
    pub near: bool,
    /// It comes in pairs with what it is called by: names of headers and their values.
    pub pairs: bool,
}

impl SourceModel {
    /// The first argument names a header.
    pub const HEADER: &'static str = "@header";
    /// The first argument names a variable of the environment.
    pub const ENV: &'static str = "@env";
    /// The first argument is a name like any identifier: a column, a cookie, a form field.
    pub const NAME: &'static str = "@name";
}

/// What SQL-carrying calls look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sql {
    /// The first text argument is SQL; values are bound later by methods (`sqlx::query`).
    Text,
    /// The receiver carries SQL; the argument is the next bound value (`.bind`, `.push_bind`).
    Bind,
    /// SQL text and values in one call: text, then values (`query!`, `execute(sql, params)`).
    TextAndValues,
    /// Appends SQL text to the receiver (`QueryBuilder::push`).
    Push,
    /// Appends rows: a closure is handed a builder of values and each item (`QueryBuilder::push_values`).
    Rows,
}

/// What one function, method or macro does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallModel {
    /// What reaches what; `None`: everything reaches the result and whatever is borrowed mutably.
    pub flows: Option<Vec<(End, End)>>,
    /// What the result has passed.
    pub measure: Option<Measure>,
    /// The measure is undone (`expose_secret`, `decrypt`).
    pub plain: bool,
    /// A datum it hands out.
    pub source: Option<SourceModel>,
    /// What it hands out beside, each by its own literal arguments (the parts of a log format).
    pub sources: Vec<SourceModel>,
    /// A place that data reaches.
    pub sink: Option<Sink>,
    /// What it returns, as type text with paths from the crate root; `$1` is the first generic argument it is called
    /// with, `X<$1>` a type of the library around it.
    pub returns: Option<&'static str>,
    /// How a closure argument takes part.
    pub closure: Option<Closure>,
    /// What a closure argument is handed first, as type text (`configure_scope(|scope| …)`).
    pub hands: Option<&'static str>,
    /// It carries SQL.
    pub sql: Option<Sql>,
    /// A macro or function that builds text from its arguments by a format string.
    pub format: bool,
    /// ORM: its arguments are conditions on columns, so what they hold is compared with what is stored.
    pub compares: bool,
    /// What it gives comes out of a store: rows, and columns of them.
    pub row: bool,
    /// Where the columns of the query that it is called on stand in what it gives.
    pub columns: Option<Columns>,
    /// Its first literal argument names a file, whose text stands for it.
    pub file: bool,
    /// Its literal argument says which element of the receiver is read.
    pub keyed: bool,
    /// It makes both ends of a channel.
    pub channel: bool,
    /// It takes a text apart: what comes out is one of several parts.
    pub splits: bool,
    /// Its value is the error with which the function around it returns (`bail!`).
    pub fails: bool,
    /// ORM: argument 0 is the column (a path), argument 1 the value; or a method `eq` on a column.
    pub column: bool,
    /// The argument that names the host that is spoken to.
    pub url: Option<u8>,
    /// The argument that is a function which answers requests.
    pub handler: Option<u8>,
}

/// Where the columns of a query stand in what comes out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// The only one is the value itself.
    Only,
    /// They are fields of their names.
    Named,
    /// They are known by their position.
    Placed,
}

/// How values of a library type behave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeModel {
    /// The index of the generic argument this type stands for (`Json<T>` → 0, `HashMap<K, V>` → 1).
    pub payload: Option<u8>,
    /// Every value is this datum (`IpAddr`).
    pub source: Option<&'static str>,
    /// Never data: numbers, truth values, times, ids.
    pub inert: bool,
    /// `Debug` and `Display` show nothing of the content (secrecy).
    pub redacts: bool,
    /// A handler parameter of this type holds what a client sent.
    pub extractor: bool,
    /// Text-like: what names say about it can be believed.
    pub text: bool,
    /// An error type (its printed form may carry what it was built from).
    pub error: bool,
    /// Methods that no model names give the same type back (`Select`).
    pub builder: bool,
    /// Types of its public fields, as type texts.
    pub fields: Vec<(&'static str, &'static str)>,
    /// What the type holds when printed whole, with its reason (`HeaderMap` → authorization).
    pub prints: Option<&'static str>,
}
