//! What of a value shows when it is printed or serialised.
//!
//! A struct shows the fields its `Debug`, `Display` or `Serialize` writes: a derived one all that no attribute leaves
//! out, a hand-written one what its body lets through. A redacting library type shows nothing.

use super::body::Walk;
use super::value::{Access, Atom, NO_STEP, Origin, Value};
use super::weigh;
use crate::catalog::Measure;
use crate::facts::{Range, Show};
use crate::finding::Confidence;
use crate::link::symbols::{Sym, known};
use crate::link::types::{Head, Ty};

/// How deep structs in structs are opened.
const DEPTH: u32 = 4;
/// How many fields of one value are opened: records of whole trades hold hundreds, each of them with as many again.
const PARTS: u32 = 600;

impl Walk<'_> {
    /// The data that a value shows in a form, as one text.
    pub(super) fn shown(&mut self, value: Value, ty: Ty, form: Show, range: Range) -> Value {
        self.parts = PARTS;
        let value = self.opened(value, ty, form, range, 0);
        value.flat()
    }

    fn opened(&mut self, value: Value, ty: Ty, form: Show, range: Range, depth: u32) -> Value {
        let program = self.analysis.program;
        let catalog = self.analysis.catalog;
        if program.is_inert(catalog, ty) {
            return self.inert_shown(value, ty);
        }
        let payload = program.payload(catalog, ty);
        match program.types.head(payload) {
            Head::Ext(e) => {
                let Some(model) = catalog
                    .models
                    .ty(program.text(e.root), program.text(e.last))
                else {
                    return value;
                };
                if model.redacts {
                    return Value::clean();
                }
                let measured = !value.atoms.is_empty()
                    && value.atoms.iter().all(|a| a.measure != Measure::Plain);
                if let Some(key) = model.prints
                    && !value.known
                    && !measured
                    && form == Show::Debug
                {
                    let text = program.text(e.last);
                    let atom =
                        self.source(key, range, Confidence::High, format!("`{text}` prints it"));
                    return Value::of(atom);
                }
                value
            }
            Head::Adt(adt) if depth <= DEPTH => {
                self.adt_shown(&value, adt, payload, form, range, depth)
            }
            Head::Tuple => {
                let mut out = Value {
                    known: value.known,
                    ..Value::default()
                };
                out.add(value.whole());
                for (i, part) in program.types.args(payload).iter().enumerate() {
                    let name = self.index_name(i);
                    let atoms = value.part(Access::field(name));
                    let inner = Value {
                        atoms,
                        known: value.known,
                        ..Value::default()
                    };
                    out.add(self.opened(inner, *part, form, range, depth + 1).atoms);
                }
                out
            }
            _ => value,
        }
    }

    /// Of what can hold no datum, only what the policy file itself calls one is: a number among them.
    fn inert_shown(&self, value: Value, ty: Ty) -> Value {
        let program = self.analysis.program;
        let catalog = self.analysis.catalog;
        let overlay = &catalog.overlay;
        let named = !overlay.data.is_empty() || !overlay.sources.is_empty();
        let number = program.types.head(program.payload(catalog, ty)) == Head::Number;
        if number && !named {
            Value::clean()
        } else {
            value.sourced()
        }
    }

    fn adt_shown(
        &mut self,
        value: &Value,
        adt: u32,
        ty: Ty,
        form: Show,
        range: Range,
        depth: u32,
    ) -> Value {
        let program = self.analysis.program;
        let name = match form {
            Show::Debug => known::DEBUG,
            Show::Other => known::SERIALIZE,
            _ => known::DISPLAY,
        };
        if let Some(imp) = program.impl_of.get(&(adt, name)).copied() {
            let method = if form == Show::Other {
                known::SERIALIZE_FN
            } else {
                known::FMT
            };
            return self.written(value, imp, method, ty);
        }
        let (unit, facts) = program.adt(adt);
        let (variants, unit_syms) = (&facts.variants, &unit.syms);
        let derives = facts
            .derives
            .iter()
            .any(|d| &*unit.facts.names[d.at()] == "Debug");
        let mut out = Value {
            known: value.known,
            ..Value::default()
        };
        if let Some(key) = self.analysis.hints.types.get(&adt).copied() {
            let atom = self.source(
                key,
                range,
                Confidence::High,
                "the policy file names its type".to_owned(),
            );
            out.add([atom]);
        }
        // What was assumed of the whole is not believed of a type whose fields are known.
        let newtype = variants.len() == 1 && variants[0].fields.len() == 1;
        let whole: Vec<Atom> = value.whole().filter(|a| !a.assumed).collect();
        out.add(
            whole
                .into_iter()
                .filter(|a| newtype || !a.origin.is_open() && self.is_certain(a)),
        );
        for (v, variant) in variants.iter().enumerate() {
            if matches!(form, Show::Display | Show::Value) && variant.display.is_none() && !derives
            {
                continue;
            }
            let unlikely = self.is_one_of_many(adt, unit, variant);
            for field in &variant.fields {
                let field_name: Sym = unit_syms[field.name.at()];
                if self.parts == 0 || !field_shows(unit, variant, field, form) {
                    continue;
                }
                self.parts -= 1;
                let field_ty = program.open(ty, unit.types[field.ty.at()]);
                let put_here = !value.part(Access::field(field_name)).is_empty();
                let part = self.part_of(value, adt, v as u16, field_name, field_ty);
                let shown = self.opened(part, field_ty, form, range, depth + 1).atoms;
                // A function of its own writes the field: seldom as it stands.
                let rewritten = form == Show::Other && is_rewritten(field);
                out.add(shown.into_iter().map(|a| Atom {
                    assumed: a.assumed || rewritten || (unlikely && !put_here),
                    ..a
                }));
            }
        }
        out
    }

    /// Whether one variant says little about a value of a type: an error is mostly another one, and a sum of many
    /// unnamed values (of an attribute, a setting, a filter) is mostly used for one of them at a time. Variants with
    /// named fields are events: who prints one prints all of them in turn.
    fn is_one_of_many(
        &self,
        adt: u32,
        unit: &crate::link::Unit,
        variant: &crate::facts::Variant,
    ) -> bool {
        let count = self.analysis.program.adts[adt as usize].variants.len();
        if self.analysis.is_error(adt) {
            weigh::is_one_of_many_errors(count)
        } else {
            let unnamed = |f: &crate::facts::Field| {
                unit.facts.names[f.name.at()].starts_with(|c: char| c.is_ascii_digit())
            };
            weigh::is_one_of_many_values(count) && variant.fields.first().is_some_and(unnamed)
        }
    }

    /// Whether a field is the unnamed one of a variant among many: whoever writes out such a value writes out whichever
    /// it is, and that is mostly another one.
    fn is_some_variant(&self, origin: Origin) -> bool {
        let Origin::Field(adt, _, name) = origin else {
            return false;
        };
        let program = self.analysis.program;
        let unnamed = program.text(name).starts_with(|c: char| c.is_ascii_digit());
        unnamed && weigh::is_one_of_many_values(program.adts[adt as usize].variants.len())
    }

    /// Whether what was known of a whole before its type was is more than its name: `api_keys` may be rows of any shape.
    fn is_certain(&self, atom: &Atom) -> bool {
        let source = match atom.origin {
            Origin::Source(f, i) if f == self.id => self.out.sources.get(i as usize),
            origin => self.analysis.source(origin),
        };
        source.is_none_or(|s| s.confidence == Confidence::High)
    }

    /// A field's data: what was put into it here, else what the program puts into it.
    fn part_of(&mut self, value: &Value, adt: u32, variant: u16, name: Sym, ty: Ty) -> Value {
        let atoms = value.part(Access::field(name));
        if !atoms.is_empty() {
            let firm = atoms.iter().any(|a| self.is_firm(a));
            let complete = value.complete;
            let mut value = Value {
                atoms,
                complete,
                ..Value::default()
            };
            // Other uses of a field of any type (`Page<T>`) are no news of this one.
            if !firm && !complete && !self.is_of_any_type((adt, variant), name) {
                // What was seen going in is a guess; the field's own name may say more.
                value.add(self.field_value(adt, variant, name, ty).atoms);
            }
            return value;
        }
        if value.known || value.complete || value.is_settled(Access::field(name)) {
            return Value::clean();
        }
        self.field_value(adt, variant, name, ty)
    }

    /// A hand-written impl shows what its body lets into the formatter.
    fn written(&mut self, value: &Value, imp: u32, method: Sym, ty: Ty) -> Value {
        let program = self.analysis.program;
        let info = program.impls[imp as usize];
        let unit = &program.units[info.unit as usize];
        let method = unit.facts.fns.iter().position(|f| {
            matches!(f.owner, crate::facts::Owner::Impl(i) if i.0 == info.local)
                && unit.sym(f.name) == method
        });
        let Some(method) = method else {
            return Value::clean();
        };
        let function = unit.bases.fns + method as u32;
        // Recursive types meet their own impl here; without a summary yet, nothing is claimed of it.
        let Some(summary) = self.round.summary(function) else {
            return Value::clean();
        };
        let mut out = Value::clean();
        let outs = summary
            .outs
            .iter()
            .filter(|(i, _)| *i == 1)
            .flat_map(|(_, atoms)| atoms.iter());
        let shown: Vec<Atom> = outs.chain(summary.ret.iter()).copied().collect();
        for atom in shown {
            match atom.origin {
                Origin::Param(f, 0, path) if f == function => {
                    let parts = value.part(path);
                    out.add(parts.into_iter().map(|a| Atom {
                        measure: super::value::after(a.measure, atom.measure),
                        ..a
                    }));
                }
                Origin::Field(a, _, name) if program.types.head(ty) == Head::Adt(a) => {
                    let direct = value.part(Access::field(name));
                    if direct.is_empty() {
                        out.add([self.formatted(atom)]);
                    } else {
                        out.add(direct.into_iter().map(|d| Atom {
                            measure: super::value::after(d.measure, atom.measure),
                            ..d
                        }));
                    }
                }
                _ => {
                    let other = self.is_of_another_error(atom.origin, ty);
                    let atom = self.formatted(atom);
                    out.add([Atom {
                        assumed: atom.assumed || other,
                        ..atom
                    }]);
                }
            }
        }
        out.atoms.retain(|a| a.measure != Measure::Aggregated);
        out
    }

    /// What a formatter writes of what is not in the value itself. The steps it came by are the formatter's.
    fn formatted(&self, atom: Atom) -> Atom {
        Atom {
            at: Access::WHOLE,
            assumed: atom.assumed || self.is_some_variant(atom.origin),
            step: NO_STEP,
            ..atom
        }
    }

    /// An error that prints whatever error it wraps rarely wraps the one that holds this field.
    fn is_of_another_error(&self, origin: Origin, ty: Ty) -> bool {
        let program = self.analysis.program;
        let own = matches!(program.types.head(ty), Head::Adt(a) if self.analysis.is_error(a));
        own && matches!(origin, Origin::Field(a, _, _)
            if self.analysis.is_error(a) && program.types.head(ty) != Head::Adt(a))
    }
}

/// `#[serde(serialize_with = "…")]`, `#[serde(with = "…")]`.
fn is_rewritten(field: &crate::facts::Field) -> bool {
    let serde = field.attrs.iter().filter(|a| &*a.path == "serde");
    serde
        .flat_map(|a| a.args.split(','))
        .filter_map(|w| w.split('=').next())
        .any(|w| matches!(w.trim(), "serialize_with" | "with"))
}

/// Whether a field shows in a form.
fn field_shows(
    unit: &crate::link::Unit,
    variant: &crate::facts::Variant,
    field: &crate::facts::Field,
    form: Show,
) -> bool {
    match form {
        Show::Debug => !field.debug_skip,
        Show::Other => !field.serde_skip,
        _ => match &variant.display {
            Some(shown) => shown
                .iter()
                .any(|n| *n == field.name || &*unit.facts.names[n.at()] == "*"),
            None => false,
        },
    }
}
