//! The shape of `rules/models/*.toml`, and the way from there to [`CallModel`] and [`TypeModel`].
//!
//! In: the text of one file. Out: its tables; a mistake is said in words, never guessed around. Texts live as long as
//! the program (they are read once).

use serde::Deserialize;

use super::wordfile::{self, Texts, Word, maybe_text, text, texts};
use super::words::Words;
use super::{CallModel, Closure, Columns, End, Measure, Place, Sink, SourceModel, Sql, TypeModel};

/// One crate's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ModelFile {
    #[serde(rename = "crate")]
    pub(super) krate: Crate,
    #[serde(default, rename = "type")]
    pub(super) ty: Vec<Type>,
    #[serde(default)]
    pub(super) call: Vec<Call>,
    #[serde(default)]
    pub(super) pattern: Vec<Pattern>,
    #[serde(default)]
    pub(super) derive: Vec<Derive>,
}

/// `[[derive]]`: a derive macro of the library that declares types of the library around the struct it stands on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Derive {
    #[serde(deserialize_with = "texts")]
    pub(super) name: Texts,
    #[serde(deserialize_with = "texts")]
    pub(super) makes: Texts,
}

/// `[[pattern]]`: a variant of the library that holds a datum.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pattern {
    #[serde(deserialize_with = "texts")]
    pub(super) name: Texts,
    #[serde(deserialize_with = "text")]
    pub(super) source: Word,
}

/// `[crate]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Crate {
    /// As in paths, with underscores.
    #[serde(deserialize_with = "text")]
    pub(super) name: Word,
    /// Crates that hold or re-export the same.
    #[serde(default, deserialize_with = "texts")]
    pub(super) aliases: Texts,
    /// Crates whose items are also found under this one's name.
    #[serde(default, deserialize_with = "texts")]
    pub(super) reexports: Texts,
}

/// `[[type]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Type {
    #[serde(deserialize_with = "texts")]
    pub(super) name: Texts,
    payload: Option<u8>,
    #[serde(default, deserialize_with = "maybe_text")]
    source: Option<Word>,
    #[serde(default)]
    inert: bool,
    #[serde(default)]
    redacts: bool,
    #[serde(default)]
    extractor: bool,
    #[serde(default)]
    text: bool,
    #[serde(default)]
    error: bool,
    #[serde(default)]
    builder: bool,
    #[serde(default, deserialize_with = "maybe_text")]
    prints: Option<Word>,
    #[serde(default)]
    fields: std::collections::BTreeMap<String, String>,
}

/// `[[call]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Call {
    #[serde(deserialize_with = "texts")]
    pub(super) name: Texts,
    flow: Option<Vec<String>>,
    #[serde(default, deserialize_with = "maybe_text")]
    measure: Option<Word>,
    source: Option<Source>,
    #[serde(default)]
    sources: Vec<Source>,
    sink: Option<SinkShape>,
    #[serde(default, deserialize_with = "maybe_text")]
    returns: Option<Word>,
    closure: Option<ClosureShape>,
    #[serde(default, deserialize_with = "maybe_text")]
    hands: Option<Word>,
    sql: Option<SqlShape>,
    #[serde(default)]
    format: bool,
    #[serde(default)]
    compares: bool,
    #[serde(default)]
    column: bool,
    url: Option<u8>,
    handler: Option<u8>,
    #[serde(default)]
    row: bool,
    columns: Option<ColumnsShape>,
    #[serde(default)]
    file: bool,
    #[serde(default)]
    keyed: bool,
    #[serde(default)]
    channel: bool,
    #[serde(default)]
    splits: bool,
    #[serde(default)]
    fails: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    #[serde(deserialize_with = "text")]
    key: Word,
    #[serde(default)]
    when: Vec<String>,
    #[serde(default)]
    near: bool,
    #[serde(default)]
    pairs: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SinkShape {
    place: PlaceShape,
    from: Vec<String>,
    #[serde(default, deserialize_with = "maybe_text")]
    what: Option<Word>,
    #[serde(default, deserialize_with = "maybe_text")]
    level: Option<Word>,
    #[serde(default)]
    when: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PlaceShape {
    Log,
    Print,
    Panic,
    Store,
    Send,
    Expose,
    Train,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ClosureShape {
    Map,
    Tap,
    MapErr,
    TapErr,
    Context,
    Else,
    Fold,
    Run,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ColumnsShape {
    Only,
    Named,
    Placed,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SqlShape {
    Text,
    Bind,
    Values,
    Push,
    Rows,
}

/// Reads one file.
pub(super) fn read(text: &str) -> Result<ModelFile, String> {
    toml::from_str(text).map_err(|e| e.message().to_owned())
}

/// Whether a text can stand under `name` of a call: `write`, `fs::write`, `Client::get`, `.len`, `println!`.
pub(super) fn is_call_name(name: &str) -> bool {
    if let Some(method) = name.strip_prefix('.') {
        is_word(method)
    } else {
        let path = name.strip_suffix('!').unwrap_or(name);
        path.split("::").count() <= 2 && path.split("::").all(is_word)
    }
}

/// Whether a text can stand under `name` of a type.
pub(super) fn is_type_name(name: &str) -> bool {
    is_word(name)
}

/// The model of a constructor, which returns its own type where its file leaves that out: `Client::new`. The types of
/// std are left alone, since a bare `Vec` would say less than what the arguments do.
pub(super) fn constructed(mut model: CallModel, root: &str, name: &str) -> CallModel {
    if let Some((owner, method)) = name.split_once("::") {
        let makes = ["new", "default", "open", "connect", "with_config"].contains(&method)
            || ["new_", "from_"]
                .iter()
                .any(|start| method.starts_with(start));
        if makes
            && root != "std"
            && model.returns.is_none()
            && owner.starts_with(char::is_uppercase)
        {
            model.returns = Some(wordfile::keep(&format!("{root}::{owner}")));
        }
    }
    model
}

impl Type {
    /// What the rooms behind this one see of it.
    pub(super) fn model(&self, root: &str) -> TypeModel {
        let field = |(name, ty): (&String, &String)| {
            (wordfile::keep(name), wordfile::keep(&absolute(ty, root)))
        };
        TypeModel {
            fields: self.fields.iter().map(field).collect(),
            payload: self.payload,
            source: self.source,
            inert: self.inert,
            redacts: self.redacts,
            extractor: self.extractor,
            text: self.text,
            error: self.error,
            builder: self.builder,
            prints: self.prints,
        }
    }
}

impl Call {
    /// What the rooms behind this one see of it. `root` is the crate that type names without a path belong to.
    pub(super) fn model(&self, root: &str, words: &Words) -> Result<CallModel, String> {
        let measure = self.measure.map(|m| measure(m, words)).transpose()?;
        let plain = measure == Some(Measure::Plain);
        Ok(CallModel {
            flows: self.flow.as_ref().map(|list| flows(list)).transpose()?,
            measure: measure.filter(|_| !plain),
            plain,
            source: self.source.as_ref().map(Source::model),
            sources: self.sources.iter().map(Source::model).collect(),
            sink: self.sink.as_ref().map(SinkShape::model).transpose()?,
            returns: self.returns.map(|t| wordfile::keep(&absolute(t, root))),
            closure: self.closure.map(closure),
            hands: self.hands.map(|t| wordfile::keep(&absolute(t, root))),
            sql: self.sql.map(sql),
            format: self.format,
            compares: self.compares,
            column: self.column,
            url: self.url,
            handler: self.handler,
            row: self.row,
            columns: self.columns.map(columns),
            file: self.file,
            keyed: self.keyed,
            channel: self.channel,
            splits: self.splits,
            fails: self.fails,
        })
    }
}

impl Source {
    fn model(&self) -> SourceModel {
        SourceModel {
            key: self.key,
            when: self.when.clone(),
            near: self.near,
            pairs: self.pairs,
        }
    }
}

impl SinkShape {
    fn model(&self) -> Result<Sink, String> {
        let (place, usual) = match self.place {
            PlaceShape::Log => (Place::Log, "log"),
            PlaceShape::Print => (Place::Print, "standard output"),
            PlaceShape::Panic => (Place::Panic, "panic text"),
            PlaceShape::Store => (Place::Store, "database"),
            PlaceShape::Send => (Place::Send, "another host"),
            PlaceShape::Expose => (Place::Expose, "response"),
            PlaceShape::Train => (Place::Train, "training set"),
        };
        let mut from = Vec::new();
        for end in &self.from {
            from.extend(ends(end)?);
        }
        Ok(Sink {
            place,
            from,
            what: self.what.unwrap_or(usual),
            level: self.level,
            when: self.when.clone(),
        })
    }
}

fn measure(text: &str, words: &Words) -> Result<Measure, String> {
    wordfile::measure(text, words.algorithms()).ok_or_else(|| format!("unknown measure `{text}`"))
}

fn flows(list: &[String]) -> Result<Vec<(End, End)>, String> {
    let mut flows = Vec::new();
    for flow in list {
        let (from, to) = flow
            .split_once(" > ")
            .ok_or_else(|| format!("`{flow}` is no `from > to`"))?;
        for to in ends(to)? {
            flows.extend(ends(from)?.into_iter().map(|from| (from, to)));
        }
    }
    Ok(flows)
}

/// `self`, its `value` or `error` if it is a `Result`, the `channel` it is an end of, `result`, `args`, `all` (receiver and arguments) or the number of
/// an argument; `result.0` is a part of a result that is a tuple.
fn ends(text: &str) -> Result<Vec<End>, String> {
    if let Some(part) = text.strip_prefix("result.") {
        let part = part.parse();
        return part
            .map(|part| vec![End::Part(part)])
            .map_err(|_| format!("`{text}` is no part of a result"));
    }
    Ok(match text {
        "self" => vec![End::Receiver],
        "value" => vec![End::Success],
        "error" => vec![End::Error],
        "channel" => vec![End::Channel],
        "result" => vec![End::Result],
        "args" => vec![End::Args],
        "all" => vec![End::Receiver, End::Args],
        number => vec![End::Arg(
            number
                .parse()
                .map_err(|_| format!("`{number}` is no end of a flow"))?,
        )],
    })
}

fn closure(shape: ClosureShape) -> Closure {
    match shape {
        ClosureShape::Map => Closure::Map,
        ClosureShape::Tap => Closure::Tap,
        ClosureShape::MapErr => Closure::MapErr,
        ClosureShape::TapErr => Closure::TapErr,
        ClosureShape::Context => Closure::Context,
        ClosureShape::Else => Closure::Else,
        ClosureShape::Fold => Closure::Fold,
        ClosureShape::Run => Closure::Run,
    }
}

fn columns(shape: ColumnsShape) -> Columns {
    match shape {
        ColumnsShape::Only => Columns::Only,
        ColumnsShape::Named => Columns::Named,
        ColumnsShape::Placed => Columns::Placed,
    }
}

fn sql(shape: SqlShape) -> Sql {
    match shape {
        SqlShape::Text => Sql::Text,
        SqlShape::Bind => Sql::Bind,
        SqlShape::Values => Sql::TextAndValues,
        SqlShape::Push => Sql::Push,
        SqlShape::Rows => Sql::Rows,
    }
}

/// Names that mean the same in every crate, so that no crate is put before them.
const COMMON: &[&str] = &[
    "Arc", "Box", "Cow", "HashMap", "K", "Option", "Rc", "Result", "Self", "String", "T", "U", "V",
    "Vec",
];

/// A type text in which every type of the crate has its crate: `Option<Client>` is `Option<reqwest::Client>`.
fn absolute(text: &str, root: &str) -> String {
    let mut out = String::with_capacity(text.len() + root.len() + 2);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let end = rest.find(|c: char| !is_path_char(c)).unwrap_or(rest.len());
        if end == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let path = &rest[..end];
        if c.is_uppercase() && !COMMON.contains(&path) {
            out.push_str(root);
            out.push_str("::");
        }
        out.push_str(path);
        rest = &rest[end..];
    }
    out
}

fn is_path_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == ':'
}

fn is_word(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && text.chars().all(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_the_crate_get_its_name() {
        let check = |text: &str, expect: &str| assert_eq!(absolute(text, "http"), expect);
        check("HeaderMap", "http::HeaderMap");
        check("Option<HeaderValue>", "Option<http::HeaderValue>");
        check("std::string::String", "std::string::String");
        check(
            "Result<(Parts, T), Error>",
            "Result<(http::Parts, T), http::Error>",
        );
        check("&str", "&str");
    }

    #[test]
    fn names_of_calls_have_one_of_five_shapes() {
        for good in [
            "write",
            "fs::write",
            "Client::get",
            ".len",
            "println!",
            "tracing::info!",
        ] {
            assert!(is_call_name(good), "{good}");
        }
        for bad in ["", ".", "a::b::c", "a b", "get()", "!", "::a"] {
            assert!(!is_call_name(bad), "{bad}");
        }
    }

    #[test]
    fn a_flow_names_both_ends() {
        assert_eq!(
            flows(&["1 > self".into()]),
            Ok(vec![(End::Arg(1), End::Receiver)])
        );
        let all = vec![(End::Receiver, End::Result), (End::Args, End::Result)];
        assert_eq!(flows(&["all > result".into()]), Ok(all));
        assert!(flows(&["1 -> self".into()]).is_err());
        assert!(flows(&["x > self".into()]).is_err());
    }
}
