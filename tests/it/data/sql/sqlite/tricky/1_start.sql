CREATE TABLE "users" (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, -- the key; really
    [full name] TEXT COLLATE NOCASE,
    `mail` VARCHAR (255) UNIQUE ON CONFLICT REPLACE,
    untyped,
    at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    later TEXT DEFAULT (datetime('now', '+30 days')),
    text TEXT DEFAULT 'a;b',
    n UNSIGNED BIG INT DEFAULT -1,
    twice INT AS (n * 2) VIRTUAL,
    CHECK (n > -5)
);
