//! Object stores: what is put there is stored.

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use object_store::{ObjectStore, PutPayload, path::Path};

pub async fn to_s3(client: &Client, email: &str) -> Result<(), Box<dyn std::error::Error>> {
    client.put_object().bucket("b").key("k").body(ByteStream::from(email.as_bytes().to_vec())).send().await?; //~ store:email
    Ok(())
}

pub async fn to_any(store: &dyn ObjectStore, email: &str) -> object_store::Result<()> {
    store.put(&Path::from("k"), PutPayload::from(email.as_bytes().to_vec())).await?; //~ store:email
    Ok(())
}

pub async fn to_bucket(bucket: &s3::Bucket, email: &str) -> Result<(), s3::error::S3Error> {
    bucket.put_object("/k", email.as_bytes()).await?; //~ store:email
    Ok(())
}

pub async fn to_operator(operator: &opendal::Operator, email: &str) -> opendal::Result<()> {
    operator.write("k", email.as_bytes().to_vec()).await?; //~ store:email
    Ok(())
}
