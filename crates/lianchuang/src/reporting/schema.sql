-- Reporting tables, derived from the register and thrown away whenever they are made anew. Days are texts as 2026-01-31, money is yuan.
CREATE TABLE made (policy TEXT NOT NULL, record INTEGER NOT NULL, digest TEXT NOT NULL, day TEXT NOT NULL);
CREATE TABLE term (vocabulary TEXT NOT NULL, key TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL, PRIMARY KEY (vocabulary, key));
CREATE TABLE organisation (id TEXT PRIMARY KEY, registration TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL, kind TEXT NOT NULL, legal_form TEXT, division TEXT, founded TEXT);
CREATE TABLE organisation_industry (organisation TEXT NOT NULL, industry TEXT NOT NULL);
CREATE TABLE organisation_year (organisation TEXT NOT NULL, year INTEGER NOT NULL, revenue REAL, rd_spending REAL, staff INTEGER, rd_staff INTEGER, holding TEXT NOT NULL);
CREATE TABLE candidacy (id TEXT PRIMARY KEY, organisation TEXT NOT NULL, track TEXT NOT NULL, stage TEXT NOT NULL, since TEXT NOT NULL, policy TEXT NOT NULL);
CREATE TABLE consortium (id TEXT PRIMARY KEY, zh TEXT NOT NULL, en TEXT NOT NULL, number TEXT, lead TEXT NOT NULL, track TEXT NOT NULL, division TEXT, industry TEXT NOT NULL, type TEXT, stage TEXT NOT NULL, since TEXT NOT NULL, established TEXT, policy TEXT);
CREATE TABLE membership (consortium TEXT NOT NULL, organisation TEXT NOT NULL, layer TEXT NOT NULL, since TEXT NOT NULL, signed TEXT);
CREATE TABLE condition (consortium TEXT NOT NULL, clause TEXT NOT NULL, key TEXT NOT NULL, weight TEXT NOT NULL, state TEXT NOT NULL, about TEXT, found TEXT NOT NULL, wanted TEXT NOT NULL);
CREATE TABLE act (number INTEGER PRIMARY KEY, day TEXT NOT NULL, act TEXT NOT NULL, title TEXT NOT NULL, subject TEXT NOT NULL, holder TEXT NOT NULL, organisation TEXT, policy TEXT NOT NULL, moves TEXT);
CREATE TABLE target (key TEXT PRIMARY KEY, clause TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL, wanted INTEGER NOT NULL, by TEXT, reached INTEGER NOT NULL);
CREATE INDEX act_subject ON act (subject);
CREATE VIEW consortia_by_stage AS SELECT track, stage, count(*) AS consortia FROM consortium GROUP BY track, stage;
CREATE VIEW days_in_stage AS SELECT id, zh, stage, since, CAST(julianday((SELECT day FROM made)) - julianday(since) AS INTEGER) AS days FROM consortium WHERE established IS NULL;
