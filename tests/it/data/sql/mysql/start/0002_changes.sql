ALTER TABLE `accounts`
  CHANGE COLUMN `note` `remark` TEXT NULL COMMENT 'was note' AFTER `id`,
  CHANGE `score` `score` INT UNSIGNED NOT NULL DEFAULT 3,
  MODIFY COLUMN `email` VARCHAR(320) NOT NULL FIRST,
  MODIFY `active` TINYINT(1) DEFAULT '0',
  ADD COLUMN `phone` VARCHAR(32) NULL AFTER `email`,
  ADD COLUMN IF NOT EXISTS `phone` VARCHAR(99),
  ADD COLUMN (`one` INT, `two` INT NOT NULL DEFAULT 2),
  ADD INDEX `by_phone` (`phone`),
  ADD UNIQUE `by_one` (`one`),
  DROP COLUMN `ratio`,
  DROP `blob`,
  DROP COLUMN IF EXISTS `nothing`,
  DROP INDEX `by_email`,
  DROP KEY `created_at`,
  ALTER COLUMN `state` SET DEFAULT 'closed',
  ALTER `key` DROP DEFAULT,
  ENGINE = InnoDB,
  COMMENT = 'all new';

ALTER TABLE sessions DROP FOREIGN KEY fk_parent, DROP KEY parent_key, DROP COLUMN parent;
ALTER TABLE sessions RENAME COLUMN ip TO address, ALGORITHM=INPLACE, LOCK=NONE;
ALTER TABLE visits DROP PARTITION p0;
ALTER IGNORE TABLE visits ADD COLUMN referrer VARCHAR(200) NOT NULL DEFAULT 'it\'s; none' COMMENT "said \"so\"";
