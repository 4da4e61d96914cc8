//! Which function a call means: traits, generics, trait objects, defaults, newtypes, operators.

pub mod trait_objects {
    pub trait Sink {
        fn put(&self, text: &str);
    }
    pub struct Loud;
    pub struct Quiet;
    impl Sink for Loud {
        fn put(&self, text: &str) {
            log::info!("{text}"); //~ never-logged
        }
    }
    impl Sink for Quiet {
        fn put(&self, text: &str) {
            log::info!("{}", text.len());
        }
    }
    pub fn run(sink: &dyn Sink, email: &str) {
        sink.put(email);
    }
}

pub mod boxed_objects_in_fields {
    use std::sync::Arc;
    pub trait Notify: Send + Sync {
        fn notify(&self, who: &str) -> String;
    }
    pub struct Mail;
    impl Notify for Mail {
        fn notify(&self, who: &str) -> String {
            format!("sent to {who}")
        }
    }
    pub struct App {
        notify: Arc<dyn Notify>,
    }
    impl App {
        pub fn run(&self, email: &str) {
            let text = self.notify.notify(email);
            log::info!("{text}"); //~ never-logged
            log::info!("{}", text.len());
        }
    }
}

pub mod impl_arguments {
    pub trait Named {
        fn line(&self) -> String;
    }
    pub struct User {
        pub email: String,
    }
    pub struct Job {
        pub id: u64,
    }
    impl Named for User {
        fn line(&self) -> String {
            self.email.clone()
        }
    }
    impl Named for Job {
        fn line(&self) -> String {
            self.id.to_string()
        }
    }
    pub fn show_user(user: &User) {
        log::info!("{}", user.line()); //~ never-logged
    }
    pub fn show_job(job: &Job) {
        log::info!("{}", job.line());
    }
    pub fn show(thing: &impl Named) {
        log::info!("{}", thing.line()); //~ never-logged
    }
}

pub mod bounds {
    pub trait Label {
        fn text(&self) -> String;
    }
    pub struct Address(pub String);
    impl Label for Address {
        fn text(&self) -> String {
            self.0.clone()
        }
    }
    fn first<T: Label>(thing: T) -> String {
        thing.text()
    }
    fn second<T>(thing: &T) -> usize
    where
        T: Label,
    {
        thing.text().len()
    }
    pub fn run(email: String) {
        let address = Address(email);
        log::info!("{}", second(&address));
        log::info!("{}", first(address)); //~ never-logged
    }
}

pub mod default_methods {
    pub trait Audit {
        fn who(&self) -> String;
        fn count(&self) -> usize;
        fn write(&self) {
            log::info!("{}", self.count());
            log::info!("{}", self.who()); //~ never-logged
        }
    }
    pub struct User {
        pub email: String,
    }
    impl Audit for User {
        fn who(&self) -> String {
            self.email.clone()
        }
        fn count(&self) -> usize {
            self.email.len()
        }
    }
    pub fn run(user: &User) {
        user.write();
    }
}

pub mod for_foreign_types {
    pub trait Report {
        fn report(&self);
        fn size(&self) -> usize;
    }
    impl Report for Vec<String> {
        fn report(&self) {
            for text in self {
                log::info!("{text}"); //~ never-logged
            }
        }
        fn size(&self) -> usize {
            self.len()
        }
    }
    pub fn run(emails: Vec<String>) {
        emails.report();
        log::info!("{}", emails.size());
    }
}

pub mod extension_traits {
    pub trait TextExt {
        fn shout(&self) -> String;
        fn redacted(&self) -> String;
    }
    impl TextExt for str {
        fn shout(&self) -> String {
            self.to_uppercase()
        }
        fn redacted(&self) -> String {
            "*".repeat(self.len())
        }
    }
    pub fn run(email: &str) {
        log::info!("{}", email.shout()); //~ never-logged
        log::info!("{}", email.redacted());
    }
}

pub mod blanket_impls {
    pub trait Loud {
        fn say(&self);
    }
    impl<T: std::fmt::Display> Loud for T {
        fn say(&self) {
            log::info!("{self}"); //~ never-logged
        }
    }
    pub fn run(email: String) {
        email.say();
    }
}

pub mod async_in_traits {
    pub trait Store {
        async fn email_of(&self, id: u64) -> String;
        async fn count(&self) -> usize;
    }
    pub struct Memory {
        emails: Vec<String>,
    }
    impl Store for Memory {
        async fn email_of(&self, id: u64) -> String {
            self.emails[id as usize].clone()
        }
        async fn count(&self) -> usize {
            self.emails.len()
        }
    }
    pub async fn run<S: Store>(store: &S) {
        let text = store.email_of(1).await;
        log::info!("{text}"); //~ never-logged
        let n = store.count().await;
        log::info!("{n}");
    }
}

pub mod async_trait_objects {
    #[async_trait::async_trait]
    pub trait Users: Send + Sync {
        async fn find(&self, id: u64) -> Option<String>;
    }
    pub struct Db {
        emails: Vec<String>,
    }
    #[async_trait::async_trait]
    impl Users for Db {
        async fn find(&self, id: u64) -> Option<String> {
            self.emails.get(id as usize).cloned()
        }
    }
    pub async fn run(users: Box<dyn Users>) {
        let text = users.find(3).await;
        log::info!("{}", text.is_some());
        log::info!("{text:?}"); //~ never-logged
    }
}

pub mod associated_types {
    pub trait Source {
        type Item;
        fn take(&self) -> Self::Item;
    }
    pub struct Mails {
        emails: Vec<String>,
    }
    pub struct Counts {
        emails: Vec<String>,
    }
    impl Source for Mails {
        type Item = Vec<String>;
        fn take(&self) -> Self::Item {
            self.emails.clone()
        }
    }
    impl Source for Counts {
        type Item = usize;
        fn take(&self) -> Self::Item {
            self.emails.len()
        }
    }
    pub fn run(mails: &Mails, counts: &Counts) {
        log::info!("{:?}", counts.take());
        log::info!("{:?}", mails.take()); //~ never-logged
    }
}

pub mod newtypes {
    #[derive(Debug, Clone)]
    pub struct Email(String);
    #[derive(Debug, Clone, Copy)]
    pub struct UserId(u64);
    impl std::ops::Deref for Email {
        type Target = str;
        fn deref(&self) -> &str {
            &self.0
        }
    }
    impl std::fmt::Display for UserId {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "{}", self.0)
        }
    }
    pub fn run(who: Email, id: UserId) {
        log::info!("{id} {id:?}");
        log::info!("{}", who.len());
        log::info!("{}", &*who); //~ never-logged
        log::info!("{who:?}"); //~ never-logged
        log::info!("{}", who.to_lowercase()); //~ never-logged
    }
}

pub mod aliases {
    pub type Address = String;
    pub type Found<T> = Result<T, u8>;
    fn find(email: Address) -> Found<Address> {
        Ok(email)
    }
    pub fn run(email: Address) -> Found<()> {
        let text = find(email)?;
        log::info!("{}", text.len());
        log::info!("{text}"); //~ never-logged
        Ok(())
    }
}

pub mod const_generics {
    pub struct Ring<const N: usize> {
        texts: [String; N],
    }
    impl<const N: usize> Ring<N> {
        pub fn last(&self) -> &str {
            &self.texts[N - 1]
        }
        pub fn size(&self) -> usize {
            N
        }
    }
    pub fn run(email: String) {
        let ring: Ring<1> = Ring { texts: [email] };
        log::info!("{}", ring.size());
        log::info!("{}", ring.last()); //~ never-logged
    }
}

pub mod operators {
    use std::ops::{Add, Index};
    pub struct Line(String);
    impl Add<&str> for Line {
        type Output = Line;
        fn add(self, more: &str) -> Line {
            Line(format!("{} {more}", self.0))
        }
    }
    pub struct Sizes(Vec<String>);
    impl Index<usize> for Sizes {
        type Output = String;
        fn index(&self, at: usize) -> &String {
            &self.0[at]
        }
    }
    pub fn run(email: &str) {
        let line = Line(String::from("who")) + email;
        log::info!("{}", line.0); //~ never-logged
        let sizes = Sizes(vec![email.to_owned()]);
        log::info!("{}", sizes[0]); //~ never-logged
        log::info!("{}", sizes[0].len());
    }
}

pub mod inherited {
    pub trait Base {
        fn contact(&self) -> String;
    }
    pub trait Derived: Base {
        fn shown(&self) -> String {
            format!("<{}>", self.contact())
        }
    }
    pub struct User {
        email: String,
    }
    impl Base for User {
        fn contact(&self) -> String {
            self.email.clone()
        }
    }
    impl Derived for User {}
    pub fn run(user: &User) {
        log::info!("{}", user.shown()); //~ never-logged
        log::info!("{}", user.shown().len());
    }
}

pub mod called_by_path {
    pub trait Show {
        fn show(&self) -> String;
    }
    pub struct A {
        pub email: String,
    }
    impl Show for A {
        fn show(&self) -> String {
            self.email.clone()
        }
    }
    impl A {
        fn size(&self) -> usize {
            self.email.len()
        }
    }
    pub fn run(a: &A) {
        log::info!("{}", Show::show(a)); //~ never-logged
        log::info!("{}", <A as Show>::show(a)); //~ never-logged
        log::info!("{}", A::size(a));
        let sizes: Vec<usize> = [a].into_iter().map(A::size).collect();
        log::info!("{sizes:?}");
    }
}

pub mod returned_traits {
    fn texts(emails: Vec<String>) -> impl Iterator<Item = String> {
        emails.into_iter().map(|e| e.to_lowercase())
    }
    fn sizes(emails: Vec<String>) -> impl Iterator<Item = usize> {
        emails.into_iter().map(|e| e.len())
    }
    fn boxed(emails: Vec<String>) -> Box<dyn Iterator<Item = String>> {
        Box::new(emails.into_iter())
    }
    pub fn run(emails: Vec<String>) {
        for n in sizes(emails.clone()) {
            log::info!("{n}");
        }
        for text in texts(emails.clone()) {
            log::info!("{text}"); //~ never-logged
        }
        for text in boxed(emails) {
            log::info!("{text}"); //~ never-logged
        }
    }
}

pub mod function_pointers {
    fn loud(text: &str) {
        log::info!("{text}"); //~ never-logged
    }
    fn quiet(text: &str) {
        log::info!("{}", text.len());
    }
    fn each(emails: &[String], what: fn(&str)) {
        for text in emails {
            what(text);
        }
    }
    pub fn run(emails: &[String]) {
        each(emails, loud);
        each(emails, quiet);
    }
}

pub mod callbacks {
    fn with_each<F: Fn(&str)>(emails: &[String], what: F) {
        for text in emails {
            what(text);
        }
    }
    pub fn run(emails: &[String]) {
        with_each(emails, |text| log::info!("{text}")); //~ never-logged
        with_each(emails, |text| log::info!("{}", text.len()));
    }
}
