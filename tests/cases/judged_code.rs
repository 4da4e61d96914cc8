//! Code for tests is read for its types, not judged.

pub mod by_module {
    pub struct User {
        pub email: String,
    }
    #[cfg(test)]
    mod tests {
        use super::User;
        #[test]
        fn shows() {
            let user = User { email: String::from("a@example.org") };
            println!("{}", user.email);
            log::info!("{}", user.email);
        }
    }
    pub fn show(user: &User) {
        log::info!("{}", user.email); //~ never-logged
    }
}

pub mod by_attribute {
    #[test]
    fn first() {
        let email = "a@example.org";
        log::info!("{email}");
    }
    #[tokio::test]
    async fn second() {
        let email = "a@example.org";
        log::info!("{email}");
    }
    #[cfg(any(test, feature = "testing"))]
    pub fn third(email: &str) {
        log::info!("{}", email.len());
    }
    #[cfg(not(test))]
    pub fn fourth(email: &str) {
        log::info!("{email}"); //~ never-logged
    }
}

pub mod tests_write_fields {
    #[derive(Debug)]
    pub struct Label {
        pub text: String,
    }
    pub fn show(label: &Label) {
        log::info!("{}", label.text);
    }
    pub fn label() -> Label {
        Label { text: String::from("hello") }
    }
    #[cfg(test)]
    mod tests {
        #[test]
        fn shows() {
            let email = String::from("a@example.org");
            super::show(&super::Label { text: email });
        }
    }
}
