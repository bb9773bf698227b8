-- codes by which the first administrators come in; each is for one office and is used once
CREATE TABLE founding_code (
  digest TEXT PRIMARY KEY,
  role TEXT NOT NULL UNIQUE,
  made INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  used INTEGER
) STRICT;
