//! What a template shows of the value it is rendered with: the fields that its text names.
//!
//! In: types that derive a template, and the template files. Out: for each type the words that stand in the template's
//! tags, included files too. A template that is not found shows the fields of the type itself, and nothing within them.
//! Of what is handed to a template engine by name, the fields that no template of the tree names are only assumed to show.

use super::Analysis;
use super::body::Walk;
use super::calls::Arg;
use super::value::{Atom, Origin, Value};
use crate::catalog::{Catalog, Conventions, DeriveRole};
use crate::facts::Range;
use crate::link::Program;
use crate::link::types::{Head, Ty};
use crate::source::{Kind, SourceMap};
use rustc_hash::{FxHashMap, FxHashSet};

/// How many files one template may draw in.
const FILES: usize = 40;

/// The words in the tags of each page's template, by the page's type.
pub(super) type Mentions = FxHashMap<u32, FxHashSet<String>>;

/// What all templates of a tree show of the values they are rendered with.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// The words in their tags.
    words: FxHashSet<String>,
    /// The words that stand there for all they hold: `{{ user }}`, not `{{ user.name }}`.
    bare: FxHashSet<String>,
}

/// Reads all templates of a tree.
pub(super) fn shown(sources: &SourceMap) -> Shown {
    let mut shown = Shown::default();
    for file in sources.tree().iter().filter(|f| f.kind == Kind::Html) {
        collect(&file.text, &mut shown.words);
        for tag in tags(&file.text) {
            if Conventions::embedded().templates.asks.hold(head(tag)) {
                continue;
            }
            let paths = tag.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '@'));
            let alone = paths.filter(|p| !p.is_empty() && !p.contains('.'));
            shown.bare.extend(alone.map(str::to_owned));
        }
    }
    shown
}

/// The first word of a tag, as a whole: `{{ forename }}` begins with no `for`.
fn head(tag: &str) -> &str {
    let tag = tag.trim_start_matches(['-', '+', '~', ' ', '\n', '\t', '#', '/', '{']);
    let word = tag.split(|c: char| !c.is_alphanumeric() && c != '_').next();
    word.unwrap_or("")
}

/// What stands between the braces of a template's tags.
fn tags(text: &str) -> impl Iterator<Item = &str> {
    let opened = ["{{", "{%", "<%"]
        .into_iter()
        .flat_map(|open| text.split(open).skip(1));
    opened.filter_map(|rest| {
        let end = ["}}", "%}", "%>"]
            .iter()
            .filter_map(|e| rest.find(e))
            .min()?;
        rest.get(..end)
    })
}

/// Finds the templates of all pages.
pub(super) fn mentions(program: &Program, catalog: &Catalog, sources: &SourceMap) -> Mentions {
    let mut all = Mentions::default();
    for adt in 0..program.adts.len() as u32 {
        let (unit, facts) = program.adt(adt);
        let page = |d: &crate::facts::NameId| {
            catalog.words.derive(unit.text(*d)) == Some(DeriveRole::Page)
        };
        if !facts.derives.iter().any(page) {
            continue;
        }
        let Some(attr) = facts.attrs.iter().find(|a| a.path.ends_with("template")) else {
            continue;
        };
        let mut words = FxHashSet::default();
        if let Some(text) = quoted(&attr.args, "source") {
            collect(text, &mut words);
        } else if let Some(path) = quoted(&attr.args, "path") {
            let home = &sources.file(unit.file).path;
            let mut open = vec![path.to_owned()];
            let mut seen = FxHashSet::default();
            while let Some(path) = open.pop().filter(|_| seen.len() < FILES) {
                let Some(text) = template(sources, home, &path).filter(|_| seen.insert(path))
                else {
                    continue;
                };
                open.extend(collect(text, &mut words));
            }
        }
        if !words.is_empty() {
            all.insert(adt, words);
        }
    }
    all
}

/// The value of `key = "…"` in an attribute.
fn quoted<'a>(args: &'a str, key: &str) -> Option<&'a str> {
    let mut parts = args.split('"');
    while let (Some(before), Some(value)) = (parts.next(), parts.next()) {
        let name = before.trim_end().trim_end_matches('=').trim_end();
        if name.ends_with(key) {
            return Some(value);
        }
    }
    None
}

/// The text of a template, the nearest to the type that names it.
fn template<'a>(sources: &'a SourceMap, home: &str, path: &str) -> Option<&'a str> {
    let end = format!("/{path}");
    let fits = |p: &str| p == path || p.ends_with(&end);
    let near = |p: &str| {
        home.bytes()
            .zip(p.bytes())
            .take_while(|(a, b)| a == b)
            .count()
    };
    let files = sources.tree().iter().filter(|f| fits(&f.path));
    files.max_by_key(|f| near(&f.path)).map(|f| f.text.as_str())
}

/// Adds the words in the tags of a template; gives the files that it draws in.
fn collect(text: &str, words: &mut FxHashSet<String>) -> Vec<String> {
    let templates = &Conventions::embedded().templates;
    let mut files = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '<']) {
        let inner = rest.get(at..).unwrap_or("");
        let end = match inner.get(..2) {
            Some("{{") => "}}",
            Some("{%") => "%}",
            Some("<%") => "%>",
            _ => {
                rest = inner.get(1..).unwrap_or("");
                continue;
            }
        };
        let tag = inner.get(2..).unwrap_or("");
        let (tag, after) = tag.split_once(end).unwrap_or((tag, ""));
        let draws = templates.draws.iter().any(|w| tag.contains(w));
        if draws && let Some(file) = tag.split('"').nth(1) {
            files.push(file.to_owned());
        }
        rest = after;
        // What is only asked for is not shown: `{% if args.password.is_some() %}`.
        let asks = end == "%}" && templates.conditions.hold(head(tag));
        if asks && !tag.contains(" let ") {
            continue;
        }
        let named = tag.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.extend(named.filter(|w| !w.is_empty()).map(str::to_owned));
    }
    files
}

impl Walk<'_> {
    /// What a template engine is handed: a field of a struct that stands in it as a whole, and that no template names,
    /// is only assumed to show.
    pub(super) fn named_by_templates(&mut self, arg: &mut Arg) {
        let program = self.analysis.program;
        let payload = program.payload(self.analysis.catalog, self.ty(arg.id));
        let whole = matches!(program.types.head(payload), Head::Adt(_));
        if whole {
            arg.value = self.serialised(arg);
        }
        let opened = |a: &Atom| !a.assumed && matches!(a.origin, Origin::Field(..));
        if !arg.value.atoms.iter().any(opened) {
            return;
        }
        let shown = self
            .analysis
            .templates
            .get_or_init(|| shown(self.analysis.sources));
        if shown.words.is_empty() {
            return;
        }
        for atom in arg.value.atoms.iter_mut().filter(|a| opened(a)) {
            let Origin::Field(_, _, name) = atom.origin else {
                continue;
            };
            let under = match atom.at.parts().first() {
                Some(key) => !shown.bare.contains(program.text(*key)),
                None => whole,
            };
            atom.assumed = under && !shown.words.contains(program.text(name));
        }
    }

    /// The data of a page that its template shows.
    pub(super) fn page_shown(&mut self, value: &Value, adt: u32, ty: Ty, range: Range) -> Value {
        let program = self.analysis.program;
        let words = self.analysis.pages.get(&adt);
        let named = |name: &str| words.is_none_or(|w| w.contains(name));
        let mut shown = Value::clean();
        for field in program.adts[adt as usize].variants.iter().flatten() {
            if !named(program.text(field.name)) {
                continue;
            }
            let part = self.read(value, ty, field.name.into(), range);
            let payload = program.payload(self.analysis.catalog, field.ty);
            let Head::Adt(inner) = program.types.head(payload) else {
                shown.add(part.flat().atoms);
                continue;
            };
            let fields = program.adts[inner as usize].variants.iter().flatten();
            for deep in fields.filter(|d| words.is_some() && named(program.text(d.name))) {
                let one = self.read(&part, payload, deep.name.into(), range);
                shown.add(one.flat().atoms);
            }
        }
        shown
    }
}

impl Analysis<'_> {
    /// Whether a type is a page.
    pub(super) fn is_page(&self, adt: u32) -> bool {
        self.derives(adt, DeriveRole::Page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_tags_only() {
        let mut words = FxHashSet::default();
        let text = "<p>{{ user.name }}</p> secret {% if args.wide %}{{ args.title }}{% include \"head.html\" %}";
        let files = collect(text, &mut words);
        assert_eq!(files, ["head.html"]);
        assert!(words.contains("name") && words.contains("title"));
        assert!(!words.contains("secret") && !words.contains("wide"));
    }

    #[test]
    fn tags_are_told_by_their_whole_first_word() {
        let text = "{{ forename }} {% for one in many %}{{ one }}{%- endfor %} {{#if asked }} {{ settings }} {% set x = y %} \
            {{ iffy.name }} <%= withheld %> {% elif other %}";
        let file = crate::source::SourceFile {
            path: "templates/a.html".to_owned(),
            kind: Kind::Html,
            role: crate::source::Role::Product,
            git_ignored: false,
            text: text.to_owned(),
            lines: crate::span::LineIndex::new(text),
        };
        let sources = SourceMap {
            files: vec![file],
            ..SourceMap::default()
        };
        let bare = shown(&sources).bare;
        for word in ["forename", "one", "settings", "withheld"] {
            assert!(bare.contains(word), "{word} in {bare:?}");
        }
        for word in ["many", "asked", "y", "iffy", "name", "other"] {
            assert!(!bare.contains(word), "{word} in {bare:?}");
        }
    }
}
