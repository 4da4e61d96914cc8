//! YAML with places.
//!
//! In: the text of a YAML file. Out: its documents as trees of nodes with byte ranges, comments apart, and faults for
//! what could not be read; what stood before a fault is still there, and documents behind it are read again. Anchors,
//! aliases and merge keys are kept as they are written: who walks the tree follows them. The parser's names end here.

use super::{Fault, Range};
use granit_parser::{Event, Parser, ScalarStyle, options};
use std::collections::BTreeMap;

/// A node of a [`Yaml`]: an index into its nodes.
pub type NodeId = usize;

/// All documents of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Yaml {
    /// All nodes; children stand behind their parents.
    pub nodes: Vec<Node>,
    /// The root of each document.
    pub documents: Vec<NodeId>,
    /// The comments, `#` included.
    pub comments: Vec<Range>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

/// A node with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where it stands; of a map or list, from its first key or item to its end.
    pub range: Range,
    /// What it is.
    pub kind: NodeKind,
    /// Whether a tag of one's own stands on it (`!Ref`, `!reference`, `!vault`).
    pub tagged: bool,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A text: its value, and how it is written.
    Scalar(Box<str>, Style),
    /// A list.
    List(Vec<NodeId>),
    /// A table: keys and values.
    Map(Vec<(NodeId, NodeId)>),
    /// The node that `*name` stands for.
    Alias(NodeId),
    /// `*name` without an anchor before it.
    Unresolved,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Bare.
    Plain,
    /// In quotes.
    Quoted,
    /// As a block behind `|` or `>`.
    Block,
}

/// Reads one file; never fails.
pub fn read(text: &str) -> Yaml {
    let mut reader = Reader::default();
    let options = options! {
        emit_unresolved_aliases: true,
        max_buffered_comment_events: 100_000,
        simple_key_max_lookahead: 4096,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    loop {
        match parser.next_event() {
            Some(Ok((event, span))) => {
                let range = span.byte_range().unwrap_or(0..0);
                let tagged = span.tag_start().is_some();
                reader.event(event, Range::new(range.start, range.end), tagged);
            }
            Some(Err(error)) => {
                let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
                reader.out.faults.push(Fault {
                    message: error.info().to_lowercase(),
                    range: Range::new(at, at),
                });
                reader.close();
                if !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
            None => break,
        }
    }
    reader.close();
    for node in &mut reader.out.nodes {
        node.range.end = trimmed(text, node.range);
    }
    reader.out
}

/// Where a node ends without the blank lines that the parser counts to a group or block.
fn trimmed(text: &str, range: Range) -> u32 {
    let written = text
        .get(range.start as usize..range.end as usize)
        .unwrap_or("");
    range.start + written.trim_end().len() as u32
}

/// A tree in the making.
#[derive(Debug, Default)]
struct Reader {
    out: Yaml,
    open: Vec<NodeId>,
    /// Keys that wait for their values, by the map they belong to.
    keys: BTreeMap<NodeId, NodeId>,
    anchors: BTreeMap<usize, NodeId>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, range: Range, tagged: bool) {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
                    _ => Style::Block,
                };
                self.node(range, NodeKind::Scalar(text.into(), style), anchor, tagged);
            }
            Event::SequenceStart(_, anchor, _) => {
                let id = self.node(range, NodeKind::List(Vec::new()), anchor, tagged);
                self.open.push(id);
            }
            Event::MappingStart(_, anchor, _) => {
                let id = self.node(range, NodeKind::Map(Vec::new()), anchor, tagged);
                self.open.push(id);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(id) = self.open.pop() {
                    self.out.nodes[id].range.end = range.end.max(self.out.nodes[id].range.start);
                    self.keys.remove(&id);
                }
            }
            Event::Alias(anchor) => {
                let kind = match self.anchors.get(&anchor) {
                    Some(target) => NodeKind::Alias(*target),
                    None => NodeKind::Unresolved,
                };
                self.node(range, kind, 0, tagged);
            }
            Event::UnresolvedAlias(_) => {
                self.node(range, NodeKind::Unresolved, 0, tagged);
            }
            Event::Comment(..) => self.out.comments.push(range),
            Event::DocumentEnd => self.close(),
            _ => {}
        }
    }

    /// Adds a node to what is open.
    fn node(&mut self, range: Range, kind: NodeKind, anchor: usize, tagged: bool) -> NodeId {
        let id = self.out.nodes.len();
        self.out.nodes.push(Node {
            range,
            kind,
            tagged,
        });
        if anchor != 0 {
            self.anchors.insert(anchor, id);
        }
        let Some(parent) = self.open.last().copied() else {
            self.out.documents.push(id);
            return id;
        };
        match &mut self.out.nodes[parent].kind {
            NodeKind::List(items) => items.push(id),
            NodeKind::Map(pairs) => match self.keys.remove(&parent) {
                Some(key) => pairs.push((key, id)),
                None => {
                    self.keys.insert(parent, id);
                }
            },
            _ => {}
        }
        id
    }

    /// Ends whatever is open, at the end of a document or where reading failed.
    fn close(&mut self) {
        let end = self.out.nodes.last().map_or(0, |n| n.range.end);
        for id in self.open.drain(..) {
            let range = &mut self.out.nodes[id].range;
            range.end = range.end.max(end);
        }
        self.keys.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(yaml: &Yaml, text: &str, id: NodeId) -> String {
        let node = &yaml.nodes[id];
        match &node.kind {
            NodeKind::Scalar(value, _) => {
                let written = &text[node.range.start as usize..node.range.end as usize];
                format!("{value}<{written}>")
            }
            NodeKind::List(items) => {
                let items: Vec<String> = items.iter().map(|i| shown(yaml, text, *i)).collect();
                format!("[{}]", items.join(", "))
            }
            NodeKind::Map(pairs) => {
                let pair = |(k, v): &(NodeId, NodeId)| {
                    format!("{}: {}", shown(yaml, text, *k), shown(yaml, text, *v))
                };
                let pairs: Vec<String> = pairs.iter().map(pair).collect();
                format!("{{{}}}", pairs.join(", "))
            }
            NodeKind::Alias(target) => format!("*{}", shown(yaml, text, *target)),
            NodeKind::Unresolved => "*?".to_owned(),
        }
    }

    fn check(text: &str, expect: &[&str]) {
        let yaml = read(text);
        let found: Vec<String> = yaml
            .documents
            .iter()
            .map(|d| shown(&yaml, text, *d))
            .collect();
        assert_eq!(found, expect, "{:?}", yaml.faults);
    }

    #[test]
    fn documents_quotes_blocks_and_aliases_have_places() {
        check(
            "a: 1 # b: 2\n---\n- 'ü'\n- \"y\"\n",
            &["{a<a>: 1<1>}", "[ü<'ü'>, y<\"y\">]"],
        );
        check(
            "a: &x 1\nb: *x\nc: *y\n",
            &["{a<a>: 1<1>, b<b>: *1<1>, c<c>: *?}"],
        );
        check("a:\n", &["{a<a>: ~<>}"]);
        let yaml = read("a: 1 # b: 2\n# c\n");
        assert_eq!(yaml.comments.len(), 2);
    }

    #[test]
    fn what_stands_around_a_fault_is_read() {
        let text = "a: 1\nb: [\n---\nc: 2\n";
        let yaml = read(text);
        assert!(!yaml.faults.is_empty());
        assert_eq!(
            shown(&yaml, text, yaml.documents[0]),
            "{a<a>: 1<1>, b<b>: []}"
        );
    }

    #[test]
    fn nothing_makes_it_fail() {
        for text in [
            "", ":", "- - -", "\t", "*", "&", "%", "? ?", "{", "\u{0}", "a: b: c", "!!",
        ] {
            let _ = read(text);
        }
        let _ = read(&"[".repeat(100_000));
        let _ = read(&"- ".repeat(50_000));
        let _ = read(&"#\n".repeat(50_000));
    }
}
