//! What stands around the Rust code: manifests, lock files, pages, scripts, style sheets, configuration.
//!
//! In: the kind and text of one file that is not Rust. Out: [`OtherFacts`], to be gathered into
//! [`Surroundings`]. Reading is per file and never fails; this module never knows the policy.

use crate::finding::Problem;
use crate::parse::Fault;
use crate::parse::cargo::{self, Manifest};
use crate::parse::config::{self, Config, Format};
use crate::parse::ddl::{self, Statement};
use crate::parse::package::{self, Package};
use crate::parse::web::{self, Language, WebFacts};
use crate::source::{Kind, Role, SourceMap};
use crate::span::{FileId, Span};

/// What one file that is not Rust says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OtherFacts {
    /// A `Cargo.toml`.
    Manifest(Manifest),
    /// What cannot be read of a `Cargo.lock`.
    Lock(Vec<Fault>),
    /// A `package.json`.
    Package(Package),
    /// A page, template, component, script or style sheet.
    Web(WebFacts),
    /// Configuration: TOML, YAML, JSON, `.env`, Dockerfiles, Terraform, web servers, services, scripts, crontabs.
    Config(Box<Config>),
    /// SQL that shapes a database.
    Sql(Vec<Statement>),
    /// Nothing this module reads.
    #[default]
    Nothing,
}

/// All files that are not Rust, each list sorted by file.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The `Cargo.toml` files.
    pub manifests: Vec<(FileId, Manifest)>,
    /// What cannot be read of the `Cargo.lock` files; nobody asks for more of them.
    pub locks: Vec<(FileId, Vec<Fault>)>,
    /// The `package.json` files.
    pub packages: Vec<(FileId, Package)>,
    /// Pages, templates, components, scripts and style sheets.
    pub web: Vec<(FileId, WebFacts)>,
    /// Configuration files of any format, `Cargo.toml` and `package.json` apart.
    pub configs: Vec<(FileId, Box<Config>)>,
    /// SQL files: what they do to the database's shape.
    pub sql: Vec<(FileId, Vec<Statement>)>,
}

/// Reads one file by its kind; never fails.
pub fn read_other(kind: Kind, text: &str) -> OtherFacts {
    match kind {
        Kind::CargoToml => OtherFacts::Manifest(cargo::read(text)),
        Kind::CargoLock => OtherFacts::Lock(cargo::lock_faults(text)),
        Kind::PackageJson => OtherFacts::Package(package::read(text)),
        Kind::Html => OtherFacts::Web(web::read(Language::Html, text)),
        Kind::Script => OtherFacts::Web(web::read(Language::Script, text)),
        Kind::Css => OtherFacts::Web(web::read(Language::Css, text)),
        Kind::Sql => OtherFacts::Sql(ddl::read(text)),
        _ => format_of(kind).map_or(OtherFacts::Nothing, |format| {
            let mut config = config::read(format, text);
            config.nested = super::nested::read(text, &mut config);
            OtherFacts::Config(Box::new(config))
        }),
    }
}

/// How a kind of configuration is written.
pub(super) fn format_of(kind: Kind) -> Option<Format> {
    let format = match kind {
        Kind::Toml => Format::Toml,
        Kind::Yaml => Format::Yaml,
        Kind::Json => Format::Json,
        Kind::Env => Format::Env,
        Kind::Dockerfile => Format::Dockerfile,
        Kind::Terraform => Format::Hcl,
        Kind::WebServer => Format::WebServer,
        Kind::Shell => Format::Shell,
        Kind::Crontab => Format::Crontab,
        Kind::Ini => Format::Ini,
        Kind::Logrotate => Format::Logrotate,
        _ => return None,
    };
    Some(format)
}

impl Surroundings {
    /// Gathers what was read; the order of `files` does not matter.
    pub fn gather(files: impl IntoIterator<Item = (FileId, OtherFacts)>) -> Self {
        let mut all = Self::default();
        for (file, facts) in files {
            match facts {
                OtherFacts::Manifest(facts) => all.manifests.push((file, facts)),
                OtherFacts::Lock(facts) => all.locks.push((file, facts)),
                OtherFacts::Package(facts) => all.packages.push((file, facts)),
                OtherFacts::Web(facts) => all.web.push((file, facts)),
                OtherFacts::Config(mut facts) => {
                    let inside = std::mem::take(&mut facts.nested).into_iter();
                    all.configs.push((file, facts));
                    all.configs.extend(inside.map(|c| (file, Box::new(c))));
                }
                OtherFacts::Sql(facts) => all.sql.push((file, facts)),
                OtherFacts::Nothing => {}
            }
        }
        all.manifests.sort_by_key(|(file, _)| *file);
        all.locks.sort_by_key(|(file, _)| *file);
        all.packages.sort_by_key(|(file, _)| *file);
        all.web.sort_by_key(|(file, _)| *file);
        all.configs.sort_by_key(|(file, _)| *file);
        all.sql.sort_by_key(|(file, _)| *file);
        all
    }

    /// Puts values in that stand elsewhere in the tree.
    pub fn follow(&mut self, sources: &SourceMap) {
        super::terraform::follow(&mut self.configs, sources);
    }

    /// What could not be read, each at its place.
    pub fn problems(&self, sources: &SourceMap) -> Vec<Problem> {
        let faults = self
            .manifests
            .iter()
            .map(|(file, facts)| (*file, &facts.faults));
        let faults = faults.chain(self.locks.iter().map(|(file, faults)| (*file, faults)));
        let faults = faults.chain(
            self.packages
                .iter()
                .map(|(file, facts)| (*file, &facts.faults)),
        );
        let faults = faults.chain(self.web.iter().map(|(file, facts)| (*file, &facts.faults)));
        let faults = faults.chain(
            // Tests hold broken files on purpose.
            self.configs
                .iter()
                .filter(|(file, _)| sources.file(*file).role == Role::Product)
                .map(|(file, facts)| (*file, &facts.faults)),
        );
        let mut problems: Vec<Problem> = faults
            .flat_map(|(file, faults)| faults.iter().map(move |f| problem(sources, file, f)))
            .collect();
        problems.sort();
        problems
    }
}

/// A fault of one file as a problem of the run.
fn problem(sources: &SourceMap, file: FileId, fault: &Fault) -> Problem {
    let span = Span::new(file, fault.range.start, fault.range.end);
    let line = sources.locate(span).line;
    Problem::of_file(sources.file(file).path.clone(), fault.message.clone()).at(span, line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_lands_in_its_list() {
        let read = |id, kind, text| (FileId(id), read_other(kind, text));
        let all = Surroundings::gather([
            read(3, Kind::Css, "@import url(https://a.example/x.css);"),
            read(0, Kind::CargoToml, "[dependencies]\nserde = \"1\""),
            read(1, Kind::PackageJson, "{\"dependencies\": {\"vue\": \"3\"}}"),
            read(2, Kind::Html, "<script src=x.js></script>"),
            read(4, Kind::Sql, "select 1"),
            read(5, Kind::Env, "A=1"),
            read(6, Kind::Yaml, "a: 1"),
        ]);
        assert_eq!(all.manifests.len(), 1);
        assert_eq!(all.packages.len(), 1);
        assert_eq!(all.configs.len(), 2);
        assert_eq!(all.web.iter().map(|(f, _)| f.0).collect::<Vec<_>>(), [2, 3]);
    }
}
