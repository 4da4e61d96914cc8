//! Concurrent maps and caches: what is put in comes out.

use lru::LruCache;
use moka::sync::Cache;

pub fn tell(mut names: LruCache<u64, String>, email: String) {
    names.put(1, email);
    log::debug!("{:?}", names.peek(&1)); //~ log:email
}

pub fn seen(names: &Cache<String, u64>) {
    log::debug!("{}", names.entry_count());
}

pub fn count(emails: &dashmap::DashMap<u64, String>) {
    log::debug!("{}", emails.contains_key(&1));
}
