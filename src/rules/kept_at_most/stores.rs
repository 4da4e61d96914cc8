//! Which tables a store is.
//!
//! In: the id of a store. Out: the names of tables; none where it is a bucket or a folder.

use super::Promise;

impl Promise<'_> {
    /// The tables that a store is: one that the policy file declares is what its `is` names, whatever else bears its
    /// own name.
    pub(super) fn tables_of<'s>(&'s self, store: &'s str) -> Vec<&'s str> {
        let declared = self.context.policy.stores.iter();
        let mut names: Vec<&str> = declared
            .filter(|s| s.id.value == store)
            .flat_map(|s| s.items.iter().map(|i| i.value.as_str()))
            .collect();
        if names.is_empty() {
            names.push(store);
        }
        names.retain(|name| self.context.schema.find(name).next().is_some());
        names
    }
}
