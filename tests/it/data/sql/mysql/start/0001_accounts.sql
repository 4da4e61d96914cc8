-- Accounts and what belongs to them.
CREATE TABLE IF NOT EXISTS `accounts` (
  `id` BIGINT(20) UNSIGNED NOT NULL AUTO_INCREMENT COMMENT 'the number, never reused',
  `key` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  `email` varchar(255) COLLATE utf8mb4_unicode_ci DEFAULT NULL COMMENT 'it''s plain; see #12',
  `state` enum('new','it''s, odd','closed') NOT NULL DEFAULT 'new',
  `flags` SET('a', 'b') DEFAULT NULL,
  `score` decimal(10,2) UNSIGNED ZEROFILL NOT NULL DEFAULT 0.00,
  `ratio` DOUBLE PRECISION NULL,
  `active` BOOLEAN NOT NULL DEFAULT TRUE,
  `note` LONGTEXT,
  `blob` MEDIUMBLOB NULL DEFAULT NULL,
  `settings` JSON DEFAULT (JSON_OBJECT()),
  `created_at` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updated_at` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  `seen` TIMESTAMP NULL DEFAULT NULL ON UPDATE NOW() COMMENT 'last, seen',
  `full` varchar(300) GENERATED ALWAYS AS (concat(`key`, ' ', `email`)) VIRTUAL,
  `len` int AS (char_length(`key`)) STORED,
  PRIMARY KEY (`id`),
  UNIQUE KEY `by_key` (`key`(10)) USING BTREE,
  KEY `by_email` (`email`, `state` DESC),
  INDEX (`created_at`),
  FULLTEXT KEY `by_note` (`note`),
  CONSTRAINT `positive` CHECK (`score` >= 0)
) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci ROW_FORMAT=DYNAMIC COMMENT='who, and (how)';

CREATE TABLE sessions (
  token CHAR(64) NOT NULL PRIMARY KEY,
  account_id BIGINT UNSIGNED NOT NULL,
  parent CHAR(64) NULL,
  ip VARBINARY(16),
  expires INT(11) UNSIGNED NOT NULL DEFAULT '0',
  KEY parent_key (parent),
  CONSTRAINT fk_account FOREIGN KEY by_account (account_id) REFERENCES accounts (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  CONSTRAINT fk_parent FOREIGN KEY (parent) REFERENCES sessions (token) ON DELETE SET NULL
) ENGINE = InnoDB;

CREATE TABLE visits (
  id INT NOT NULL AUTO_INCREMENT,
  day DATE NOT NULL,
  path VARCHAR(200) DEFAULT "/",
  PRIMARY KEY (id, day)
) PARTITION BY RANGE (YEAR(day)) (
  PARTITION p0 VALUES LESS THAN (2020),
  PARTITION p1 VALUES LESS THAN MAXVALUE
);
