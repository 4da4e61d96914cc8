//! Names of regions, the areas they lie in, and what names none.
//!
//! In: `rules/surroundings/regions.toml`, then keys, values and hosts. Out: a [`Region`]. Which regions are promised is
//! never known here.

use std::sync::OnceLock;

use regex::Regex;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::recipients::Recipients;
use super::split;

/// A region by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// As written: `eu-central-1`.
    pub name: String,
    /// The area it lies in: `eu`, `us`.
    pub area: String,
}

/// What is known of regions.
#[derive(Debug)]
pub struct Regions {
    patterns: Vec<(Regex, String)>,
    within: Vec<(Regex, String)>,
    names: FxHashMap<String, String>,
    keys: Vec<Vec<String>>,
    hosts: Vec<(String, String)>,
    programs: Programs,
    labels: Vec<String>,
    own: Vec<String>,
    /// What names no region.
    pub unset: Vec<Unset>,
    calls: Vec<(String, String)>,
}

/// A block or list item that may name a region and need not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unset {
    /// The types of blocks and names of lists.
    pub within: Vec<String>,
    /// The keys that would name it.
    pub keys: Vec<String>,
    /// What counts without.
    pub region: String,
    /// Whether it is sure that it lies there.
    pub sure: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pattern: Vec<Names>,
    name: Vec<Names>,
    key: Keys,
    host: Vec<Hosts>,
    programs: Programs,
    labels: Labels,
    own: Own,
    unset: Vec<Unset>,
    call: Vec<Call>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    area: String,
    names: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    names: Vec<String>,
    lists: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Programs {
    keys: Vec<String>,
    hosts: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hosts {
    hosts: Vec<String>,
    region: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    hosts: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    path: String,
    region: String,
}

impl Regions {
    /// What ships with the program.
    pub fn embedded() -> &'static Regions {
        static REGIONS: OnceLock<Regions> = OnceLock::new();
        REGIONS.get_or_init(|| {
            let file = super::surroundings::file("regions");
            Regions::of(toml::from_str(file).expect("invariant: a test reads the file"))
        })
    }

    fn of(file: File) -> Self {
        let compiled = |start: &str, end: &str| -> Vec<(Regex, String)> {
            let one = |row: &Names| {
                let pattern = format!("{start}(?:{}){end}", row.names.join("|"));
                let regex = Regex::new(&pattern).expect("invariant: a test reads the file");
                (regex, row.area.clone())
            };
            file.pattern.iter().map(one).collect()
        };
        let names = file
            .name
            .iter()
            .flat_map(|row| row.names.iter().map(|n| (n.clone(), row.area.clone())));
        let keys = file.key.names.iter().chain(&file.key.lists);
        Self {
            patterns: compiled("^", "$"),
            within: compiled("(?:^|[.-])", "(?:$|[.-])"),
            names: names.collect(),
            keys: keys.map(|k| split::words(k)).collect(),
            hosts: file
                .host
                .into_iter()
                .flat_map(|row| row.hosts.into_iter().map(move |h| (h, row.region.clone())))
                .collect(),
            programs: file.programs,
            labels: file.labels.hosts,
            own: file.own.words,
            unset: file.unset,
            calls: file.call.into_iter().map(|c| (c.path, c.region)).collect(),
        }
    }

    /// A name that is a region wherever it stands.
    pub fn sure(&self, text: &str) -> Option<Region> {
        let text = text.trim();
        let (_, area) = self
            .patterns
            .iter()
            .find(|(p, _)| text.len() < 40 && p.is_match(text))?;
        Some(Region {
            name: text.to_owned(),
            area: area.clone(),
        })
    }

    /// The region that a key's value names.
    pub fn named(&self, key: &str, value: &str) -> Option<Region> {
        if let Some(region) = self.sure(value) {
            return Some(region);
        }
        if !self.is_key(key) {
            return None;
        }
        let lower = value.trim().to_ascii_lowercase();
        let area = self.names.get(&lower)?;
        Some(Region {
            name: value.trim().to_owned(),
            area: area.clone(),
        })
    }

    /// Whether a key names regions.
    pub fn is_key(&self, key: &str) -> bool {
        let words = split::words(key);
        self.keys.iter().any(|k| words.ends_with(k))
    }

    /// The region that a host names, or that counts for it.
    pub fn of_host(&self, host: &str) -> Option<Region> {
        let lower = host.to_ascii_lowercase();
        let label = self.within.iter().find_map(|(pattern, area)| {
            let found = pattern.find(&lower)?;
            let name = found.as_str().trim_matches(['.', '-']).to_owned();
            Some(Region {
                name,
                area: area.clone(),
            })
        });
        let labelled = || {
            let below = self
                .labels
                .iter()
                .find_map(|h| lower.strip_suffix(&format!(".{h}")))?;
            below.split('.').rev().find_map(|l| self.named("region", l))
        };
        let global = || {
            let fits = |h: &str| lower == h || lower.ends_with(&format!(".{h}"));
            let (_, region) = self.hosts.iter().find(|(h, _)| fits(h))?;
            self.sure(region)
        };
        let service = || {
            let area = Recipients::embedded().region(&lower)?;
            Some(Region {
                name: area.to_owned(),
                area: area.to_owned(),
            })
        };
        label.or_else(labelled).or_else(global).or_else(service)
    }

    /// Whether a name is that of a store of one's own, whose region is a word without a place: `MINIO_REGION`.
    pub fn is_own_store(&self, name: &str) -> bool {
        let lower = name.to_ascii_lowercase();
        self.own
            .iter()
            .any(|word| lower.split(['_', '-', '.', ':', '/']).any(|w| w == word))
    }

    /// Whether a key names programs, such as an image, and no data.
    pub fn is_of_programs(&self, key: &str) -> bool {
        let words = split::words(key).join(" ");
        self.programs.keys.contains(&words)
    }

    /// Whether a host is a registry of programs.
    pub fn is_registry(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.programs.hosts.iter().any(|p| {
            if p.starts_with('.') {
                host.contains(p.as_str())
            } else {
                host.starts_with(p.as_str())
            }
        })
    }

    /// The region of a const or variant: `Region::UsEast1`, and what a function takes by itself.
    pub fn of_path(&self, owner: &str, last: &str) -> Option<Region> {
        let path = format!("{owner}::{last}");
        if let Some((_, region)) = self.calls.iter().find(|(p, _)| *p == path) {
            return self.sure(region);
        }
        if !owner.ends_with("Region") {
            return None;
        }
        let mut name = String::new();
        for c in last.chars() {
            if (c.is_uppercase() || c.is_ascii_digit()) && !name.is_empty() {
                name.push('-');
            }
            name.extend(c.to_lowercase());
        }
        self.sure(&name)
    }

    /// The region of a name that a table of this knowledge gives.
    pub fn given(&self, name: &str) -> Region {
        self.named("region", name).unwrap_or_else(|| Region {
            name: name.to_owned(),
            area: name.to_owned(),
        })
    }
}

impl Region {
    /// The names that globs of a policy are held against: its own, its area, and both.
    pub fn spellings(&self) -> [String; 3] {
        let lower = self.name.to_ascii_lowercase();
        let both = format!("{}-{lower}", self.area);
        [lower, self.area.clone(), both]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_known_by_name_key_and_host() {
        let regions = Regions::embedded();
        let area = |r: Option<Region>| r.map(|r| r.area);
        assert_eq!(area(regions.sure("eu-central-1")).as_deref(), Some("eu"));
        assert_eq!(area(regions.sure("europe-west1-b")).as_deref(), Some("eu"));
        assert_eq!(area(regions.sure("fra")), None);
        assert_eq!(
            area(regions.named("primary_region", "iad")).as_deref(),
            Some("us")
        );
        assert_eq!(area(regions.named("name", "iad")), None);
        assert_eq!(
            area(regions.named("AWS_REGION", "us-east-1")).as_deref(),
            Some("us")
        );
        let host = |h| regions.of_host(h).map(|r| r.name);
        assert_eq!(
            host("uploads.s3.us-west-2.amazonaws.com").as_deref(),
            Some("us-west-2")
        );
        assert_eq!(host("s3.amazonaws.com").as_deref(), Some("us-east-1"));
        assert_eq!(
            host("s3-eu-west-1.amazonaws.com").as_deref(),
            Some("eu-west-1")
        );
        assert_eq!(host("api.eu.mailgun.net").as_deref(), Some("eu"));
        assert_eq!(host("shop.io"), None);
        assert_eq!(host("nyc3.digitaloceanspaces.com").as_deref(), Some("nyc3"));
        assert_eq!(host("www.digitaloceanspaces.com"), None);
        assert!(regions.is_own_store("MINIO_REGION") && !regions.is_own_store("S3_REGION"));
        assert_eq!(
            area(regions.of_path("Region", "UsEast1")).as_deref(),
            Some("us")
        );
    }
}
