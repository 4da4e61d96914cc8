//! Imports: `use` trees and `extern crate`.
//!
//! In: syntax of imports. Out: one row of the table of uses for each imported name or glob. It never resolves a path.

use syn::UseTree;

use super::ir::{NameId, Use};
use super::items::is_public;
use super::lower::Lower;

impl Lower<'_> {
    pub(super) fn use_item(&mut self, item: &syn::ItemUse) {
        let mut path = Vec::new();
        self.use_tree(
            &item.tree,
            &mut path,
            item.leading_colon.is_some(),
            is_public(&item.vis),
        );
    }

    fn use_tree(&mut self, tree: &UseTree, path: &mut Vec<NameId>, global: bool, public: bool) {
        match tree {
            UseTree::Path(tree) => {
                path.push(self.ident(&tree.ident).0);
                self.use_tree(&tree.tree, path, global, public);
                path.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.use_tree(tree, path, global, public);
                }
            }
            UseTree::Glob(_) => self.use_leaf(path, None, global, public),
            UseTree::Name(leaf) => {
                let name = self.ident(&leaf.ident).0;
                self.use_named(path, name, None, global, public);
            }
            UseTree::Rename(leaf) => {
                let (name, alias) = (self.ident(&leaf.ident).0, self.ident(&leaf.rename).0);
                self.use_named(path, name, Some(alias), global, public);
            }
        }
    }

    fn use_named(
        &mut self,
        path: &mut Vec<NameId>,
        name: NameId,
        alias: Option<NameId>,
        global: bool,
        public: bool,
    ) {
        // `use a::b::{self}` imports `a::b`.
        if self.text_of(name) == "self"
            && let Some(last) = path.last().copied()
        {
            return self.use_leaf(path, Some(alias.unwrap_or(last)), global, public);
        }
        path.push(name);
        self.use_leaf(path, Some(alias.unwrap_or(name)), global, public);
        path.pop();
    }

    fn use_leaf(&mut self, path: &[NameId], alias: Option<NameId>, global: bool, public: bool) {
        let module = self.place.module;
        self.out.uses.push(Use {
            module,
            global,
            path: path.to_vec(),
            alias,
            public,
        });
    }

    pub(super) fn extern_crate(&mut self, item: &syn::ItemExternCrate) {
        let name = self.ident(&item.ident).0;
        let alias = item
            .rename
            .as_ref()
            .map_or(name, |(_, alias)| self.ident(alias).0);
        let own = self.text_of(name) == "self";
        let path = if own {
            vec![self.own_name("crate")]
        } else {
            vec![name]
        };
        let module = self.place.module;
        self.out.uses.push(Use {
            module,
            global: !own,
            path,
            alias: Some(alias),
            public: is_public(&item.vis),
        });
    }
}
