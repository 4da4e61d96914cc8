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

pub mod by_attributes_of_frameworks {
    #[rstest]
    fn by_rstest(email: String) {
        log::info!("{email}");
    }
    #[test_case("a"; "one")]
    fn by_test_case(email: &str) {
        log::info!("{email}");
    }
    #[test_log::test]
    fn by_test_log(email: &str) {
        log::info!("{email}");
    }
    #[quickcheck]
    fn by_quickcheck(email: String) {
        log::info!("{email}");
    }
    #[proptest]
    fn by_proptest(email: String) {
        log::info!("{email}");
    }
    #[wasm_bindgen_test]
    fn in_a_browser(email: String) {
        log::info!("{email}");
    }
    #[bench]
    fn measured(bench: &mut Bencher, email: &str) {
        log::info!("{email}");
    }
    #[should_panic]
    fn panics(email: &str) {
        log::info!("{email}");
    }
    #[gtest]
    fn by_googletest(email: &str) {
        log::info!("{email}");
    }
    #[test_matrix(["a", "b"])]
    fn by_a_matrix(email: &str) {
        log::info!("{email}");
    }
    #[parameterized(email = { "a", "b" })]
    fn by_parameters(email: &str) {
        log::info!("{email}");
    }
    #[tested]
    fn by_another(email: &str) {
        log::info!("{email}"); //~ never-logged
    }
}

pub mod by_features {
    #[cfg(feature = "test-util")]
    pub fn helper(email: &str) {
        log::info!("{email}");
    }
    #[cfg(feature = "testing")]
    pub fn other(email: &str) {
        log::info!("{email}");
    }
    #[cfg(all(test, unix))]
    pub fn both(email: &str) {
        log::info!("{email}");
    }
    #[cfg_attr(test, allow(dead_code))]
    pub fn allowed(email: &str) {
        log::info!("{email}"); //~ never-logged
    }
    #[cfg(feature = "latest")]
    pub fn latest(email: &str) {
        log::info!("{email}"); //~ never-logged
    }
    #[cfg(all(not(test), unix))]
    pub fn outside(email: &str) {
        log::info!("{email}"); //~ never-logged
    }
}
