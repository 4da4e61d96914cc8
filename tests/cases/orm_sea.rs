//! SeaORM: entities, active models and the rows that come out of tables, whose types a derive macro declares.

pub mod user {
    use sea_orm::entity::prelude::*;
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub email: String,
        pub password: String,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub mod item {
    use sea_orm::entity::prelude::*;
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "items")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub label: String,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub mod found {
    use super::{item, item::Entity as Item, user, user::Entity as User};
    use sea_orm::*;
    pub async fn one(db: &DatabaseConnection) -> Result<(), DbErr> {
        let found = user::Entity::find_by_id(1).one(db).await?;
        log::info!("{found:?}"); //~ never-logged
        let found = item::Entity::find_by_id(1).one(db).await?;
        log::info!("{found:?}");
        Ok(())
    }
    pub async fn all(db: &DatabaseConnection) -> Result<(), DbErr> {
        let all = User::find().filter(user::Column::Id.gt(3)).order_by_asc(user::Column::Id).all(db).await?;
        log::info!("{all:?}"); //~ never-logged
        for one in all {
            log::info!("{one:?}"); //~ never-logged
            log::info!("{}", one.id);
        }
        let all = Item::find().order_by_asc(item::Column::Id).all(db).await?;
        log::info!("{all:?}");
        Ok(())
    }
    pub async fn pages(db: &DatabaseConnection) -> Result<(), DbErr> {
        let page = User::find().paginate(db, 10).fetch_page(0).await?;
        log::info!("{page:?}"); //~ never-logged
        let page = Item::find().paginate(db, 10).fetch_page(0).await?;
        log::info!("{page:?}");
        let number = User::find().count(db).await?;
        log::info!("{number:?}");
        Ok(())
    }
    pub async fn related(db: &DatabaseConnection) -> Result<(), DbErr> {
        for (user, item) in User::find().find_also_related(Item).all(db).await? {
            log::info!("{user:?}"); //~ never-logged
            log::info!("{item:?}");
        }
        Ok(())
    }
}

pub mod written {
    use super::{item, user, user::Entity as User};
    use sea_orm::*;
    pub async fn inserted(db: &DatabaseConnection, email: String) -> Result<(), DbErr> {
        let new = user::ActiveModel { email: Set(email), ..Default::default() }.insert(db).await?;
        log::info!("{new:?}"); //~ never-logged
        let new = item::ActiveModel { label: Set("x".into()), ..Default::default() }.insert(db).await?;
        log::info!("{new:?}");
        Ok(())
    }
    pub async fn by_annotation(db: &DatabaseConnection, password: String) -> Result<(), DbErr> {
        let found = User::find_by_id(1).one(db).await?.unwrap();
        let mut change: user::ActiveModel = found.into();
        change.password = Set(password);
        change.update(db).await?; //~ hashed-at-rest
        Ok(())
    }
    pub async fn by_method(db: &DatabaseConnection, password: String) -> Result<(), DbErr> {
        let mut change = User::find_by_id(1).one(db).await?.unwrap().into_active_model();
        change.password = Set(password);
        let saved = change.update(db).await?; //~ hashed-at-rest
        log::info!("{saved:?}"); //~ never-logged
        Ok(())
    }
    pub async fn hashed(db: &DatabaseConnection, password: String) -> Result<(), DbErr> {
        let Some(found) = User::find_by_id(1).one(db).await? else { return Ok(()) };
        let mut change = found.into_active_model();
        change.password = Set(bcrypt::hash(password, 10).unwrap());
        change.update(db).await?;
        Ok(())
    }
    pub async fn another_column(db: &DatabaseConnection) -> Result<(), DbErr> {
        let mut change = User::find_by_id(1).one(db).await?.unwrap().into_active_model();
        change.email = Set("nobody@example.org".to_owned());
        change.update(db).await?;
        Ok(())
    }
}
