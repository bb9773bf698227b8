-- from where else than the ranges of staff an account may come for a while; who granted it, and who ended it before its time
CREATE TABLE address_exception (
  id INTEGER PRIMARY KEY,
  login TEXT NOT NULL COLLATE NOCASE,
  range TEXT NOT NULL,
  begins INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  reason TEXT NOT NULL,
  granted INTEGER NOT NULL,
  granted_by INTEGER NOT NULL,
  ended INTEGER,
  ended_by INTEGER
) STRICT;
CREATE INDEX address_exception_login ON address_exception (login);
