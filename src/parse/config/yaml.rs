//! YAML as entries: several documents, aliases and merge keys followed, templates covered.

use super::scalar::{Quoted, scalar};
use super::writer::Writer;
use super::{Config, Entry, Format, Reading, Sort, Value, comments, lines, template};
use crate::parse::Range;
use crate::parse::yaml::{self, NodeId, NodeKind, Style, Yaml};

/// How many aliases may stand within each other.
const ALIASES: usize = 16;

/// Reads one file; never fails.
pub(super) fn read(text: &str) -> Config {
    let plain = yaml::read(text);
    // Marks within texts are no trouble; those that stand as values, keys or lines of their own are.
    let masked = if plain.faults.is_empty() && !has_marks(&plain, text) {
        None
    } else {
        template::masked(text)
    };
    let tree = match &masked {
        Some(masked) => yaml::read(masked),
        None => plain,
    };
    let mut writer = Writer::new(Format::Yaml);
    let mut walk = Walk {
        tree: &tree,
        aliases: Vec::new(),
    };
    for (index, root) in tree.documents.iter().enumerate() {
        writer.document = index as u32;
        walk.node(*root, None, &mut writer);
    }
    writer.faults.clone_from(&tree.faults);
    if masked.is_some() {
        writer.reading = Reading::Masked;
    }
    if let Some(fault) = tree.faults.first() {
        writer.reading = Reading::Lines;
        rest(text, fault.range.start as usize, &tree, &mut writer);
    }
    let mut config = writer.finish();
    if text.contains("{{") {
        template::uncover(&mut config, text);
    }
    for comment in &tree.comments {
        add_comment(&mut config, text, *comment);
    }
    config
}

/// Whether marks of a template language were taken for tables.
fn has_marks(tree: &Yaml, text: &str) -> bool {
    tree.nodes.iter().any(|node| {
        matches!(node.kind, NodeKind::Map(_))
            && text
                .get(node.range.start as usize..)
                .is_some_and(|t| t.starts_with("{{"))
    })
}

/// What stands behind the first fault, by its lines, unless a later document was read again.
fn rest(text: &str, fault: usize, tree: &Yaml, writer: &mut Writer) {
    let read_again = tree
        .documents
        .iter()
        .any(|root| tree.nodes[*root].range.start as usize > fault);
    let start = text
        .get(..fault)
        .and_then(|t| t.rfind('\n'))
        .map_or(0, |at| at + 1);
    if !read_again && let Some(unread) = text.get(start..) {
        // Places are those of the whole text: what was read already becomes blank.
        let blank: String = text[..start]
            .bytes()
            .map(|b| if b == b'\n' { '\n' } else { ' ' })
            .collect();
        lines::pairs(&(blank + unread), writer);
    }
}

struct Walk<'y> {
    tree: &'y Yaml,
    aliases: Vec<NodeId>,
}

impl Walk<'_> {
    /// Writes a node under the path as it stands; the key is the place of what led here.
    fn node(&mut self, id: NodeId, key: Option<Range>, writer: &mut Writer) {
        if writer.is_full() {
            return;
        }
        let node = &self.tree.nodes[id];
        let key = key.unwrap_or(node.range);
        match &node.kind {
            NodeKind::Scalar(text, style) => {
                let value = if node.tagged && *style == Style::Plain {
                    Value::Dynamic(text.clone())
                } else {
                    let quoted = if *style == Style::Plain {
                        Quoted::No
                    } else {
                        Quoted::Yes
                    };
                    scalar(text, quoted)
                };
                writer.here(value, Sort::Key, key, node.range);
            }
            NodeKind::List(items) => {
                writer.here(Value::Group, Sort::Key, key, node.range);
                for (index, item) in items.iter().enumerate() {
                    writer.enter(&index.to_string());
                    self.node(*item, None, writer);
                    writer.leave();
                }
            }
            NodeKind::Map(pairs) => {
                writer.here(Value::Group, Sort::Key, key, node.range);
                self.pairs(pairs, &mut Vec::new(), writer);
            }
            NodeKind::Alias(target) => self.follow(*target, key, writer),
            NodeKind::Unresolved => {
                writer.here(Value::Dynamic("*".into()), Sort::Key, key, node.range);
            }
        }
    }

    fn follow(&mut self, target: NodeId, key: Range, writer: &mut Writer) {
        if self.aliases.len() < ALIASES && !self.aliases.contains(&target) {
            self.aliases.push(target);
            self.node(target, Some(key), writer);
            self.aliases.pop();
        }
    }

    /// Writes the pairs of a table; merged tables give what the table does not say itself.
    fn pairs(
        &mut self,
        pairs: &[(NodeId, NodeId)],
        known: &mut Vec<Box<str>>,
        writer: &mut Writer,
    ) {
        let own: Vec<Box<str>> = pairs.iter().map(|(k, _)| self.name(*k)).collect();
        let inherited = known.len();
        for ((key, value), name) in pairs.iter().zip(&own) {
            if &**name != "<<" && !known[..inherited].contains(name) {
                let at = self.tree.nodes[*key].range;
                writer.enter(name);
                self.node(*value, Some(at), writer);
                writer.leave();
            }
        }
        known.extend(own.iter().cloned());
        for ((_, value), _) in pairs.iter().zip(&own).filter(|(_, n)| &***n == "<<") {
            self.merge(*value, known, writer);
        }
    }

    fn merge(&mut self, value: NodeId, known: &mut Vec<Box<str>>, writer: &mut Writer) {
        match &self.tree.nodes[value].kind {
            NodeKind::Alias(target) => {
                if self.aliases.len() < ALIASES
                    && !self.aliases.contains(target)
                    && !writer.is_full()
                {
                    self.aliases.push(*target);
                    self.merge(*target, known, writer);
                    self.aliases.pop();
                }
            }
            NodeKind::Map(pairs) => self.pairs(pairs, known, writer),
            NodeKind::List(items) => {
                for item in items {
                    self.merge(*item, known, writer);
                }
            }
            NodeKind::Scalar(..) | NodeKind::Unresolved => {}
        }
    }

    fn name(&self, key: NodeId) -> Box<str> {
        match &self.tree.nodes[key].kind {
            NodeKind::Scalar(text, _) => text.clone(),
            NodeKind::Alias(target) => match &self.tree.nodes[*target].kind {
                NodeKind::Scalar(text, _) => text.clone(),
                _ => "?".into(),
            },
            _ => "?".into(),
        }
    }
}

/// What a comment that takes a whole line holds.
fn add_comment(config: &mut Config, text: &str, comment: Range) {
    let start = comment.start as usize;
    let line_start = text
        .get(..start)
        .and_then(|t| t.rfind('\n'))
        .map_or(0, |at| at + 1);
    let alone = text
        .get(line_start..start)
        .is_some_and(|t| t.trim().is_empty());
    let line = text.get(start..comment.end as usize).unwrap_or("");
    if let (true, Some(mut entry)) = (alone, comments::entry(line, start)) {
        let at = config
            .entries
            .partition_point(|e| e.key.start < entry.key.start);
        entry.document = config.entries[..at]
            .last()
            .map_or(0, |e: &Entry| e.document);
        config.entries.insert(at, entry);
    }
}
