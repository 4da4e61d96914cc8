//! What a run says: findings with their trails, problems, and how sure each is. Plain data.
//!
//! In: nothing but spans. Out: the nouns that rules fill, triage marks and reports print. This room never knows
//! a rule, a format or how text is laid out.

use crate::span::Span;

/// How bad a breach is, as the commitment says. Ordered from harmless to severe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// To be looked at.
    Warning,
    /// Breaks the promise.
    Error,
}

/// How sure the analysis is that a finding is right. Ordered from unsure to sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A guess from a name alone, or a flow through code that could not be seen.
    Low,
    /// Likely: a telling name with a fitting type, or a flow with one assumed step.
    Medium,
    /// A source, a sink and every step between them were seen.
    High,
}

/// What triage decided about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Counts against the commitment.
    New,
    /// Known from the baseline file.
    Baseline,
    /// Accepted by an exception in code or in the policy file.
    Excepted,
}

/// One step of a trail: a place and what happens there, as a sentence part ("`body` holds the request").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// Where it happens.
    pub span: Span,
    /// What happens, in lower case without a full stop.
    pub message: String,
}

/// A named value on a line that is explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Where it stands.
    pub span: Span,
    /// The data in it, the surest first.
    pub data: Vec<SeenDatum>,
    /// Why it counts as none, where its name looks like one or it holds none.
    pub none: Option<String>,
}

/// A datum in a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenDatum {
    /// The data key.
    pub key: &'static str,
    /// What it has passed, in words: `plain`, `hashed by bcrypt`.
    pub measure: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// Why it is taken for this datum.
    pub why: String,
    /// Where it enters.
    pub source: Span,
}

/// One breach (or one warning) of one commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id, such as `never-logged`.
    pub rule: &'static str,
    /// The id of the commitment it breaks.
    pub commitment: String,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// Why the confidence is what it is, in a few words.
    pub reason: String,
    /// Set by triage; rules give [`State::New`].
    pub state: State,
    /// One line, true on its own, lower case, no full stop.
    pub message: String,
    /// The data keys concerned, sorted.
    pub data: Vec<String>,
    /// The place: the sink statement, or what lacks something, or the commitment.
    pub at: Span,
    /// The way of the data from source to sink; the last step is at the sink. Empty where nothing flows.
    pub trail: Vec<Step>,
    /// The condition or log level under which it happens.
    pub guard: Option<String>,
    /// Imperatives that name the fix.
    pub help: Vec<String>,
    /// The enclosing item, such as `crate::auth::login`, or empty outside of code.
    pub item: String,
    /// Set by triage: the written reason of the exception that accepts it.
    pub accepted: Option<String>,
    /// Set by triage: stable when lines move (rule, commitment, item, normalised statement, ordinal).
    pub fingerprint: String,
}

/// Something that went wrong or could not be judged, at a place if there is one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file concerned, relative to the root with `/`, or as given if it is outside.
    pub path: String,
    /// The place in that file, where known and where the file is part of the source map.
    pub span: Option<Span>,
    /// The line, from 1, where known.
    pub line: Option<u32>,
    /// What is wrong, lower case, no full stop.
    pub message: String,
    /// What to do, imperatives.
    pub help: Vec<String>,
    /// Whether the job cannot be done because of it (a wrong policy file), as opposed to a mere report.
    pub fatal: bool,
}

impl Problem {
    /// A problem of a whole file that does not stop the run.
    pub fn of_file(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            span: None,
            line: None,
            message: message.into(),
            help: Vec::new(),
            fatal: false,
        }
    }

    /// The same problem at a place.
    #[must_use]
    pub fn at(mut self, span: Span, line: u32) -> Self {
        self.span = Some(span);
        self.line = Some(line);
        self
    }

    /// The same problem with one more imperative.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// The same problem, but one that ends the run.
    #[must_use]
    pub fn fatal(mut self) -> Self {
        self.fatal = true;
        self
    }
}

/// How a commitment ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Places were judged and none breaks it.
    Kept,
    /// At least one finding counts against it.
    Broken,
    /// Nothing in the code to judge it by.
    Unproven,
    /// A person vouches for it.
    Attested,
    /// A person vouched for it, but the review date has passed.
    Overdue,
    /// All its findings are accepted exceptions.
    Excepted,
}

/// What a rule says about one commitment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgment {
    /// The breaches.
    pub findings: Vec<Finding>,
    /// Every place that was judged, breach or not, sorted and without doubles.
    pub judged: Vec<Step>,
    /// Why nothing could be judged; used where `judged` is empty.
    pub unproven: Option<String>,
    /// For `attested`: vouched for, or past its review date.
    pub attested: Option<Verdict>,
    /// What the rule noticed about the policy file itself (a path that matches nothing).
    pub problems: Vec<Problem>,
}
