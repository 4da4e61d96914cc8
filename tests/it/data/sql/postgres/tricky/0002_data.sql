INSERT INTO "Odd Name" ("select") VALUES ('; DROP TABLE child; --');
COPY child (parent, day) FROM stdin;
1	2.5
\.
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    CREATE TABLE IF NOT EXISTS never_made (a int);
    RETURN NEW;
END;
$body$;
CREATE TRIGGER touched BEFORE UPDATE ON child FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE log (at timestamptz NOT NULL, line text) PARTITION BY RANGE (at);
CREATE TABLE log_2024 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE base (id int PRIMARY KEY, note text);
CREATE TABLE derived (more int) INHERITS (base);
CREATE TABLE chosen AS SELECT * FROM base;
