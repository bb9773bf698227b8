-- when the password was set, when the account was last used
ALTER TABLE account ADD COLUMN password_set INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN used INTEGER;
ALTER TABLE account DROP COLUMN failures;
ALTER TABLE account DROP COLUMN locked_until;
CREATE INDEX account_person ON account (person);
CREATE TRIGGER account_stays BEFORE DELETE ON account BEGIN
  SELECT RAISE(ABORT, 'a login is never given again, so an account is never deleted');
END;
CREATE TABLE former_password (
  login TEXT NOT NULL COLLATE NOCASE,
  password TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT;
CREATE INDEX former_password_login ON former_password (login, until);
CREATE TABLE second_factor (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('app', 'passkey', 'code')),
  label TEXT NOT NULL,
  secret TEXT NOT NULL,
  made INTEGER NOT NULL,
  -- NULL until the person has shown once that it works
  proved INTEGER,
  used INTEGER,
  last_step INTEGER
) STRICT;
CREATE INDEX second_factor_person ON second_factor (person);
CREATE TABLE setup_code (
  digest TEXT PRIMARY KEY,
  login TEXT NOT NULL COLLATE NOCASE,
  made INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  used INTEGER
) STRICT;
-- what failed is kept as a digest: people type passwords where the login belongs
CREATE TABLE failure (
  digest TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  since INTEGER NOT NULL,
  locked_until INTEGER
) STRICT;
ALTER TABLE session ADD COLUMN standing TEXT NOT NULL DEFAULT 'whole'
  CHECK (standing IN ('whole', 'second_awaited', 'factor_missing', 'password_due'));
ALTER TABLE session ADD COLUMN idle INTEGER NOT NULL DEFAULT 900;
ALTER TABLE session ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE token ADD COLUMN scope TEXT NOT NULL DEFAULT 'act' CHECK (scope IN ('read', 'act'));
ALTER TABLE token ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;
