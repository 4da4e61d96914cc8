DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_tables WHERE tablename = 'made') THEN
        CREATE TABLE made (id int, at timestamptz DEFAULT now());
    END IF;
    EXECUTE 'ALTER TABLE made ADD COLUMN dynamic text';
    ALTER TABLE made ADD COLUMN kind text DEFAULT 'x';
EXCEPTION WHEN duplicate_table THEN NULL;
END $$;
CREATE OR REPLACE FUNCTION total(n int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT n + 1; SELECT CASE WHEN n > 1 THEN 2 ELSE 3 END; END;
CREATE TABLE after (id int DEFAULT total(1));
