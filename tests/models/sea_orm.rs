//! SeaORM: what is set in a model is written with it.

use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, Set};

pub mod users {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub email: String,
        pub password: String,
    }
}

pub async fn sign_up(db: &DatabaseConnection, email: String) -> Result<(), DbErr> {
    let user = users::ActiveModel { email: Set(email), ..Default::default() };
    user.insert(db).await?; //~ store:email
    Ok(())
}

pub async fn find(db: &DatabaseConnection, password: String) -> Result<Option<users::Model>, DbErr> {
    use sea_orm::QueryFilter;
    users::Entity::find().filter(users::Column::Password.eq(password)).one(db).await //~ store:password
}

pub async fn change(db: &DatabaseConnection, password: String) -> Result<(), DbErr> {
    users::Entity::update_many().col_expr(users::Column::Password, sea_orm::sea_query::Expr::value(password)).exec(db).await?; //~ store:password
    Ok(())
}
