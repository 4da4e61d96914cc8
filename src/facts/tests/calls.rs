//! Macro calls: formats, fields, objects, statements and unknown tokens.

use super::body;

const CASES: &[(&str, &str)] = &[
    (
        r#"println!("{} {a} {0:?} {b:?}", a)"#,
        r#"{println!f(template "{} {a} {0:?} {b:?}", shown ?a#0, shown %a#0, shown ?b#1)}"#,
    ),
    (
        r#"format!("{x}", x = a.name)"#,
        r#"{format!f(template "{x}", shown x=%a#0.name)}"#,
    ),
    (
        r#"format!("{:>1$} {:.*}", a, b, 2, a)"#,
        r#"{format!f(template "{:>1$} {:.*}", shown %a#0, control b#1, shown %2, a#0)}"#,
    ),
    (
        r#"format!("{a:>b$}")"#,
        r#"{format!f(template "{a:>b$}", control b#1, shown %a#0)}"#,
    ),
    (r#"format!("no")"#, r#"{format!f(template "no")}"#),
    (
        r##"format!(r#"{a}"#)"##,
        r#"{format!f(template "{a}", shown %a#0)}"#,
    ),
    (
        r#"format!(concat!("{}", "x"), a)"#,
        r#"{format!f(template concat!("{}", "x"), shown %a#0)}"#,
    ),
    ("println!()", "{println!()}"),
    (
        r#"write!(f, "{}", a)?"#,
        r#"{write!f(control f, template "{}", shown %a#0)?}"#,
    ),
    (
        r#"assert!(a, "bad {}", b)"#,
        r#"{assert!f(control a#0, template "bad {}", shown %b#1)}"#,
    ),
    (
        r#"assert_eq!(a, b, "msg {}", a.id)"#,
        r#"{assert_eq!f(shown ?a#0, shown ?b#1, template "msg {}", shown %a#0.id)}"#,
    ),
    ("assert_eq!(a, b)", "{assert_eq!(shown ?a#0, shown ?b#1)}"),
    (
        r#"panic!("{a}")"#,
        r#"{panic!f(template "{a}", shown %a#0)}"#,
    ),
    ("dbg!(a, b)", "{dbg!(?a#0, ?b#1)}"),
    (
        r#"info!("hi {}", a)"#,
        r#"{info!f(template "hi {}", shown %a#0)}"#,
    ),
    (
        r#"log::info!(target: "t", "x {}", a.email)"#,
        r#"{log::info!f(control target="t", template "x {}", shown %a#0.email)}"#,
    ),
    (
        r#"info!(user = a.id, email = %a.email, ?b, %a.x, "msg {}", b)"#,
        r#"{info!f(field user=a#0.id, field email=%a#0.email, field ?b#1, field %a#0.x, template "msg {}", shown %b#1)}"#,
    ),
    (
        r#"info!(user.id = 1, "x-y" = a, r#type = b)"#,
        "{info!(field user.id=1, field x-y=a#0, field type=b#1)}",
    ),
    (
        r#"info!(a.name, b, "m")"#,
        r#"{info!f(field a#0.name, field b#1, template "m")}"#,
    ),
    (
        r#"info!({ a = b, %a }, "m {}", a)"#,
        r#"{info!f(field a=b#1, field %a#0, template "m {}", shown %a#0)}"#,
    ),
    (
        r#"info!(name: "n", target: "t", parent: &a, { x = b }, "m")"#,
        r#"{info!f(control name="n", control target="t", control parent=a#0, field x=b#1, template "m")}"#,
    ),
    (
        r#"info!(user:? = a, k:% = b; "m {a}")"#,
        r#"{info!f(field user=?a#0, field k=%b#1, template "m {a}", shown %a#0)}"#,
    ),
    (
        r#"info!(log, "m {}", a; "k" => b, "e" => %a, "d" => ?a)"#,
        r#"{info!f(control log, template "m {}", shown %a#0, field k=b#1, field e=%a#0, field d=?a#0)}"#,
    ),
    ("info!(a)", "{info!(field a#0)}"),
    (
        r#"event!(Level::INFO, a = 1, "m {}", b)"#,
        r#"{event!f(control Level::INFO, field a=1, template "m {}", shown %b#1)}"#,
    ),
    (
        r#"event!(target: "t", Level::INFO, %a)"#,
        r#"{event!(control target="t", control Level::INFO, field %a#0)}"#,
    ),
    (
        r#"span!(Level::INFO, "name", user = %a, b)"#,
        r#"{span!f(control Level::INFO, template "name", field user=%a#0, field b#1)}"#,
    ),
    (
        r#"info_span!("name", user = ?a.email)"#,
        r#"{info_span!f(template "name", field user=?a#0.email)}"#,
    ),
    (
        r#"log!(Level::Info, "m {}", a)"#,
        r#"{log!f(control Level::Info, template "m {}", shown %a#0)}"#,
    ),
    (
        r#"debug!("{:#?} {:x}", a, b)"#,
        r#"{debug!f(template "{:#?} {:x}", shown ?a#0, shown #b#1)}"#,
    ),
    (
        r#"my_log!("got {a} {}", b)"#,
        r#"{my_log!f(template "got {a} {}", shown %b#1, shown %a#0)}"#,
    ),
    (r#"my_log!("nothing", a)"#, r#"{my_log!("nothing", a#0)}"#),
    (
        r#"my_log!(a, b, "k {}", a)"#,
        r#"{my_log!f(control a#0, control b#1, template "k {}", shown %a#0)}"#,
    ),
    (
        r#"query!("select {x}", a, b)"#,
        r#"{query!("select {x}", a#0, b#1)}"#,
    ),
    (
        r#"sqlx::query_as!(U, "sql", a.id)"#,
        r#"{sqlx::query_as!(U, "sql", a#0.id)}"#,
    ),
    ("vec![a, b]", "{[a#0, b#1]}"),
    ("vec![a; 2]", "{[a#0]}"),
    (
        r#"json!({"a": a.x, "b": [1, {"c": b}], k: null, (a): b})"#,
        "{object {a: a#0.x, b: [1, object {c: b#1}], k: null, (a): b#1}}",
    ),
    ("json!(a)", "{a#0}"),
    ("json!([a, b])", "{[a#0, b#1]}"),
    (
        r#"doc! {"a": a, "$set": {"b": b}}"#,
        "{object {a: a#0, $set: object {b: b#1}}}",
    ),
    (r#"hashmap!{"a" => a, K => b}"#, "{object {a: a#0, K: b#1}}"),
    (
        "matches!(a, Some(x) if x == b)",
        "{match a#0 {Some(x#2) if (x#2 cmp b#1) => true, _ => false}}",
    ),
    (
        "select! { x = f(a) => x, Some(y) = b, if a => { y } z = g() => {} else => a, }",
        "{match join() {_ => {let x#2 = f(a#0).await; x#2}, _ if a#0 => {let Some(y#3) = b#1.await; {y#3}}, _ => {let z#4 = g().await; {}}, _ => a#0}}",
    ),
    (
        "tokio::select! { biased; _ = a => {}, }",
        "{match join() {_ => {let _ = a#0.await; {}}}}",
    ),
    (
        "stream! { let x = a; yield x; for y in b { yield y?; } }",
        "{stream!(inner {let x#2 = a#0; join(x#2); for y#3 in b#1 {join(y#3?);}})}",
    ),
    ("try_join!(f(a), g(b))", "{(f(a#0).await?, g(b#1).await?)}"),
    (
        "unknown! { let x = a; f(x); }",
        "{unknown!(inner {let x#2 = a#0; f(x#2);})}",
    ),
    (
        "unknown!(let x = a; f(x))",
        "{unknown!(inner {let x#2 = a#0; f(x#2)})}",
    ),
    (
        "unknown!(a b.c <T> (f(a), 1) { let y = a; y })",
        "{unknown!(join(a#0, b#1.c, f(a#0), 1, {let y#2 = a#0; y#2}))}",
    ),
    (
        "unknown!(a, Vec<u8>, |x| x, b)",
        "{unknown!(a#0, join(), |x#2| x#2, b#1)}",
    ),
    (
        "unknown!(a: 1, b => 2, c = 3)",
        "{unknown!(field a=1, field b=2, field c=3)}",
    ),
    (
        r#"html! { <p class="c">{ a.name } (b)</p> }"#,
        r#"{html!("c", a#0.name, b#1)}"#,
    ),
    (
        r#"info!("{}", format!("{a}"))"#,
        r#"{info!f(template "{}", shown %format!f(template "{a}", shown %a#0))}"#,
    ),
    ("bail!(E::X(a))", "{bail!(E::X(a#0))}"),
    (
        r#"anyhow!("x {}", a)"#,
        r#"{anyhow!f(template "x {}", shown %a#0)}"#,
    ),
    (
        r#"return Err(anyhow!("{}", a.b))"#,
        r#"{return Err(anyhow!f(template "{}", shown %a#0.b))}"#,
    ),
    ("lazy_static! { static ref X: A = f(); } X", "{X}"),
    (
        "cfg_if! { if #[cfg(unix)] { f(a) } else { g(b) } }",
        "{cfg_if!(inner {f(a#0)}; {g(b#1)})}",
    ),
    (
        r#"ensure!(a > b, "bad {a}")"#,
        r#"{ensure!f(control (a#0 cmp b#1), template "bad {a}", shown %a#0)}"#,
    ),
    (
        r#"metrics::counter!("c", "user" => a.id).increment(1)"#,
        r#"{metrics::counter!("c", field user=a#0.id).increment(1)}"#,
    ),
    (
        "info!(x = %a.f(|y| y, 1), y = ?&b)",
        "{info!(field x=%a#0.f(|y#2| y#2, 1), field y=?b#1)}",
    ),
    (
        r#"warn!(error = &*a as &dyn E, "m")"#,
        r#"{warn!f(field error=(a#0 as dyn E), template "m")}"#,
    ),
    (r#"concat!("a", "b")"#, r#"{concat!("a", "b")}"#),
    (
        r#"error!("{}{}{}", a, "lit", b.c())"#,
        r#"{error!f(template "{}{}{}", shown %a#0, shown %"lit", shown %b#1.c())}"#,
    ),
    (
        r#"info!("{a.b}", a)"#,
        r#"{info!f(template "{a.b}", field a#0)}"#,
    ),
    (
        r#"println!("{}", if a { 1 } else { 2 })"#,
        r#"{println!f(template "{}", shown %if a#0 {1} else {2})}"#,
    ),
    (
        "tracing::info!(monotonic_counter.foo = 1, email = tracing::field::Empty)",
        "{tracing::info!(field monotonic_counter.foo=1, field email=tracing::field::Empty)}",
    ),
    (
        r#"write!(f, "{a:?} {a}")"#,
        r#"{write!f(control f, template "{a:?} {a}", shown ?a#0)}"#,
    ),
];

#[test]
fn macro_calls_are_read() {
    for (code, expected) in CASES {
        assert_eq!(body(code), *expected, "{code}");
    }
}
