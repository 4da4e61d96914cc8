//! The house's order: sizes, docs, messages, and that pages and registry agree.
//!
//! Limits that older code does not meet yet are ratchets: `tidy_ratchet.txt` names each offender, may only shrink,
//! and is written anew by `UPDATE=1 cargo test tidy`.

use std::collections::BTreeSet;
use std::fs;

use candor::catalog::embedded;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::code::{self, File};
use crate::expected::Expected;
use crate::repository::{files_below, repository};

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 60;

#[test]
fn every_module_says_what_it_is_for() {
    let silent: Vec<String> = code::all()
        .into_iter()
        .filter(|f| !f.text.starts_with("//! "))
        .map(|f| f.path)
        .collect();
    assert!(
        silent.is_empty(),
        "without `//!` at their start: {silent:#?}"
    );
}

#[test]
fn files_and_functions_fit() {
    let files = code::all();
    let mut large = BTreeSet::new();
    for file in &files {
        let lines = file.text.lines().count();
        if lines > FILE_LINES {
            large.insert(format!("file {}", file.path));
        }
        let mut functions = Functions {
            path: &file.path,
            test: file.test,
            large: &mut large,
        };
        functions.visit_file(&file.syntax);
    }
    Expected::of("tidy_ratchet.txt").compare(
        &large,
        &format!("files over {FILE_LINES} lines, functions over {FUNCTION_LINES}: split them"),
    );
}

/// Finds functions of the product that do not fit a screen.
struct Functions<'a> {
    path: &'a str,
    test: bool,
    large: &'a mut BTreeSet<String>,
}

impl Functions<'_> {
    fn measure(&mut self, name: &syn::Ident, from: usize, to: usize) {
        if !self.test && to + 1 - from > FUNCTION_LINES {
            self.large.insert(format!("fn {} {name}", self.path));
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let outer = self.test;
        self.test |= code::is_test_item(&module.attrs);
        visit::visit_item_mod(self, module);
        self.test = outer;
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let end = item.block.brace_token.span.close().end().line;
        self.measure(&item.sig.ident, item.sig.span().start().line, end);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        let end = item.block.brace_token.span.close().end().line;
        self.measure(&item.sig.ident, item.sig.span().start().line, end);
        visit::visit_impl_item_fn(self, item);
    }
}

/// What one walk over the product's code found wrong.
struct Manners<'a> {
    file: &'a File,
    wrong: &'a mut Vec<String>,
}

impl Manners<'_> {
    fn say(&mut self, span: proc_macro2::Span, what: &str) {
        self.wrong
            .push(format!("{}:{}: {what}", self.file.path, span.start().line));
    }

    fn is_in(&self, rooms: &[&str]) -> bool {
        self.file.room().is_none_or(|room| rooms.contains(&room))
    }

    /// Checks the texts that an expression may be.
    fn message(&mut self, expr: &syn::Expr) {
        let mut texts = Vec::new();
        texts_of(expr, &mut texts);
        for text in texts {
            if let Some(fault) = fault_of(&text.value()) {
                self.say(text.span(), &format!("{fault}: {:?}", text.value()));
            }
        }
    }
}

impl<'ast> Visit<'ast> for Manners<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !code::is_test_item(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !code::is_test_item(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute.path().is_ident("derive") && !self.is_in(&["report", "span", "facts"]) {
            let _ = attribute.parse_nested_meta(|meta| {
                if meta
                    .path
                    .segments
                    .last()
                    .is_some_and(|s| s.ident == "Serialize")
                {
                    self.say(
                        attribute.span(),
                        "only reports are serialised, and facts for the cache",
                    );
                }
                Ok(())
            });
        }
        if attribute.path().is_ident("allow") {
            self.say(
                attribute.span(),
                "`#[expect(…, reason)]` says why, `#[allow]` does not",
            );
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        match call.method.to_string().as_str() {
            "unwrap" => self.say(
                call.method.span(),
                "`unwrap` does not say why it cannot fail",
            ),
            "expect" if !is_invariant(call.args.first()) => {
                self.say(
                    call.method.span(),
                    "`expect` states an invariant: `expect(\"invariant: …\")`",
                );
            }
            "help" => call.args.iter().for_each(|arg| self.message(arg)),
            _ => {}
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let syn::Expr::Path(function) = &*call.func {
            let path: Vec<String> = function
                .path
                .segments
                .iter()
                .map(|s| s.ident.to_string())
                .collect();
            if matches!(path.as_slice(), [.., holder, _] if holder == "Problem" || holder == "Failure")
            {
                call.args.iter().for_each(|arg| self.message(arg));
            }
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_struct(&mut self, literal: &'ast syn::ExprStruct) {
        let name = literal.path.segments.last().map(|s| s.ident.to_string());
        if matches!(name.as_deref(), Some("Problem" | "Finding" | "Step")) {
            for field in &literal.fields {
                if matches!(&field.member, syn::Member::Named(n) if n == "message" || n == "reason")
                {
                    self.message(&field.expr);
                }
            }
        }
        visit::visit_expr_struct(self, literal);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        let name = mac
            .path
            .segments
            .last()
            .map(|s| s.ident.to_string())
            .unwrap_or_default();
        match name.as_str() {
            "todo" | "unimplemented" | "dbg" | "panic" | "unreachable" => {
                self.say(
                    mac.path.span(),
                    &format!("`{name}!` has no place in the product"),
                );
            }
            "print" | "println" | "eprint" | "eprintln" if !self.is_in(&["cli"]) => {
                self.say(mac.path.span(), "only the command line prints");
            }
            _ => {}
        }
        let arguments = mac.parse_body_with(
            syn::punctuated::Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated,
        );
        for argument in arguments.into_iter().flatten() {
            // The arguments live no longer than this call, so they are walked by a visitor of their own.
            Manners {
                file: self.file,
                wrong: self.wrong,
            }
            .visit_expr(&argument);
        }
    }
}

/// Whether the text of an `expect` states an invariant.
fn is_invariant(argument: Option<&syn::Expr>) -> bool {
    let mut texts = Vec::new();
    if let Some(argument) = argument {
        texts_of(argument, &mut texts);
    }
    texts.is_empty() || texts.iter().all(|t| t.value().starts_with("invariant: "))
}

/// The literals that an expression's value may be made of.
fn texts_of(expr: &syn::Expr, out: &mut Vec<syn::LitStr>) {
    match expr {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => out.push(text.clone()),
        syn::Expr::MethodCall(call) if call.args.is_empty() => texts_of(&call.receiver, out),
        syn::Expr::Reference(inner) => texts_of(&inner.expr, out),
        syn::Expr::Macro(mac) if mac.mac.path.is_ident("format") => {
            if let Some(proc_macro2::TokenTree::Literal(first)) =
                mac.mac.tokens.clone().into_iter().next()
            {
                out.extend(syn::parse_str::<syn::LitStr>(&first.to_string()));
            }
        }
        syn::Expr::If(branch) => {
            tail(&branch.then_branch, out);
            if let Some((_, other)) = &branch.else_branch {
                texts_of(other, out);
            }
        }
        syn::Expr::Match(branch) => branch.arms.iter().for_each(|arm| texts_of(&arm.body, out)),
        syn::Expr::Block(block) => tail(&block.block, out),
        _ => {}
    }
}

fn tail(block: &syn::Block, out: &mut Vec<syn::LitStr>) {
    if let Some(syn::Stmt::Expr(last, None)) = block.stmts.last() {
        texts_of(last, out);
    }
}

/// What is wrong with a message, if anything. Names and abbreviations (`SQL`, `Cargo.toml`) may start one.
fn fault_of(text: &str) -> Option<&'static str> {
    let first = text.split_whitespace().next().unwrap_or("");
    let upper = first.chars().filter(|c| c.is_uppercase()).count();
    let is_name = upper > 1 || first.contains('.');
    if first.starts_with(char::is_uppercase) && !is_name {
        return Some("messages start in lower case");
    }
    let ends = text.ends_with('.') && !text.ends_with("..");
    ends.then_some("messages have no full stop")
}

#[test]
fn code_and_messages_keep_the_manners() {
    let mut wrong = Vec::new();
    for file in code::product().iter().filter(|f| !f.test) {
        Manners {
            file,
            wrong: &mut wrong,
        }
        .visit_file(&file.syntax);
    }
    let found: BTreeSet<String> = wrong.into_iter().collect();
    assert!(
        found.is_empty(),
        "\n{}",
        found.into_iter().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn messages_of_every_shape_are_judged() {
    let check = |text: &str, fault: bool| assert_eq!(fault_of(text).is_some(), fault, "{text}");
    check("the file is empty", false);
    check("The file is empty", true);
    check("the file is empty.", true);
    check("SQL that cannot be read", false);
    check("Cargo.toml has no name", false);
    check("`Name` is missing", false);
    check("and so on ...", false);
    check("größe ä", false);
    check("", false);
}

#[test]
fn pages_and_registry_agree() {
    let judged: BTreeSet<&str> = candor::rules::judged().collect();
    let promised: BTreeSet<&str> = candor::catalog::pages()
        .iter()
        .filter(|p| p.judged)
        .map(|p| p.id)
        .collect();
    assert_eq!(
        judged, promised,
        "the registry in src/rules/mod.rs and the pages that say `judged`"
    );
}

#[test]
fn every_file_of_the_rules_is_embedded() {
    let directory = repository().join("rules");
    let stems = |folder: &str, ending: &str| -> Vec<String> {
        let all = files_below(&directory.join(folder), &[ending]);
        let direct = all.into_iter().filter(|path| !path.contains('/'));
        direct
            .map(|path| path.trim_end_matches(ending).to_owned())
            .collect()
    };
    let pages: Vec<&str> = candor::catalog::pages().iter().map(|p| p.id).collect();
    assert_eq!(pages, stems("", ".md"));
    let tables = [
        ("models", embedded::MODELS),
        ("words", embedded::WORDS),
        ("recipients", embedded::RECIPIENTS),
        ("surroundings", embedded::SURROUNDINGS),
    ];
    let known = tables.len();
    for (folder, embedded) in tables {
        let embedded: Vec<&str> = embedded.iter().map(|(stem, _)| *stem).collect();
        assert_eq!(embedded, stems(folder, ".toml"), "{folder}");
    }
    let folders = fs::read_dir(&directory)
        .expect("rules/")
        .flatten()
        .filter(|e| e.path().is_dir());
    assert_eq!(
        folders.count(),
        known,
        "a new folder of rules/ belongs into build.rs"
    );
}
