CREATE TABLE look (
  person INTEGER NOT NULL,
  subject TEXT NOT NULL,
  record INTEGER NOT NULL,
  PRIMARY KEY (person, subject)
) STRICT, WITHOUT ROWID;
