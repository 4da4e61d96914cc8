//! What runs inside the database: bodies of functions and blocks, scheduled jobs, and where statements end.
//!
//! In: tokens. Out: statements found inside bodies, jobs with their schedules. It never runs anything.

use super::cursor::Cursor;
use super::{Action, DEPTH, Job, Name, Reader, Statement, moved};
use crate::parse::sql::lex::{self, Kind, Token};

/// The index of the semicolon that ends the statement from `start`, or the number of tokens.
pub(super) fn statement_end(source: &str, tokens: &[Token], start: usize) -> usize {
    let body = has_body(source, &tokens[start..]);
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(token) = tokens.get(at) {
        match token.kind {
            Kind::Punct(b';') if depth == 0 => return at,
            Kind::Word if body => {
                if token.is(source, "begin") || token.is(source, "case") {
                    depth += 1;
                } else if token.is(source, "end") {
                    let next = tokens.get(at + 1);
                    let closes = |w| next.is_some_and(|t| t.is(source, w));
                    if closes("if") || closes("loop") || closes("while") || closes("repeat") {
                        at += 1;
                    } else {
                        depth = depth.saturating_sub(1);
                        at += usize::from(closes("case"));
                    }
                }
            }
            _ => {}
        }
        at += 1;
    }
    tokens.len()
}

/// Whether a statement creates something with statements inside: only there does `BEGIN` open a body.
fn has_body(source: &str, tokens: &[Token]) -> bool {
    let head = tokens.iter().take(12);
    let mut words = head.take_while(|t| t.kind != Kind::Punct(b';') && t.kind != Kind::Punct(b'('));
    words.next().is_some_and(|t| t.is(source, "create"))
        && words.any(|t| {
            ["trigger", "procedure", "function", "event"]
                .iter()
                .any(|w| t.is(source, w))
        })
}

/// `CREATE FUNCTION` from behind the word.
pub(super) fn function(mut at: Cursor<'_>) -> Option<Action> {
    at.take_if_exists();
    let name = at.name()?;
    at.group();
    while !at.is_done() {
        if at.take("as") && at.peek().is_some_and(|t| t.kind == Kind::Text) {
            let body = at.next()?;
            let (text, start) = body.content(at.source);
            let range = crate::parse::Range {
                start,
                end: start + text.len() as u32,
            };
            return Some(Action::Function(name.text, range));
        }
        if at.is_word("begin") || at.is_word("return") {
            let body = Cursor {
                tokens: &at.tokens[at.at..],
                ..at
            }
            .range();
            return Some(Action::Function(name.text, body));
        }
        at.skip_one();
    }
    None
}

/// `DO $$ … $$`: what its body says is read as if it ran.
pub(super) fn block(reader: Reader<'_>, at: Cursor<'_>, out: &mut Vec<Statement>) {
    let body = at.tokens.iter().find(|t| t.kind == Kind::Text);
    if let Some(body) = body.filter(|_| reader.depth < DEPTH) {
        let (text, start) = body.content(at.source);
        out.extend(inside(text, start, reader.depth));
    }
}

/// `CALL change()`, `SELECT change()`: what a function made before in the same text says is read as if it ran.
pub(super) fn ran(reader: Reader<'_>, mut at: Cursor<'_>, out: &mut Vec<Statement>) {
    at.next();
    let Some(name) = at.name().filter(|_| reader.depth < DEPTH) else {
        return;
    };
    let body = out.iter().rev().find_map(|s| match &s.action {
        Action::Function(made, body) if *made == name.text => Some(*body),
        _ => None,
    });
    if let Some(body) = body
        && let Some(text) = reader.source.get(body.start as usize..body.end as usize)
    {
        out.extend(inside(text, body.start, reader.depth));
    }
}

/// `PREPARE s FROM @sql`, `EXECUTE IMMEDIATE '…'`: the texts that were put into the variable, or stand there, are read as
/// if they ran.
pub(super) fn prepared(
    reader: Reader<'_>,
    part: &[Token],
    before: &[Token],
    out: &mut Vec<Statement>,
) {
    let Some(what) = part.last().filter(|_| reader.depth < DEPTH) else {
        return;
    };
    let named = |t: &Token| {
        t.raw(reader.source)
            .eq_ignore_ascii_case(what.raw(reader.source))
    };
    let texts = match what.kind {
        Kind::Text => std::slice::from_ref(what),
        Kind::Param => {
            let set = (1..before.len())
                .rfind(|i| named(&before[*i]) && before[i - 1].is(reader.source, "set"));
            let set = &before[set.unwrap_or(before.len())..];
            let end = set.iter().position(|t| t.kind == Kind::Punct(b';'));
            &set[..end.unwrap_or(set.len())]
        }
        _ => return,
    };
    for text in texts.iter().filter(|t| t.kind == Kind::Text) {
        let (inner, start) = text.content(reader.source);
        out.extend(inside(inner, start, reader.depth));
    }
}

/// The statements of a body, which stands at `start` in the file.
fn inside(body: &str, start: u32, depth: usize) -> Vec<Statement> {
    let tokens = lex::tokens(body);
    let mut found = Vec::new();
    let reader = Reader {
        source: body,
        depth: depth + 1,
    };
    let openers = ["create", "alter", "drop", "comment", "perform", "select"];
    let mut at = 0;
    while at < tokens.len() {
        let boundary = at == 0 || {
            let before = tokens[at - 1];
            before.kind == Kind::Punct(b';')
                || ["begin", "then", "else", "loop", "do"]
                    .iter()
                    .any(|w| before.is(body, w))
        };
        if boundary && openers.iter().any(|w| tokens[at].is(body, w)) {
            let end = statement_end(body, &tokens, at);
            reader.statements(&tokens[at..end], &mut found);
            at = end;
        } else if tokens[at].is(body, "execute")
            && let Some(text) = tokens.get(at + 1).filter(|t| t.kind == Kind::Text)
            && tokens
                .get(at + 2)
                .is_none_or(|t| t.kind == Kind::Punct(b';'))
            && depth + 1 < DEPTH
        {
            let (inner, shift) = text.content(body);
            let inner = inside(inner, shift, depth + 1);
            found.extend(inner);
        }
        at += 1;
    }
    found
        .into_iter()
        .map(|s| moved(s, &|r| r.shifted(start)))
        .collect()
}

/// What a called function does to the database: pg_cron's jobs, timescale's retention.
pub(super) fn called(mut at: Cursor<'_>) -> Vec<Action> {
    let mut found = Vec::new();
    while !at.is_done() {
        let name = at.peek_word();
        let inner = at
            .tokens
            .get(at.at + 1)
            .is_some_and(|t| t.kind == Kind::Punct(b'('));
        if !inner {
            at.next();
            continue;
        }
        let is_cron = at.at >= 2 && at.tokens[at.at - 2].is(at.source, "cron");
        at.next();
        let arguments = at.group().map(Cursor::parts).unwrap_or_default();
        match name.as_str() {
            "schedule" | "schedule_in_database" if is_cron => found.extend(cron(&arguments)),
            "unschedule" if is_cron => {
                let name = arguments
                    .first()
                    .and_then(|a| a.tokens.first().map(|t| t.content(a.source).0.to_owned()));
                found.extend(name.map(Action::DropJob));
            }
            "add_retention_policy" => found.extend(retention(&arguments)),
            _ => {}
        }
    }
    found
}

/// `cron.schedule('name', '0 3 * * *', $$DELETE …$$)`, the name left out at will.
fn cron(arguments: &[Cursor<'_>]) -> Option<Action> {
    let texts: Vec<(&str, u32)> = arguments
        .iter()
        .filter_map(|a| {
            a.tokens
                .iter()
                .rfind(|t| t.kind == Kind::Text || t.kind == Kind::Quoted)
                .map(|t| t.content(a.source))
        })
        .collect();
    let (name, schedule, command) = match texts.as_slice() {
        [schedule, command] => (None, schedule, command),
        [name, schedule, command, ..] => (Some(name.0.to_owned()), schedule, command),
        _ => return None,
    };
    let body = crate::parse::Range {
        start: command.1,
        end: command.1 + command.0.len() as u32,
    };
    Some(Action::Job(Job {
        name,
        schedule: schedule.0.to_owned(),
        body,
        quoted: true,
    }))
}

/// `add_retention_policy('conditions', INTERVAL '30 days')`
fn retention(arguments: &[Cursor<'_>]) -> Option<Action> {
    let [table, period, ..] = arguments else {
        return None;
    };
    let token = table.tokens.iter().rfind(|t| t.kind == Kind::Text)?;
    let (text, start) = token.content(table.source);
    let text = text.rsplit('.').next().unwrap_or(text).to_owned();
    let range = crate::parse::Range {
        start,
        end: start + text.len() as u32,
    };
    let name = Name {
        schema: None,
        text,
        range,
    };
    Some(Action::Ttl(name, period.written(0, period.tokens.len())))
}
