-- MariaDB dump 10.19
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;

DROP TABLE IF EXISTS `posts`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8 */;
CREATE TABLE `posts` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `author` int(10) unsigned DEFAULT NULL,
  `body` mediumtext /*!50606 CHARACTER SET utf8mb4 */ NOT NULL,
  `order` smallint(6) NOT NULL DEFAULT -1,
  `status` tinyint(1) unsigned zerofill NOT NULL DEFAULT b'0',
  `index` int(11) DEFAULT NULL,
  `stored` bit(1) NOT NULL DEFAULT b'1',
  `at` point NOT NULL,
  `uuid` char(36) NOT NULL DEFAULT uuid(),
  `hash` binary(20) NOT NULL DEFAULT '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0',
  `hex` varbinary(8) DEFAULT 0x6162,
  `until` timestamp NOT NULL DEFAULT '0000-00-00 00:00:00',
  PRIMARY KEY (`id`),
  SPATIAL KEY `at` (`at`),
  KEY `author` (`author`),
  CONSTRAINT `posts_ibfk_1` FOREIGN KEY (`author`) REFERENCES `users` (`id`) ON DELETE NO ACTION ON UPDATE CASCADE
) ENGINE=InnoDB AUTO_INCREMENT=12 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
LOCK TABLES `posts` WRITE;
/*!40000 ALTER TABLE `posts` DISABLE KEYS */;
/*!40000 ALTER TABLE `posts` ENABLE KEYS */;
UNLOCK TABLES;

CREATE TABLE `users` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(191) NOT NULL DEFAULT 'a\\b',
  `born` year(4) DEFAULT NULL,
  `span` time(3) DEFAULT NULL,
  PRIMARY KEY (`id`) USING BTREE,
  UNIQUE KEY `users_name_unique` (`name`) COMMENT 'one, each'
) ENGINE=InnoDB;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `before_posts` BEFORE INSERT ON `posts` FOR EACH ROW SET NEW.`order` = 1 */;
/*!50001 CREATE VIEW `authors` AS SELECT 1 AS `id`, 1 AS `name` */;
/*!50001 DROP VIEW IF EXISTS `authors`*/;
/*!50001 CREATE ALGORITHM=UNDEFINED VIEW `authors` AS select `users`.`id` AS `id` from `users` */;
/*M!100301 ALTER TABLE `posts` ADD COLUMN `maria` int(11) DEFAULT 4 */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
