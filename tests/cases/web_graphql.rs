//! GraphQL: what resolvers take from clients and give back to them.

pub mod async_graphql_objects {
    use async_graphql::{Context, InputObject, Object, SimpleObject};
    #[derive(SimpleObject)]
    pub struct Account {
        pub id: u64,
        pub password: String,
    }
    #[derive(SimpleObject)]
    pub struct Hidden {
        pub id: u64,
        #[graphql(skip)]
        pub password: String,
    }
    #[derive(InputObject)]
    pub struct NewAccount {
        pub email: String,
        pub remember: bool,
    }
    pub struct Query;
    #[Object]
    impl Query {
        async fn account(&self, ctx: &Context<'_>, id: u64) -> Account {
            let account = ctx.data_unchecked::<Store>().find(id);
            account //~ never-exposed
        }
        async fn count(&self) -> usize {
            3
        }
        async fn hidden(&self, account: Account) -> Hidden {
            Hidden { id: account.id, password: account.password }
        }
    }
    pub struct Store;
    impl Store {
        fn find(&self, id: u64) -> Account {
            Account { id, password: read_password() }
        }
    }
    fn read_password() -> String {
        std::env::args().collect()
    }
    pub struct Mutation;
    #[Object]
    impl Mutation {
        async fn sign_up(&self, input: NewAccount) -> bool {
            tracing::info!("{}", input.remember);
            tracing::info!("{}", input.email); //~ never-logged
            input.remember
        }
    }
}

pub mod resolvers_of_fields {
    use async_graphql::ComplexObject;
    pub struct Account {
        pub id: u64,
        pub password: String,
    }
    #[ComplexObject]
    impl Account {
        async fn secret(&self) -> String {
            self.password.clone() //~ never-exposed
        }
        async fn strong(&self) -> bool {
            self.password.len() > 12
        }
    }
}

pub mod juniper_objects {
    pub struct Account {
        pub id: i32,
        pub password: String,
    }
    #[juniper::graphql_object]
    impl Account {
        fn id(&self) -> i32 {
            self.id
        }
        fn password(&self) -> &str {
            &self.password //~ never-exposed
        }
    }
}
