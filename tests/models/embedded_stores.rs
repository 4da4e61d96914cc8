//! Key-value stores in the process.

pub fn in_sled(db: &sled::Db, id: &str, email: &str) -> Result<(), sled::Error> {
    db.insert(id, email.as_bytes())?; //~ store:email
    db.open_tree("keys")?.insert(id, email.as_bytes())?; //~ store:email
    Ok(())
}

pub fn in_rocksdb(db: &rocksdb::DB, id: &str, email: &str) -> Result<(), rocksdb::Error> {
    db.put(id, email) //~ store:email
}

pub fn in_redb(table: &mut redb::Table<'_, &str, &str>, id: &str, email: &str) -> Result<(), redb::StorageError> {
    table.insert(id, email)?; //~ store:email
    Ok(())
}

pub fn in_fjall(partition: &fjall::PartitionHandle, id: &str, email: &str) -> fjall::Result<()> {
    partition.insert(id, email) //~ store:email
}
