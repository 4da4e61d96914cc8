//! The rules as their pages describe them: promise, own keys, severity, tags and the text people read.
//!
//! In: the embedded `rules/*.md`. Out: [`Page`]s in the order of their ids. What a rule does is not here: the
//! `rules` room judges, this module only says what a policy may write and what a reader is told.

use std::sync::OnceLock;

use serde::Deserialize;

use super::embedded;
use crate::finding::Severity;

/// A rule's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The rule's id, such as `never-logged`.
    pub id: &'static str,
    /// The promise it checks, one line.
    pub promise: String,
    /// Whether this version judges it; otherwise its commitments are unproven.
    pub judged: bool,
    /// The severity of a commitment that names none.
    pub severity: Severity,
    /// Marks for reports: CWE, GDPR article, OPP-115 topic.
    pub tags: Vec<String>,
    /// Whether a commitment must name data.
    pub data: DataNeed,
    /// The rule's own keys, in the order of the page.
    pub keys: Vec<KeySpec>,
    /// Keys (`data` included) of which at least one must be given; empty where it does not matter.
    pub some_of: Vec<String>,
    /// Keys (`data` included) of which one is meant; empty where it does not matter.
    pub one_of: Vec<String>,
    /// The page below its front matter, Markdown.
    pub body: &'static str,
}

impl Page {
    /// A key of the rule's own.
    pub fn key(&self, name: &str) -> Option<&KeySpec> {
        self.keys.iter().find(|k| k.name == name)
    }
}

/// Whether a commitment names data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataNeed {
    /// It must.
    Required,
    /// It may.
    Optional,
    /// It must not: the rule is not about data keys.
    None,
}

/// A key of a rule's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySpec {
    /// The key as written.
    pub name: String,
    /// What it takes.
    pub kind: KeyType,
    /// Whether it must be given.
    pub required: bool,
    /// What it means, one sentence part.
    pub doc: String,
}

/// What a key takes. A list type takes a single value for a list of one, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A text, number or truth value.
    Scalar,
    /// A list of those.
    Scalars,
    /// A date.
    Date,
    /// `"30 days"` or `"P30D"`.
    Duration,
    /// Data keys.
    Keys,
    /// Ids of gates.
    Gates,
    /// Ids of recipients.
    Recipients,
    /// Paths to code.
    Paths,
    /// Globs of file paths.
    Globs,
    /// One of these words.
    Enum(Vec<String>),
    /// Any of these words.
    Enums(Vec<String>),
    /// Cookies and storage keys, as tables.
    Cookies,
    /// Tables that are kept, with the reason.
    Keep,
    /// Pairs of argument positions.
    Pairs,
    /// Stores: declared ids, or the names of databases, buckets and folders.
    Stores,
    /// Actions: declared ids, sink kinds, code paths, recipients, tables or cookies.
    Actions,
    /// Globs of region names.
    Regions,
    /// Names of hosts.
    Hosts,
}

/// All rules' pages, sorted by id.
pub fn pages() -> &'static [Page] {
    static READ: OnceLock<Vec<Page>> = OnceLock::new();
    READ.get_or_init(|| {
        let read = embedded::PAGES.iter().map(|(stem, text)| parse(stem, text));
        let mut pages: Vec<Page> = read
            .collect::<Result<_, _>>()
            .expect("invariant: every page of rules/ is read by a test");
        pages.sort_by_key(|p| p.id);
        pages
    })
}

/// The page of a rule.
pub fn page(id: &str) -> Option<&'static Page> {
    pages().iter().find(|p| p.id == id)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    id: String,
    promise: String,
    status: Status,
    #[serde(default)]
    severity: Level,
    #[serde(default)]
    tags: Vec<String>,
    needs_data: DataNeed,
    #[serde(default)]
    keys: Vec<Key>,
    #[serde(default)]
    some_of: Vec<String>,
    #[serde(default)]
    one_of: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Judged,
    Planned,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Note,
    Warning,
    #[default]
    Error,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    required: bool,
    doc: String,
}

fn parse(stem: &'static str, text: &'static str) -> Result<Page, String> {
    let rest = text
        .strip_prefix("+++\n")
        .ok_or_else(|| format!("{stem}: no front matter"))?;
    let (front, body) = rest
        .split_once("\n+++\n")
        .ok_or_else(|| format!("{stem}: the front matter does not end"))?;
    let front: Front = toml::from_str(front).map_err(|e| format!("{stem}: {e}"))?;
    if front.id != stem {
        return Err(format!("{stem}: the page's id is `{}`", front.id));
    }
    let keys = front.keys.into_iter().map(|key| {
        let kind = key_type(&key.kind)
            .ok_or_else(|| format!("{stem}: `{}` is no type of a key", key.kind))?;
        Ok(KeySpec {
            name: key.name,
            kind,
            required: key.required,
            doc: key.doc,
        })
    });
    Ok(Page {
        id: stem,
        promise: front.promise,
        judged: matches!(front.status, Status::Judged),
        severity: match front.severity {
            Level::Note => Severity::Note,
            Level::Warning => Severity::Warning,
            Level::Error => Severity::Error,
        },
        tags: front.tags,
        data: front.needs_data,
        keys: keys.collect::<Result<_, String>>()?,
        some_of: front.some_of,
        one_of: front.one_of,
        body: body.trim_start_matches('\n'),
    })
}

/// A type as a page writes it: a word, or `enum:` or `enums:` and the words allowed.
fn key_type(text: &str) -> Option<KeyType> {
    let words = |list: &str| list.split('|').map(str::to_owned).collect();
    if let Some(list) = text.strip_prefix("enum:") {
        return Some(KeyType::Enum(words(list)));
    }
    if let Some(list) = text.strip_prefix("enums:") {
        return Some(KeyType::Enums(words(list)));
    }
    Some(match text {
        "text" => KeyType::Text,
        "texts" => KeyType::Texts,
        "bool" => KeyType::Bool,
        "integer" => KeyType::Integer,
        "number" => KeyType::Number,
        "scalar" => KeyType::Scalar,
        "scalars" => KeyType::Scalars,
        "date" => KeyType::Date,
        "duration" => KeyType::Duration,
        "keys" => KeyType::Keys,
        "gates" => KeyType::Gates,
        "recipients" => KeyType::Recipients,
        "paths" => KeyType::Paths,
        "globs" => KeyType::Globs,
        "cookies" => KeyType::Cookies,
        "keep" => KeyType::Keep,
        "pairs" => KeyType::Pairs,
        "stores" => KeyType::Stores,
        "actions" => KeyType::Actions,
        "regions" => KeyType::Regions,
        "hosts" => KeyType::Hosts,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "attested authenticated checked-first collected-only cookies-only \
        encrypted-at-rest erasable exportable gated hashed-at-rest kept-at-most links-expire \
        logged-fields-only never-exposed never-logged never-stored never-used-for no-trackers \
        only-through owner-only region-only secrets-managed setting shared-only-with tls-only";

    #[test]
    fn every_rule_of_the_contract_has_a_page_and_no_other() {
        let ids: Vec<&str> = pages().iter().map(|p| p.id).collect();
        assert_eq!(ids.join(" "), RULES);
    }

    #[test]
    fn pages_keep_the_house_style() {
        for page in pages() {
            let id = page.id;
            assert!(
                !page.promise.ends_with('.') && !page.promise.contains('\n'),
                "{id}"
            );
            assert!(
                page.promise.starts_with(char::is_lowercase),
                "{id}: promise"
            );
            assert!(
                page.body.starts_with(&format!("# {id}\n")),
                "{id}: the heading is the rule"
            );
            assert!(!page.tags.is_empty(), "{id}: no tags");
            for key in &page.keys {
                assert!(
                    !key.doc.is_empty() && !key.doc.ends_with('.'),
                    "{id}: {}",
                    key.name
                );
            }
            for name in page.some_of.iter().chain(&page.one_of) {
                assert!(name == "data" || page.key(name).is_some(), "{id}: {name}");
            }
        }
    }

    #[test]
    fn a_page_says_what_is_wrong_with_it() {
        let check = |text, expected: &str| {
            let error = parse("x", text).expect_err("a wrong page");
            assert!(error.contains(expected), "{error}");
        };
        check("# x", "no front matter");
        check("+++\nid = 'x'\n", "does not end");
        check(
            "+++\nid = 'y'\npromise = ''\nstatus = 'judged'\nneeds_data = 'none'\n+++\n",
            "`y`",
        );
        check("+++\nid = 'x'\nstatus = 'maybe'\n+++\n", "maybe");
        check(
            "+++\nid = 'x'\npromise = ''\nstatus = 'judged'\nneeds_data = 'none'\n\
             keys = [{ name = 'a', type = 'b', doc = 'c' }]\n+++\n",
            "`b` is no type",
        );
    }
}
