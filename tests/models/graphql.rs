//! async-graphql: what a resolver gives goes to the client.

use async_graphql::{Context, Object, SimpleObject};

#[derive(SimpleObject)]
pub struct Account {
    pub id: u64,
    pub email: String,
}

pub struct Query;

#[Object]
impl Query {
    async fn address(&self, email: String) -> String {
        email //~ expose:email
    }
    async fn count(&self, ctx: &Context<'_>) -> usize {
        ctx.data_unchecked::<Vec<u64>>().len()
    }
}
