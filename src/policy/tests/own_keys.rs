//! What is told about wrong values of the keys that rules bring along.

use super::mistakes::{check, commitment};

#[test]
fn an_entry_of_the_dictionary_may_be_called_by_its_id() {
    check(
        "[data.slip]\nkey = 'user.financial.pay_slip'\n[[commitment]]\nrule = 'never-logged'\ndata = ['slip']",
        &[],
    );
}

#[test]
fn own_keys_of_rules_are_checked() {
    commitment(
        "rule = 'never-logged'\ndata = ['email']\nkeyed = true",
        &["7: `never-logged` takes no key `keyed` (leave it out: it belongs to `hashed-at-rest`)"],
    );
    commitment(
        "rule = 'never-logged'\ndata = ['email']\nunles = ['a']",
        &["7: `never-logged` takes no key `unles` (did you mean `unless`?)"],
    );
    commitment(
        "rule = 'secrets-managed'\nzzz = 1",
        &[
            "6: `secrets-managed` takes no key `zzz` (use one of `id`, `quote`, `rule`, `data`, `severity`, `paths`)",
        ],
    );
    commitment(
        "rule = 'never-logged'\ndata = ['email']\nunless = ['debug']",
        &["7: unknown gate `debug` (declare it as `[gate.debug]`)"],
    );
    check(
        "[gate.debug]\nwhen = ['a']\n[[commitment]]\nrule = 'never-logged'\ndata = ['email']\nunless = ['debgu']",
        &["9: unknown gate `debgu` (did you mean `debug`?)"],
    );
    commitment(
        "rule = 'shared-only-with'\nto = ['zeta']",
        &["6: unknown recipient `zeta` (declare it as `[recipient.zeta]`)"],
    );
    commitment(
        "rule = 'shared-only-with'\nto = ['openia']",
        &["6: unknown recipient `openia` (did you mean `openai`?)"],
    );
    check(
        "[store.images]\nis = ['a']\n[[commitment]]\nrule = 'encrypted-at-rest'\nstores = ['image', 'postgres']",
        &["~8: `image` is no declared store (did you mean `images`?)"],
    );
    check(
        "[action.posting]\npaths = ['a']\n[gate.g]\nwhen = ['a']\n[[commitment]]\nrule = 'gated'\naction = ['postings']\nby = ['g']",
        &["~10: `postings` is no declared action (did you mean `posting`?)"],
    );
    commitment(
        "rule = 'hashed-at-rest'\ndata = ['email']\nkeyed = 'yes'",
        &["7: `keyed`: expected `true` or `false`, found a text"],
    );
    commitment(
        "rule = 'no-trackers'\nclasses = ['analytic']",
        &["6: `classes`: unknown value `analytic` (did you mean `analytics`?)"],
    );
    commitment(
        "rule = 'kept-at-most'\ntable = 't'",
        &[
            "4: [[commitment]] lacks `max` (`kept-at-most` needs it: the longest period, such as `\"30 days\"` or `\"P30D\"`)",
        ],
    );
    commitment(
        "rule = 'kept-at-most'\nmax = '30 days'",
        &["4: [[commitment]] lacks `data` (give at least one of `data`, `table`, `store`, `log`)"],
    );
    commitment(
        "rule = 'kept-at-most'\ntable = 't'\nmax = 30",
        &["7: `max`: a duration needs a unit (write `\"30 days\"`)"],
    );
    commitment(
        "rule = 'kept-at-most'\ntable = 't'\nmax = 'a month'",
        &[
            "7: `a month` is no duration (write a number and a unit (`30 days`, `72 hours`, `7 years`) or ISO 8601 (`P30D`))",
        ],
    );
    commitment(
        "rule = 'kept-at-most'\ntable = 't'\nmax = true",
        &["7: `max`: expected a duration, found a truth value"],
    );
    commitment(
        "rule = 'kept-at-most'\ntable = 't'\nmax = '1 day'\nafter = 'deletion'",
        &["8: `after`: unknown value `deletion` (did you mean `account-deletion`?)"],
    );
    commitment(
        "rule = 'setting'\nkey = 'a'",
        &[
            "4: [[commitment]] lacks `equals` (give at least one of `equals`, `min`, `max`, `one_of`, `accepts`)",
        ],
    );
    commitment(
        "rule = 'setting'\nkey = 'a'\nequals = []",
        &["7: `equals`: expected a text, a number or a truth value, found a list"],
    );
}

#[test]
fn dates_paths_and_patterns_in_own_keys_are_checked() {
    commitment(
        "rule = 'attested'\nreview = 'next year'",
        &["6: `next year` is no date (write the day as year, month and day: `2026-12-31`)"],
    );
    commitment(
        "rule = 'checked-first'\nbefore = ['a']",
        &["4: [[commitment]] lacks `check` (`checked-first` needs it: the functions that check)"],
    );
    commitment(
        "rule = 'only-through'\nthrough = ['{a']",
        &[
            "6: `{a` is no path to code: its braces do not match (write it as in code, such as `crate::module::Type::method` or `name!`)",
        ],
    );
    commitment(
        "rule = 'region-only'\nregions = ['eu-[']",
        &[
            "6: `eu-[` is no pattern: unclosed character class; missing ']' (write `*` for a part of a name, `{a,b}` for either)",
        ],
    );
}

#[test]
fn tables_in_own_keys_are_checked() {
    commitment(
        "rule = 'cookies-only'\ncookies = ['session']",
        &["6: `cookies`: expected a table, found a text"],
    );
    commitment(
        "rule = 'cookies-only'\ncookies = 'session'",
        &["6: `cookies`: expected a list of tables, found a text"],
    );
    commitment(
        "rule = 'cookies-only'\ncookies = [{ nam = 'a' }]",
        &[
            "6: cookies lacks `name` (name the cookie or storage key, `*` for any)",
            "6: unknown key `nam` in cookies (did you mean `name`?)",
        ],
    );
    commitment(
        "rule = 'cookies-only'\ncookies = [{ name = 'a', same_site = 'laxx', secure = 1 }]",
        &[
            "6: `same_site`: unknown value `laxx` (did you mean `lax`?)",
            "6: `secure`: expected `true` or `false`, found an integer",
        ],
    );
    commitment(
        "rule = 'erasable'\nkeep = [{ table = 'a' }]",
        &["6: keep lacks `because` (say why it stays)"],
    );
    let pair = "expected a list of pairs of argument positions such as `[[0, 0]]`";
    let gated = |same: &str, expected: &[&str]| {
        check(
            &format!(
                "[gate.g]\nwhen = ['a']\n[[commitment]]\nrule = 'gated'\naction = ['log']\nby = ['g']\nsame = {same}"
            ),
            expected,
        );
    };
    gated("[[0]]", &[&format!("10: `same`: {pair}")]);
    gated("[[0, -1]]", &[&format!("10: `same`: {pair}")]);
    gated(
        "[0, 0]",
        &[
            &format!("10: `same`: {pair}"),
            &format!("10: `same`: {pair}"),
        ],
    );
    gated("0", &[&format!("10: `same`: {pair}, found an integer")]);
}

#[test]
fn values_that_cannot_be_together_are_told() {
    commitment(
        "rule = 'setting'\nkey = 'x'\nmin = 5\nmax = 3",
        &["7: `min` is above `max`, so no value is allowed (give the smaller value as `min`)"],
    );
    commitment(
        "rule = 'setting'\nkey = 'x'\nmin = '5 minutes'\nmax = '1 day'",
        &[],
    );
    commitment(
        "rule = 'setting'\nkey = 'x'\none_of = [2, 9]\nmax = 3",
        &["7: `one_of` names a value that `max` does not allow (correct `one_of` or `max`)"],
    );
    commitment(
        "rule = 'setting'\nkey = 'x'\none_of = []",
        &["7: `one_of`: an empty list (name at least one: the values allowed)"],
    );
    commitment(
        "rule = 'region-only'\nregions = []",
        &[
            "6: `regions`: an empty list (name at least one: globs of the regions allowed, such as `eu-*`)",
        ],
    );
    commitment("rule = 'cookies-only'\ncookies = []", &[]);
    commitment(
        "rule = 'cookies-only'\ncookies = [{ name = 'a', storage = 'locl' }]",
        &["6: `storage`: unknown value `locl` (did you mean `local`?)"],
    );
    commitment(
        "rule = 'cookies-only'\ncookies = [{ name = 'a', storage = 'localStorage' }]",
        &[],
    );
    commitment(
        "rule = 'kept-at-most'\nmax = '1 day'\ntable = 'a'\nlog = 'b'",
        &[
            "~8: [[commitment]] has `table`, `log`, of which one is meant (write a commitment for each)",
        ],
    );
    commitment(
        "rule = 'tls-only'\nexcept = ['http://x']",
        &["6: `http://x` is an address, no host (write `x`)"],
    );
    check(
        "[store.a]\nis = []\n[[commitment]]\nrule = 'tls-only'",
        &["5: `is`: an empty list (say what it stands for: `is = [\"…\"]`)"],
    );
    check(
        "[[commitment]]\nid = 'a'\nrule = 'tls-onl'\n[[commitment]]\nid = 'a'\nrule = 'tls-only'",
        &[
            "6: unknown rule `tls-onl` (did you mean `tls-only`?)",
            "8: two commitments have the id `a` (give this one another id: the first is on line 5)",
        ],
    );
}
