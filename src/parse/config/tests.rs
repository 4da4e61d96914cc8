//! Every format gives the same shape, with exact places.

use super::*;

/// The entries of a text, one a line: `path = what is written [sort]`; groups by their path alone.
fn shown(format: Format, text: &str) -> Vec<String> {
    let config = read(format, text);
    let line = |entry: &Entry| {
        let at = &text[entry.at.start as usize..entry.at.end as usize];
        let sort = match entry.sort {
            Sort::Key => "",
            Sort::Env => " [env]",
            Sort::Command => " [command]",
            Sort::Cron => " [cron]",
        };
        let kind = match &entry.value {
            Value::Group => return entry.dotted(),
            Value::Dynamic(_) => " (dynamic)",
            _ => "",
        };
        let out = if entry.commented { "# " } else { "" };
        format!("{out}{} = {at}{kind}{sort}", entry.dotted())
    };
    config.entries.iter().map(line).collect()
}

#[track_caller]
fn check(format: Format, text: &str, expect: &[&str]) {
    assert_eq!(shown(format, text), expect);
}

#[test]
fn toml() {
    check(
        Format::Toml,
        "name = \"ä\" # note\n# days = 7\n[log]\nretention_days = 30\nfiles = [\"a\", true]\n[vars]\nAPI_URL = \"${X}\"\n",
        &[
            "name = \"ä\"",
            "# days = 7",
            "log",
            "log.retention_days = 30",
            "log.files",
            "log.files.0 = \"a\"",
            "log.files.1 = true",
            "vars",
            "vars.API_URL = \"${X}\" (dynamic) [env]",
        ],
    );
}

#[test]
fn yaml_with_aliases_merges_and_documents() {
    check(
        Format::Yaml,
        "base: &b\n  a: 1\n  c: 2\nx:\n  <<: *b\n  c: 3\n---\ny: [1, 'z']\n",
        &[
            "",
            "base",
            "base.a = 1",
            "base.c = 2",
            "x",
            "x.c = 3",
            "x.a = 1",
            "",
            "y",
            "y.0 = 1",
            "y.1 = 'z'",
        ],
    );
}

#[test]
fn compose_lists_and_maps_are_variables() {
    check(
        Format::Yaml,
        "services:\n  db:\n    environment:\n      - PASSWORD=hunter2\n      - \"A=b c\"\n      - FROM_HOST\n    command: [\"serve\"]\n  web:\n    environment:\n      DAYS: ${DAYS:-30}\n#      OLD: 1\n",
        &[
            "",
            "services",
            "services.db",
            "services.db.environment",
            "services.db.environment.PASSWORD = hunter2 [env]",
            "services.db.environment.A = b c [env]",
            "services.db.environment.FROM_HOST =  (dynamic) [env]",
            "services.db.command",
            "services.db.command.0 = \"serve\" [command]",
            "services.web",
            "services.web.environment",
            "services.web.environment.DAYS = ${DAYS:-30} (dynamic) [env]",
            "# OLD = 1",
        ],
    );
    assert_eq!(fallback("${DAYS:-30}"), Some("30"));
}

#[test]
fn kubernetes_environments_and_schedules() {
    check(
        Format::Yaml,
        "kind: CronJob\nspec:\n  schedule: \"0 3 * * *\"\n  env:\n    - name: A\n      value: \"x\"\n    - name: B\n      valueFrom:\n        secretKeyRef: {name: s, key: k}\n",
        &[
            "",
            "kind = CronJob",
            "spec",
            "spec.schedule = \"0 3 * * *\" [cron]",
            "spec.env",
            "spec.env.A = \"x\" [env]",
            "spec.env.B = secretKeyRef: {name: s, key: k} (dynamic) [env]",
        ],
    );
}

#[test]
fn templates_are_covered() {
    let text = "{{- if .Values.on }}\na: {{ .Values.a | default \"7\" }}\nb: x-{{ .Release.Name }}\n{{- end }}\nc: 1\n";
    check(
        Format::Yaml,
        text,
        &[
            "",
            "a = {{ .Values.a | default \"7\" }} (dynamic)",
            "b = x-{{ .Release.Name }} (dynamic)",
            "c = 1",
        ],
    );
    assert_eq!(read(Format::Yaml, text).reading, Reading::Masked);
    assert_eq!(fallback("{{ .Values.a | default \"7\" }}"), Some("7"));
}

#[test]
fn broken_yaml_and_json_are_read_line_by_line() {
    let text = "a: 1\nb: \"unclosed\nc:\n  d: 2\n";
    let config = read(Format::Yaml, text);
    assert_eq!(config.reading, Reading::Lines);
    assert!(shown(Format::Yaml, text).contains(&"c.d = 2".to_owned()));
    let text = "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": \"x\",\n  <<<\n";
    assert!(shown(Format::Json, text).contains(&"b.c = \"x\"".to_owned()));
}

#[test]
fn json() {
    check(
        Format::Json,
        "{ // note\n \"triggers\": {\"crons\": [\"0 3 * * *\"]}, \"n\": 1.5, \"e\": null }",
        &[
            "",
            "triggers",
            "triggers.crons",
            "triggers.crons.0 = \"0 3 * * *\" [cron]",
            "n = 1.5",
            "e = null",
        ],
    );
}

#[test]
fn env_files() {
    check(
        Format::Env,
        "# a sentence = here\nA=1 # one\nexport B=\"two\nlines\"\n#C=3\nD=\nE='x # y'\nF = g\nnonsense\n",
        &[
            "A = 1 [env]",
            "B = \"two\nlines\" [env]",
            "# C = 3 [env]",
            "D =  [env]",
            "E = 'x # y' [env]",
            "F = g [env]",
        ],
    );
    assert_eq!(read(Format::Env, "nonsense\n").faults.len(), 1);
}

#[test]
fn dockerfiles() {
    check(
        Format::Dockerfile,
        "FROM rust:1 AS build\n# ENV X=1\nARG V=1.2\nENV A=b \\\n    C=\"d e\"\nENV OLD some text\nRUN <<EOF\necho hi\nEOF\nCMD [\"run\"]\n",
        &[
            "FROM = rust:1 AS build [command]",
            "ARG.V = 1.2 [env]",
            "ENV.A = b [env]",
            "ENV.C = \"d e\" [env]",
            "ENV.OLD = some text [env]",
            "RUN = <<EOF [command]",
            "RUN = echo hi [command]",
            "CMD = [\"run\"] [command]",
        ],
    );
}

#[test]
fn terraform() {
    check(
        Format::Hcl,
        "resource \"aws_db_instance\" \"main\" {\n  storage_encrypted = true # yes\n  name = \"db-${var.env}\"\n  tags = { a = \"b\", c = var.d }\n  list = [\n    \"x\", // one\n    1,\n  ]\n  rule {\n    days = 30\n  }\n  count = var.on ? 1 : 0\n}\n/* a = 1 */\nenvironment = jsonencode([{ name = \"A\", value = \"1\" }])\n",
        &[
            "resource.aws_db_instance.main",
            "resource.aws_db_instance.main.storage_encrypted = true",
            "resource.aws_db_instance.main.name = \"db-${var.env}\" (dynamic)",
            "resource.aws_db_instance.main.tags",
            "resource.aws_db_instance.main.tags.a = \"b\"",
            "resource.aws_db_instance.main.tags.c = var.d (dynamic)",
            "resource.aws_db_instance.main.list",
            "resource.aws_db_instance.main.list.0 = \"x\"",
            "resource.aws_db_instance.main.list.1 = 1",
            "resource.aws_db_instance.main.rule",
            "resource.aws_db_instance.main.rule.days = 30",
            "resource.aws_db_instance.main.count = var.on ? 1 : 0 (dynamic)",
            "environment",
            "environment.A = \"1\" [env]",
        ],
    );
}

#[test]
fn web_servers_and_logrotate() {
    check(
        Format::WebServer,
        "http {\n  server{ # main\n    listen 80;\n    location / { proxy_pass http://api:3000; }\n  }\n}\n",
        &[
            "http",
            "http.server",
            "http.server.listen = 80",
            "http.server.location /",
            "http.server.location /.proxy_pass = http://api:3000",
        ],
    );
    check(
        Format::WebServer,
        "{$DOMAIN} {\n  reverse_proxy api:3000\n  log {\n    output file /var/log/a.log\n  }\n  encode\n}\n",
        &[
            "{$DOMAIN}",
            "{$DOMAIN}.reverse_proxy = api:3000",
            "{$DOMAIN}.log",
            "{$DOMAIN}.log.output = file /var/log/a.log",
            "{$DOMAIN}.encode = encode",
        ],
    );
    check(
        Format::Logrotate,
        "/var/log/api/*.log {\n  daily\n  rotate 7\n  maxage 30 # days\n}\n",
        &[
            "/var/log/api/*.log",
            "/var/log/api/*.log.daily = daily",
            "/var/log/api/*.log.rotate = 7",
            "/var/log/api/*.log.maxage = 30",
        ],
    );
}

#[test]
fn services_and_plain_conf() {
    check(
        Format::Ini,
        "[Journal]\nMaxRetentionSec=30day\n#Storage=none\n[Service]\nEnvironment=A=b \"C=d e\"\nExecStart=/bin/api --log\n[OUTPUT]\n    Name  http\n",
        &[
            "Journal",
            "Journal.MaxRetentionSec = 30day",
            "# Storage = none",
            "Service",
            "Service.A = b [env]",
            "Service.C = d e [env]",
            "Service.ExecStart = /bin/api --log [command]",
            "OUTPUT",
            "OUTPUT.Name = http",
        ],
    );
}

#[test]
fn scripts_and_crontabs() {
    check(
        Format::Shell,
        "#!/bin/sh\nexport A=\"b c\"\nX=1 run me\ncurl http://a.example \\\n  -o x\nY=$(date)\n# Z=1\n",
        &[
            "A = \"b c\" [env]",
            "command = X=1 run me [command]",
            "command = curl http://a.example \\\n  -o x [command]",
            "Y = $(date) (dynamic) [env]",
            "# Z = 1 [env]",
        ],
    );
    check(
        Format::Crontab,
        "MAILTO=a\n0 3 * * * /usr/bin/purge --days 30\n#@daily backup\n",
        &[
            "MAILTO = a [env]",
            "cron = 0 3 * * * [cron]",
            "cron.command = /usr/bin/purge --days 30 [command]",
            "# cron = @daily [cron]",
            "# cron.command = backup [command]",
        ],
    );
}

#[test]
fn what_runs_and_when() {
    for text in [
        "0 3 * * *",
        "*/5 * * * *",
        "@daily",
        "0 0 3 * * * *",
        "0 3 * * MON-FRI",
        "0 0 1 JAN ?",
    ] {
        assert!(is_cron(text), "{text}");
    }
    for text in [
        "now is the time for",
        "",
        "1 2 3",
        "a b c d e",
        "2024-01-01 00:00",
    ] {
        assert!(!is_cron(text), "{text}");
    }
    assert_eq!(
        scalar("$2b$12$abcdefg", Quoted::Yes),
        Value::Text("$2b$12$abcdefg".into())
    );
    assert_eq!(
        scalar("x$HOME/y", Quoted::No),
        Value::Text("x$HOME/y".into())
    );
    assert_eq!(
        scalar("/$HOME/y", Quoted::No),
        Value::Dynamic("/$HOME/y".into())
    );
}

#[test]
fn nothing_makes_it_fail() {
    let formats = [
        Format::Toml,
        Format::Yaml,
        Format::Json,
        Format::Env,
        Format::Dockerfile,
        Format::Hcl,
        Format::WebServer,
        Format::Ini,
        Format::Logrotate,
        Format::Shell,
        Format::Crontab,
    ];
    let deep = [
        "{ ", "[", "a {\n", "a: {", "- ", "a = {", "{{", "\"", "=", "<<E\n", "ENV \\\n", "ä=\"ä",
    ];
    for format in formats {
        for piece in deep {
            let _ = read(format, &piece.repeat(3000));
            let _ = read(format, piece);
        }
        for text in [
            "",
            "\n",
            "\\",
            "ä",
            "'",
            "{{ ",
            "a:\n\tb",
            "*a: &a *a",
            "a: &a [*a, *a]\nb: *a",
            "ENV",
            "ENV a",
            "}",
        ] {
            let _ = read(format, text);
        }
    }
}
