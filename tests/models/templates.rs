//! Templates: what they are given is shown.

pub fn by_tera(pages: &tera::Tera, email: &str) -> tera::Result<String> {
    let mut context = tera::Context::new();
    context.insert("email", email);
    pages.render("account.html", &context) //~ expose:email
}

pub fn by_handlebars(pages: &handlebars::Handlebars<'_>, email: &str) -> Result<String, handlebars::RenderError> {
    pages.render("account", &serde_json::json!({ "email": email })) //~ expose:email
}

pub fn by_minijinja(pages: &minijinja::Environment<'_>, email: &str) -> Result<String, minijinja::Error> {
    let page = pages.get_template("account")?;
    page.render(minijinja::context! { email => email }) //~ expose:email
}
