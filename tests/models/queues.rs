//! Queues: what is published leaves.

use rdkafka::producer::FutureRecord;

pub fn to_kafka(email: &str) {
    let record: FutureRecord<'_, str, str> = FutureRecord::to("sign-ups").payload(email); //~ send:email
    let _ = record;
}

pub async fn to_nats(client: &async_nats::Client, email: String) -> Result<(), async_nats::PublishError> {
    client.publish("sign-ups", email.into()).await //~ send:email
}

pub async fn to_rabbit(channel: &lapin::Channel, email: &str) -> lapin::Result<()> {
    channel.basic_publish("", "sign-ups", Default::default(), email.as_bytes(), Default::default()).await?; //~ send:email
    Ok(())
}
