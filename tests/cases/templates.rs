//! Pages made of values.

pub mod askama_structs {
    use askama::Template;
    #[derive(Template)]
    #[template(path = "account.html")]
    pub struct AccountPage {
        pub id: u64,
        pub password: String,
    }
    #[derive(Template)]
    #[template(source = "hello {{ id }}", ext = "txt")]
    pub struct Greeting {
        pub id: u64,
        pub password: String,
    }
    pub fn page(password: String) -> askama::Result<String> {
        AccountPage { id: 1, password }.render() //~ never-exposed
    }
    pub fn bound(password: String) -> askama::Result<String> {
        let page = AccountPage { id: 1, password };
        page.render() //~ never-exposed
    }
    pub fn greeting(password: String) -> askama::Result<String> {
        Greeting { id: 1, password }.render()
    }
}

pub mod tera_contexts {
    use tera::{Context, Tera};
    pub fn page(tera: &Tera, password: &str, id: u64) -> tera::Result<String> {
        let mut context = Context::new();
        context.insert("id", &id);
        tera.render("id.html", &context)?;
        context.insert("password", password);
        tera.render("account.html", &context) //~ never-exposed
    }
}

pub mod markup {
    use maud::{Markup, html};
    pub fn page(password: &str, id: u64) -> Markup {
        let _ = html! { p { "id " (id) } };
        html! { p { "password " (password) } } //~ never-exposed
    }
}

pub mod minijinja_contexts {
    use minijinja::{Environment, context};
    pub fn page(env: &Environment<'_>, password: &str, id: u64) -> Result<String, minijinja::Error> {
        env.get_template("id.html")?.render(context! { id })?;
        env.get_template("account.html")?.render(context! { secret => password }) //~ never-exposed
    }
}

pub mod structs_in_a_context {
    use serde::Serialize;
    use serde_json::json;
    use tera::{Context, Tera};
    #[derive(Serialize)]
    pub struct Instance {
        pub title: String,
        pub password: String,
    }
    #[derive(Serialize)]
    pub struct Shown {
        pub title: String,
        pub passphrase: String,
    }
    pub fn page(tera: &Tera, instance: &Instance, shown: &Shown) -> tera::Result<()> {
        // The page names other fields of it.
        tera.render_str("settings_page.html", &json!({ "instance": instance }))?;
        tera.render_str("settings_page.html", &json!({ "shown": shown }))?; //~ never-exposed
        tera.render_str("settings_page.html", &json!({ "owner": instance.password }))?; //~ never-exposed
        let context = Context::new();
        tera.render("settings_page.html", &context)?;
        Ok(())
    }
}

pub mod tags_that_begin_like_words {
    use serde::Serialize;
    use serde_json::json;
    use tera::Tera;
    #[derive(Serialize)]
    pub struct Holder {
        pub title: String,
        pub password: String,
    }
    pub fn page(tera: &Tera, withheld: &Holder, asked: &Holder) -> tera::Result<()> {
        // `{{ withheld }}` shows all of it and begins with no `with`; `{% if asked %}` shows nothing.
        tera.render_str("tags_page.html", &json!({ "withheld": withheld }))?; //~ never-exposed
        tera.render_str("tags_page.html", &json!({ "asked": asked }))?;
        Ok(())
    }
}
