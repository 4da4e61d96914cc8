//! How items are called in messages and policy files: `crate::module::Type::method`.

use super::{Program, types::Head};

impl Program {
    /// The path of a module from its crate's name.
    pub fn module_path(&self, module: u32) -> String {
        let mut names = Vec::new();
        let mut at = Some(module);
        while let Some(m) = at {
            let scope = &self.scopes.modules[m as usize];
            names.push(self.text(scope.name));
            at = scope.parent;
            if names.len() > 64 {
                break;
            }
        }
        names.reverse();
        names.join("::")
    }

    /// The path of a function: module, type or trait, name.
    pub fn fn_path(&self, id: u32) -> String {
        let info = &self.fns[id as usize];
        let mut path = self.module_path(info.module);
        if let Some(holder) = self.holder_name(id) {
            path.push_str("::");
            path.push_str(holder);
        }
        path.push_str("::");
        path.push_str(self.text(info.name));
        path
    }

    /// The name of the type or trait a function belongs to.
    pub fn holder_name(&self, id: u32) -> Option<&str> {
        let info = &self.fns[id as usize];
        match self.types.head(info.self_ty) {
            Head::Adt(a) => Some(self.text(self.adts[a as usize].name)),
            Head::Ext(e) => Some(self.text(e.last)),
            _ => info.of_trait.map(|t| self.text(self.traits[t as usize].0)),
        }
    }

    /// The path of a struct or enum.
    pub fn adt_path(&self, id: u32) -> String {
        let info = &self.adts[id as usize];
        format!(
            "{}::{}",
            self.module_path(info.module),
            self.text(info.name)
        )
    }
}

/// A type's or variant's name as a table or column bears it: `ApiKey` is `api_key`.
pub fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}
