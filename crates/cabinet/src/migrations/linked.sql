-- identities at another provider by which an account opens; of who one is there only a digest
CREATE TABLE linked_identity (
  digest TEXT PRIMARY KEY,
  login TEXT NOT NULL UNIQUE COLLATE NOCASE,
  linked INTEGER NOT NULL,
  used INTEGER
) STRICT;
-- codes by which the owner of an account links it; each is used once
CREATE TABLE link_code (
  digest TEXT PRIMARY KEY,
  login TEXT NOT NULL UNIQUE COLLATE NOCASE,
  made INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT;
