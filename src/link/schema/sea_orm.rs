//! Migrations of sea-orm and sea-query: tables built by chains of calls.
//!
//! In: one file of the program. Out: statements as SQL would say them. Only what a function for going up does is read.

use crate::facts::{Expr, ExprId, MethodCall, Range as FactRange};
use crate::link::{Program, Unit, names};
use crate::parse::Range;
use crate::parse::ddl::{
    Action, Change, Column, Constraint, ConstraintKind, CreateTable, Name, OnDelete, Statement,
};

/// The statements of one file, in its order.
pub(super) fn read(program: &Program, unit: &Unit) -> Vec<Statement> {
    let names = |n: &str| program.symbols.get(n).is_some();
    if !names("ColumnDef") && !names("create_table") && !names("DeriveMigrationName") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for f in unit
        .facts
        .fns
        .iter()
        .filter(|f| !f.test && unit.text(f.name) != "down")
    {
        let reader = Reader { program, unit };
        for i in f.exprs.0..f.exprs.1 {
            let id = ExprId(i);
            // Of a chain only its outermost call is a statement; the inner ones are parts of it.
            if let Some(chain) = reader.chain(id)
                && reader.is_finished(id)
            {
                found.extend(reader.statement(&chain, id));
            }
        }
    }
    found.sort_by_key(|s| s.range.start);
    found
}

struct Reader<'u> {
    program: &'u Program,
    unit: &'u Unit,
}

/// `Head::name().method(…).method(…)`.
struct Chain<'u> {
    /// `Table::create`
    head: String,
    /// The arguments of the head.
    first: Vec<ExprId>,
    /// The methods called on it, in order.
    calls: Vec<(&'u str, Vec<ExprId>)>,
}

impl<'u> Reader<'u> {
    fn ids(&self, list: crate::facts::List) -> Vec<ExprId> {
        let range = list.start as usize..(list.start + list.len) as usize;
        self.unit
            .facts
            .lists
            .get(range)
            .unwrap_or(&[])
            .iter()
            .map(|i| ExprId(*i))
            .collect()
    }

    fn expr(&self, id: ExprId) -> Expr {
        self.unit.facts.exprs[id.at()]
    }

    fn range(&self, id: ExprId) -> Range {
        let FactRange { start, end } = self.unit.facts.spans[id.at()];
        Range { start, end }
    }

    fn method(&self, id: ExprId) -> Option<&'u MethodCall> {
        match self.expr(id) {
            Expr::Method(m) => self.unit.facts.methods.get(m as usize),
            _ => None,
        }
    }

    /// The last two segments of a path.
    fn path(&self, id: ExprId) -> Option<String> {
        Some(self.unit.path_tail(id)).filter(|path| !path.is_empty())
    }

    /// A chain of method calls on a call of a path.
    fn chain(&self, id: ExprId) -> Option<Chain<'u>> {
        let mut calls = Vec::new();
        let mut at = self.borrowed(id);
        while let Some(method) = self.method(at) {
            calls.push((self.unit.text(method.name), self.ids(method.args)));
            at = self.borrowed(method.recv);
        }
        calls.reverse();
        let Expr::Call(callee, args) = self.expr(at) else {
            return None;
        };
        Some(Chain {
            head: self.path(callee)?,
            first: self.ids(args),
            calls,
        })
    }

    fn borrowed(&self, mut id: ExprId) -> ExprId {
        while let Expr::RefMut(inner) = self.expr(id) {
            id = inner;
        }
        id
    }

    /// Whether a chain ends here: `to_owned()`, `build(…)`, `take()`.
    fn is_finished(&self, id: ExprId) -> bool {
        self.method(id).is_some_and(|m| {
            ["to_owned", "take", "build", "to_string"].contains(&self.unit.text(m.name))
        })
    }

    fn statement(&self, chain: &Chain<'u>, id: ExprId) -> Option<Statement> {
        let action = match chain.head.as_str() {
            "Table::create" => Action::CreateTable(Box::new(self.create(chain)?)),
            "Table::alter" => self.alter(chain)?,
            "Table::drop" => {
                let tables = self.arguments(chain, "table");
                Action::DropTables(tables, chain.calls.iter().any(|(n, _)| *n == "cascade"))
            }
            "Table::rename" => {
                let (_, args) = chain.calls.iter().find(|(n, _)| *n == "table")?;
                Action::Alter(
                    self.name(*args.first()?)?,
                    vec![Change::RenameTable(self.name(*args.get(1)?)?)],
                )
            }
            "ForeignKey::create" => {
                let (table, constraint) = self.foreign(chain)?;
                Action::Alter(table?, vec![Change::Constrain(constraint)])
            }
            "ForeignKey::drop" => {
                let table = self.arguments(chain, "table").pop()?;
                let name = self.arguments(chain, "name").pop()?;
                Action::Alter(table, vec![Change::DropConstraint(name.text)])
            }
            _ => return None,
        };
        Some(Statement {
            action,
            range: self.range(id),
        })
    }

    /// The names given to all calls of a method.
    fn arguments(&self, chain: &Chain<'u>, method: &str) -> Vec<Name> {
        let calls = chain.calls.iter().filter(|(n, _)| *n == method);
        calls
            .filter_map(|(_, args)| self.name(*args.first()?))
            .collect()
    }

    fn create(&self, chain: &Chain<'u>) -> Option<CreateTable> {
        let mut made = CreateTable {
            name: self.arguments(chain, "table").pop()?,
            ..CreateTable::default()
        };
        for (name, args) in &chain.calls {
            let first = args.first().copied();
            match *name {
                "if_not_exists" => made.if_not_exists = true,
                "col" => made.columns.extend(first.and_then(|a| self.column(a))),
                "foreign_key" => {
                    let constraint = first
                        .and_then(|a| self.chain(a))
                        .and_then(|c| self.foreign(&c));
                    made.constraints.extend(constraint.map(|(_, c)| c));
                }
                "primary_key" | "index" => made
                    .constraints
                    .extend(first.and_then(|a| self.index(a, name))),
                "comment" => made.comment = first.and_then(|a| self.text(a)),
                _ => {}
            }
        }
        Some(made)
    }

    fn alter(&self, chain: &Chain<'u>) -> Option<Action> {
        let table = self.arguments(chain, "table").pop()?;
        let mut changes = Vec::new();
        for (name, args) in &chain.calls {
            let Some(&first) = args.first() else { continue };
            let change = match *name {
                "add_column" | "add_column_if_not_exists" => self
                    .column(first)
                    .map(|c| Change::Add(Box::new(c), name.ends_with('s'))),
                "modify_column" => self
                    .column(first)
                    .map(|c| Change::Replace(c.name.text.clone(), Box::new(c))),
                "drop_column" => self.name(first).map(|n| Change::Drop(n.text)),
                "rename_column" => {
                    let to = args.get(1).and_then(|a| self.name(*a));
                    self.name(first)
                        .zip(to)
                        .map(|(a, b)| Change::RenameColumn(a.text, b.text))
                }
                "add_foreign_key" => self
                    .chain(first)
                    .and_then(|c| self.foreign(&c))
                    .map(|(_, c)| Change::Constrain(c)),
                "drop_foreign_key" => self.name(first).map(|n| Change::DropConstraint(n.text)),
                _ => None,
            };
            changes.extend(change);
        }
        Some(Action::Alter(table, changes))
    }

    /// `ColumnDef::new(X::Id).integer().not_null()`, `string(X::Name)`, `pk_auto(X::Id)`.
    fn column(&self, id: ExprId) -> Option<Column> {
        let chain = self.chain(id)?;
        let name = self.name(*chain.first.first()?)?;
        let mut column = Column {
            name,
            range: self.range(id),
            ..Column::default()
        };
        let helper = chain.head.rsplit("::").next().unwrap_or("");
        if helper != "new" && helper != "new_with_type" {
            column.not_null = !helper.ends_with("_null");
            let key = match helper {
                "pk_uuid" => Some("uuid"),
                h if h.starts_with("pk_") => Some("integer"),
                _ => None,
            };
            let plain = helper.trim_end_matches("_null").trim_end_matches("_uniq");
            key.unwrap_or(plain).clone_into(&mut column.ty);
            if key.is_some() {
                own(&mut column, ConstraintKind::Primary);
            }
        }
        for (name, args) in &chain.calls {
            let first = args.first().copied();
            match *name {
                "not_null" => column.not_null = true,
                "null" => column.not_null = false,
                "primary_key" => own(&mut column, ConstraintKind::Primary),
                "unique_key" => own(&mut column, ConstraintKind::Unique),
                "default" => {
                    column.default =
                        first.map(|a| self.text(a).unwrap_or_else(|| "expression".to_owned()));
                }
                "comment" => column.comment = first.and_then(|a| self.text(a)),
                "auto_increment" | "to_owned" | "take" | "extra" | "check" | "generated" => {}
                ty if column.ty.is_empty() => ty.clone_into(&mut column.ty),
                _ => {}
            }
        }
        Some(column)
    }

    fn index(&self, id: ExprId, method: &str) -> Option<Constraint> {
        let chain = self.chain(id)?;
        let has = |name: &str| chain.calls.iter().any(|(n, _)| *n == name);
        let kind = match (method == "primary_key" || has("primary"), has("unique")) {
            (true, _) => ConstraintKind::Primary,
            (_, true) => ConstraintKind::Unique,
            _ => ConstraintKind::Other,
        };
        let columns = self
            .arguments(&chain, "col")
            .into_iter()
            .map(|n| n.text)
            .collect();
        Some(Constraint {
            name: self.arguments(&chain, "name").pop().map(|n| n.text),
            columns,
            kind,
            range: self.range(id),
        })
    }

    /// `ForeignKey::create().from(A::Table, A::X).to(B::Table, B::Id).on_delete(…)`: the table it is of, and itself.
    fn foreign(&self, chain: &Chain<'u>) -> Option<(Option<Name>, Constraint)> {
        let (mut of, mut to) = (None, None);
        let (mut from, mut columns, mut on_delete) = (Vec::new(), Vec::new(), OnDelete::NoAction);
        for (name, args) in &chain.calls {
            let named = |i: usize| args.get(i).map(|a| self.names(*a)).unwrap_or_default();
            match *name {
                "from" | "from_tbl" => of = args.first().and_then(|a| self.name(*a)),
                "to" | "to_tbl" => to = args.first().and_then(|a| self.name(*a)),
                "on_delete" => {
                    on_delete = args
                        .first()
                        .and_then(|a| self.path(*a))
                        .map_or(on_delete, |p| action(&p));
                }
                _ => {}
            }
            match *name {
                "from" => from.extend(named(1)),
                "from_col" => from.extend(named(0)),
                "to" => columns.extend(named(1)),
                "to_col" => columns.extend(named(0)),
                _ => {}
            }
        }
        let name = self.arguments(chain, "name").pop().map(|n| n.text);
        let range = chain
            .first
            .first()
            .map_or(Range::default(), |a| self.range(*a));
        let kind = ConstraintKind::Foreign {
            table: to?,
            columns,
            on_delete,
        };
        Some((
            of,
            Constraint {
                name,
                columns: from,
                kind,
                range,
            },
        ))
    }

    fn names(&self, id: ExprId) -> Vec<String> {
        match self.expr(id) {
            Expr::Tuple(items) => self
                .ids(items)
                .into_iter()
                .filter_map(|i| self.name(i))
                .map(|n| n.text)
                .collect(),
            _ => self.name(id).map(|n| n.text).into_iter().collect(),
        }
    }

    fn text(&self, id: ExprId) -> Option<String> {
        match self.expr(id) {
            Expr::Str(name) | Expr::Scalar(name) => Some(self.unit.text(name).to_owned()),
            _ => None,
        }
    }

    /// The name an iden stands for: a text, `Alias::new("x")`, a variant (`Users::Email`), `users::Column::Email`.
    fn name(&self, id: ExprId) -> Option<Name> {
        let range = self.range(id);
        let made = |text: String| {
            Some(Name {
                schema: None,
                text,
                range,
            })
        };
        match self.expr(id) {
            Expr::Str(name) => made(self.unit.text(name).to_owned()),
            Expr::Call(_, args) => self.ids(args).first().and_then(|a| self.name(*a)),
            Expr::Method(_) => self.method(id).and_then(|m| self.name(m.recv)),
            Expr::Path(path) => {
                let segments = &self.unit.facts.paths[path.at()].segments;
                let texts: Vec<&str> = segments.iter().map(|s| self.unit.text(*s)).collect();
                let last = *texts.last()?;
                let holder = texts.len().checked_sub(2).map(|i| texts[i]);
                made(
                    self.renamed(holder, last)
                        .unwrap_or_else(|| match (last, holder) {
                            ("Table" | "Entity", Some(holder)) => names::snake(holder),
                            _ => names::snake(last),
                        }),
                )
            }
            _ => None,
        }
    }

    /// What `#[sea_orm(iden = "…")]` or `#[iden = "…"]` says of a variant.
    fn renamed(&self, holder: Option<&str>, variant: &str) -> Option<String> {
        // In the same file, else wherever the migrations keep their names.
        let all = self.program.adts.iter().enumerate();
        let mut named: Vec<u32> = all
            .filter(|(_, a)| Some(self.program.text(a.name)) == holder)
            .map(|(i, _)| i as u32)
            .collect();
        named.sort_by_key(|a| self.program.adt(*a).0.file != self.unit.file);
        let (unit, adt) = self.program.adt(*named.first()?);
        let found = adt.variants.iter().find(|v| unit.text(v.name) == variant)?;
        let own = found.attrs.iter();
        let of_table = adt.attrs.iter().filter(|_| variant == "Table");
        let attr = own
            .chain(of_table)
            .find(|a| &*a.path == "iden" || &*a.path == "sea_orm" && a.args.contains("iden"))?;
        attr.args.split('"').nth(1).map(str::to_owned)
    }
}

fn action(path: &str) -> OnDelete {
    match path.rsplit("::").next() {
        Some("Cascade") => OnDelete::Cascade,
        Some("SetNull") => OnDelete::SetNull,
        Some("SetDefault") => OnDelete::SetDefault,
        Some("Restrict") => OnDelete::Restrict,
        _ => OnDelete::NoAction,
    }
}

fn own(column: &mut Column, kind: ConstraintKind) {
    column.not_null |= kind == ConstraintKind::Primary;
    let columns = vec![column.name.text.clone()];
    column.constraints.push(Constraint {
        name: None,
        columns,
        kind,
        range: column.range,
    });
}
