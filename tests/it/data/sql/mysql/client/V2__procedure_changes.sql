-- Changes made inside of a procedure that is then called, as MySQL has no blocks outside of one.
DROP PROCEDURE IF EXISTS add_column;
DELIMITER ;;
CREATE PROCEDURE add_column()
BEGIN
  IF NOT EXISTS (SELECT * FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'jobs' AND column_name = 'late') THEN
    ALTER TABLE jobs ADD COLUMN late DATETIME NULL;
  END IF;
END;;
DELIMITER ;
CALL add_column();
DROP PROCEDURE add_column;
SET @sql = 'ALTER TABLE jobs DROP COLUMN data';
PREPARE statement FROM @sql;
EXECUTE statement;
DEALLOCATE PREPARE statement;
START TRANSACTION;
ALTER TABLE `jobs` CHANGE `kind` `Kind` VARCHAR(30) CHARACTER SET utf8mb4 NOT NULL COMMENT '';
COMMIT;
LOCK TABLES jobs WRITE;
UNLOCK TABLES;
CREATE TABLE pairs (a INT UNSIGNED NOT NULL REFERENCES owners (id), b INT UNSIGNED, c INT UNSIGNED,
  FOREIGN KEY (b) REFERENCES owners (id) ON DELETE CASCADE, FOREIGN KEY (c) REFERENCES owners (id) ON DELETE CASCADE);
ALTER TABLE pairs DROP FOREIGN KEY pairs_ibfk_2;
ALTER TABLE pairs DROP FOREIGN KEY `pairs_ibfk_3`, ADD CONSTRAINT by_c FOREIGN KEY (c) REFERENCES owners (id) ON DELETE SET NULL;
