CREATE TABLE users (id serial PRIMARY KEY, mail varchar(100) NOT NULL, name text, old_one int, old_two int);
CREATE TABLE teams (id serial PRIMARY KEY, owner int REFERENCES users);
CREATE TABLE posts (id serial PRIMARY KEY, author int NOT NULL, team int, CONSTRAINT by FOREIGN KEY (author) REFERENCES users (id));
