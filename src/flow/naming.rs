//! What names say about values, given their types and surroundings.
//!
//! A name is evidence only where nothing better is known: the type must be able to hold the datum, and generic words
//! count only where the function, type, module or file around them is about such data.

use super::Analysis;
use crate::catalog::recipients::Recipients;
use crate::catalog::{Catalog, Conventions, NamedMeasure, Strength, Verdict};
use crate::facts::{Param, Pat};
use crate::finding::Confidence;
use crate::link::symbols::Sym;
use crate::link::types::{Head, Ty};
use crate::link::{Program, Unit};
use rustc_hash::{FxHashMap, FxHashSet};

/// What a name says.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// The data key.
    pub key: &'static str,
    /// How sure.
    pub confidence: Confidence,
    /// Why, in words.
    pub why: String,
    /// The name is a general word, believed only close to where it stands.
    pub general: bool,
}

/// What stands around a name.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    /// What the function, type, modules and file are called that it stands in.
    pub names: Vec<String>,
    /// The parameters of its function.
    pub params: Vec<Sym>,
    /// The fields of its struct.
    pub fields: Vec<Sym>,
}

impl Around {
    /// Whether a field beside a likely name makes it believable.
    fn supports(&self, analysis: &Analysis<'_>, name: Sym, key: &str) -> bool {
        let mut others = self.fields.iter().filter(|other| **other != name);
        others.any(|other| {
            let other = analysis.program.text(*other);
            analysis.catalog.words.supports_beside(key, other)
        })
    }

    /// Whether a field or parameter beside a general name makes it no data.
    fn speaks_against(&self, analysis: &Analysis<'_>, name: Sym, text: &str) -> bool {
        let mut beside = self.fields.iter().chain(&self.params);
        beside.any(|other| {
            let words = &analysis.catalog.words;
            *other != name && words.speaks_against_beside(text, analysis.program.text(*other))
        })
    }
}

/// A name as it is written: `ip`, or `node.ip`, where it is the address of something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Called {
    /// The name.
    pub name: Sym,
    /// What it is asked of.
    pub of: Option<Sym>,
}

impl From<Sym> for Called {
    fn from(name: Sym) -> Self {
        Self { name, of: None }
    }
}

/// The verdicts on names, remembered per worker.
#[derive(Default)]
pub(super) struct Names {
    seen: FxHashMap<Sym, Option<(&'static str, Strength)>>,
    about: FxHashMap<Sym, bool>,
    measures: FxHashMap<Sym, Option<NamedMeasure>>,
    compares: FxHashMap<Sym, bool>,
}

impl Names {
    fn of(&mut self, analysis: &Analysis<'_>, name: Sym) -> Option<(&'static str, Strength)> {
        *self.seen.entry(name).or_insert_with(|| {
            match analysis.catalog.words.classify(analysis.program.text(name)) {
                Verdict::Data(naming) => Some((naming.key, naming.strength)),
                _ => None,
            }
        })
    }

    /// What a name says of a value of a type, in a context given by the names around it.
    pub(super) fn name(
        &mut self,
        analysis: &Analysis<'_>,
        called: Called,
        ty: Ty,
        around: &Around,
    ) -> Option<Named> {
        let (key, strength) = self.of(analysis, called.name)?;
        let fit = fits(analysis, ty)
            .or_else(|| is_declared_number(analysis, called.name, ty).then_some(Fit::Text))?;
        let text = analysis.program.text(called.name);
        let general = strength == Strength::Weak;
        let meant = if strength == Strength::Sure {
            Meant {
                key,
                strength,
                supported: true,
            }
        } else {
            meant(analysis, called, (key, strength), around)?
        };
        let Meant {
            key,
            strength,
            supported,
        } = meant;
        let words = &analysis.catalog.words;
        let against = |name: &str| words.speaks_against(key, name);
        let of = called.of.map(|of| analysis.program.text(of));
        let doubtful = around.names.iter().any(|n| against(n)) || of.is_some_and(against);
        // `new_request: NewSessionRequest`: the type of a library says better than a general word what it holds.
        let other = general && is_of_another_kind(analysis, key, ty);
        let (confidence, why) = match (strength, fit) {
            (Strength::Sure, _) if doubtful => (
                Confidence::Low,
                format!("`{text}` is named so, but the code around it is about something else"),
            ),
            (Strength::Sure, Fit::Text) => {
                (Confidence::High, format!("`{text}` is a text named so"))
            }
            (Strength::Sure, Fit::Open) => (Confidence::Medium, format!("`{text}` is named so")),
            (Strength::Weak, _) if supported && !doubtful && !other => (
                Confidence::Medium,
                format!("`{text}` is named so, and the code around it is about such data"),
            ),
            (Strength::Likely | Strength::Weak, _) => {
                (Confidence::Low, format!("`{text}` is a general word"))
            }
        };
        Some(Named {
            key,
            confidence,
            why,
            general,
        })
    }

    /// Whether a name says that what it holds tells only about a datum: its id, its kind, how many there are.
    pub(super) fn about(&mut self, analysis: &Analysis<'_>, name: Sym) -> bool {
        *self.about.entry(name).or_insert_with(|| {
            let verdict = analysis.catalog.words.classify(analysis.program.text(name));
            matches!(verdict, Verdict::Never(reason) if reason.only_about)
        })
    }

    /// What the name of a called function says about its result.
    pub(super) fn measure(&mut self, analysis: &Analysis<'_>, name: Sym) -> Option<NamedMeasure> {
        *self.measures.entry(name).or_insert_with(|| {
            let text = analysis.program.text(name);
            analysis.catalog.words.measure_of(text)
        })
    }

    /// Whether a function of that name compares secrets.
    pub(super) fn compares(&mut self, analysis: &Analysis<'_>, name: Sym) -> bool {
        *self
            .compares
            .entry(name)
            .or_insert_with(|| analysis.catalog.words.compares(analysis.program.text(name)))
    }

    /// Whether a name alone suffices.
    pub(super) fn sure(&mut self, analysis: &Analysis<'_>, name: Sym) -> bool {
        self.sure_key(analysis, name).is_some()
    }

    /// The datum that a name alone means.
    pub(super) fn sure_key(&mut self, analysis: &Analysis<'_>, name: Sym) -> Option<&'static str> {
        self.of(analysis, name)
            .filter(|(_, strength)| strength.suffices_alone())
            .map(|(key, _)| key)
    }

    /// Whether a name is a general word for data.
    pub(super) fn general(&mut self, analysis: &Analysis<'_>, name: Sym) -> bool {
        matches!(self.of(analysis, name), Some((_, Strength::Weak)))
    }

    /// Whether a name may be data at all; types and context apart.
    pub(super) fn telling(&mut self, analysis: &Analysis<'_>, name: Sym) -> bool {
        self.of(analysis, name).is_some()
    }
}

/// What a name means where it stands.
struct Meant {
    key: &'static str,
    /// Sure, where what stands around a likely name makes it so; likely, where a general one is no data.
    strength: Strength,
    /// Something around it is about such data.
    supported: bool,
}

/// What a name that does not suffice alone means among those around it; nothing, where it is a look-alike there.
fn meant(
    analysis: &Analysis<'_>,
    called: Called,
    (key, strength): (&'static str, Strength),
    around: &Around,
) -> Option<Meant> {
    let name = called.name;
    let words = &analysis.catalog.words;
    let text = analysis.program.text(name);
    let of = called.of.map(|of| analysis.program.text(of));
    let whole = of.map(|of| words.classify(&format!("{of} {text}")));
    if matches!(whole, Some(Verdict::Never(_))) {
        return None;
    }
    // A general word has several readings; the one that the names around it speak for is meant.
    let reading = words.classify_in(text, &around.names);
    let supported = reading.is_some();
    let key = reading.map_or(key, |naming| naming.key);
    let believed = || {
        supported
            || whole.as_ref().is_some_and(|v| is_surely(v, key))
            || of.is_some_and(|of| words.supports(key, of))
            || around
                .names
                .iter()
                .any(|n| is_surely(&words.classify(n), key))
            || around.supports(analysis, name, key)
    };
    let strength = match strength {
        Strength::Likely if believed() => Strength::Sure,
        Strength::Weak if around.speaks_against(analysis, name, text) => Strength::Likely,
        other => other,
    };
    Some(Meant {
        key,
        strength,
        supported,
    })
}

/// Whether a name means a datum by itself.
fn is_surely(verdict: &Verdict, key: &str) -> bool {
    matches!(verdict, Verdict::Data(n) if n.key == key && n.strength == Strength::Sure)
}

/// The word that supports prompts and answers by name.
const MODEL: &str = "llm";

/// The folder of what others build their programs with, and the word for it.
const SDK: &str = "sdk";

/// What the libraries that a file uses say of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Uses {
    /// It talks to language models, so general words there mean prompts and answers.
    pub models: bool,
    /// It serves clients.
    pub serves: bool,
    /// It waits for what others want done.
    pub waits: bool,
    /// It reads a command line.
    pub commands: bool,
    /// It is what others build their programs with: it runs on their machines.
    pub sdk: bool,
}

/// What the libraries say that a file imports or names by path.
pub(super) fn uses(unit: &Unit, catalog: &Catalog, path: &str) -> Uses {
    let names = &unit.facts.names;
    let imported = unit.facts.uses.iter().filter_map(|u| u.path.first());
    let named = unit.facts.paths.iter().filter(|p| p.segments.len() > 1);
    let mut roots: Vec<_> = imported
        .chain(named.filter_map(|p| p.segments.first()))
        .map(|n| n.at())
        .collect();
    roots.sort_unstable();
    roots.dedup();
    let recipients = Recipients::embedded();
    let programs = &Conventions::embedded().programs;
    let waits = || {
        names
            .iter()
            .any(|n| programs.servers.hold(n) || programs.workers.hold(n))
    };
    let any = |is: &dyn Fn(&str) -> bool| roots.iter().any(|n| is(&names[*n]));
    Uses {
        models: any(&|root| recipients.is_crate_for(root, MODEL)),
        serves: any(&|root| catalog.models.serves(root)),
        waits: waits(),
        commands: any(&|root| programs.parsers.hold(root)),
        sdk: path.split('/').any(|folder| folder == SDK),
    }
}

/// The roots of crates that are commands: they have a `main`, read a command line, and no file of theirs serves anybody.
pub(super) fn commands(program: &Program, files: &[Uses]) -> FxHashSet<u32> {
    let root = |unit: &Unit| {
        let first = unit.modules.first()?;
        Some(program.scopes.modules[*first as usize].root)
    };
    let of = |is: &dyn Fn(&Uses) -> bool| -> FxHashSet<u32> {
        let units = program.units.iter().zip(files).filter(|(_, f)| is(f));
        units.filter_map(|(unit, _)| root(unit)).collect()
    };
    let serving = of(&|file| file.serves || file.waits);
    let mut commands = of(&|file| file.commands);
    let started = |root: u32| {
        let main = program.symbols.get("main");
        let items = &program.scopes.modules[root as usize].items;
        items.iter().any(|(name, _)| Some(*name) == main)
    };
    commands.retain(|root| !serving.contains(root) && started(*root));
    commands
}

impl Analysis<'_> {
    /// What stands around the names in a function: itself, its type, its modules and file, its parameters.
    pub(super) fn around(&self, f: u32) -> Around {
        let program = self.program;
        let info = &program.fns[f as usize];
        let mut names = vec![program.text(info.name).to_owned()];
        names.extend(program.holder_name(f).map(str::to_owned));
        names.extend(self.file_context(info.unit).map(str::to_owned));
        // The crate's own name says what the whole service is about, not what this place is about.
        let path = program.module_path(info.module);
        names.extend(path.split("::").skip(1).map(str::to_owned));
        let (unit, function) = program.function(f);
        let bound = |param: &Param| match unit.facts.pats[param.pat.at()] {
            Pat::Bind(local, _) => Some(unit.sym(unit.facts.locals[local.at()].name)),
            _ => None,
        };
        Around {
            names,
            params: function.params.iter().filter_map(bound).collect(),
            fields: Vec::new(),
        }
    }

    /// What a file adds to the names around its functions and types.
    pub(super) fn file_context(&self, unit: u32) -> impl Iterator<Item = &'static str> {
        let file = self.files[unit as usize];
        let said = [file.models.then_some(MODEL), file.sdk.then_some(SDK)];
        said.into_iter().flatten()
    }
}

/// How well a type fits a datum.
#[derive(Clone, Copy, PartialEq)]
enum Fit {
    /// A text, bytes, a newtype of one, or a library type made for it.
    Text,
    /// Not known.
    Open,
}

/// Whether a value is a number, or another small thing, that the policy file itself names as data: a salary, a place.
pub(super) fn is_declared_number(analysis: &Analysis<'_>, name: Sym, ty: Ty) -> bool {
    let program = analysis.program;
    let payload = program.payload(analysis.catalog, ty);
    program.is_inert(analysis.catalog, ty)
        && matches!(program.types.head(payload), Head::Number | Head::Ext(_))
        && analysis.catalog.words.declares(program.text(name))
}

/// Whether a value is of a library's type that nothing is known of, and neither its name nor what it is made for is about
/// a datum.
fn is_of_another_kind(analysis: &Analysis<'_>, key: &str, ty: Ty) -> bool {
    let program = analysis.program;
    let ty = program.payload(analysis.catalog, ty);
    let Head::Ext(e) = program.types.head(ty) else {
        return false;
    };
    let words = &analysis.catalog.words;
    let about = |name: Sym| {
        let text = program.text(name);
        words.supports(key, text) || is_surely(&words.classify(text), key)
    };
    let parts = program.types.args(ty).iter();
    let named = parts.filter_map(|t| match program.types.head(*t) {
        Head::Adt(a) => Some(program.adts[a as usize].name),
        Head::Ext(e) => Some(e.last),
        _ => None,
    });
    let model = analysis
        .catalog
        .models
        .ty(program.text(e.root), program.text(e.last));
    model.is_none() && !std::iter::once(e.last).chain(named).any(about)
}

/// Why the words call nothing data that is a key for everybody.
const PUBLIC: &str = "a public key";

/// `encryption_key: x25519::PublicKey`: the type's own name says that its values are no data.
fn is_called_otherwise(analysis: &Analysis<'_>, ty: Ty) -> bool {
    let program = analysis.program;
    let name = match program.types.head(ty) {
        Head::Adt(a) => program.adts[a as usize].name,
        Head::Ext(e) => e.last,
        _ => return false,
    };
    is_public(analysis, name)
}

/// Whether a name is that of a key for everybody.
pub(super) fn is_public(analysis: &Analysis<'_>, name: Sym) -> bool {
    let verdict = analysis.catalog.words.classify(analysis.program.text(name));
    matches!(verdict, Verdict::Never(reason) if reason.why == PUBLIC)
}

/// Whether a value of a type can be a datum by itself; structs are judged by their fields.
fn fits(analysis: &Analysis<'_>, ty: Ty) -> Option<Fit> {
    let program = analysis.program;
    if program.is_inert(analysis.catalog, ty) {
        return None;
    }
    let ty = program.payload(analysis.catalog, ty);
    if is_called_otherwise(analysis, ty) {
        return None;
    }
    match program.types.head(ty) {
        Head::Text | Head::Bytes => Some(Fit::Text),
        Head::Adt(a) => {
            let info = &program.adts[a as usize];
            let newtype = info.variants.len() == 1 && info.variants[0].len() == 1;
            let inner = || program.payload(analysis.catalog, info.variants[0][0].ty);
            // A struct around a hash or a key schedule is no text, whatever it is called.
            let text = |t: Ty| match program.types.head(t) {
                Head::Text | Head::Bytes | Head::Param(_) => true,
                Head::Ext(_) => !program.is_inert(analysis.catalog, t),
                _ => false,
            };
            if newtype && text(inner()) {
                Some(Fit::Text)
            } else {
                None
            }
        }
        Head::Ext(e) => {
            let model = analysis
                .catalog
                .models
                .ty(program.text(e.root), program.text(e.last));
            Some(if model.is_some_and(|m| m.text || m.redacts) {
                Fit::Text
            } else {
                Fit::Open
            })
        }
        Head::Tuple => {
            // `emails: Vec<(u64, String)>`: there is only one thing in it that can be meant.
            let parts = program.types.args(ty).iter();
            let mut open = parts.filter(|t| !program.is_inert(analysis.catalog, **t));
            let only = open.next().filter(|_| open.next().is_none())?;
            matches!(program.types.head(*only), Head::Text).then_some(Fit::Open)
        }
        Head::Fn => None,
        _ => Some(Fit::Open),
    }
}
