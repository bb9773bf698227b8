-- What is searched stands beside the chain: an event is told by one row behind the last one, and its columns are taken over for searching
-- when nobody waits for it. Kept in the order of time with everything a search may ask for, so that no search reads events one by one.
CREATE TABLE searched (
  at_millis INTEGER NOT NULL,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  login TEXT NOT NULL,
  source TEXT NOT NULL,
  object TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  request TEXT NOT NULL,
  PRIMARY KEY (at_millis, number)
) STRICT, WITHOUT ROWID;
-- The last event taken over; all before it were.
CREATE TABLE searched_upto (number INTEGER NOT NULL) STRICT;

INSERT INTO searched (at_millis, number, kind, actor, login, source, object, outcome, reason, request)
  SELECT at_millis, number, kind, actor, login, source, object, outcome, reason, request FROM event ORDER BY at_millis, number;
INSERT INTO searched_upto
  SELECT max(coalesce((SELECT max(number) FROM event), 0), coalesce((SELECT max(number) FROM checkpoint), 0));

DROP INDEX event_by_time;
DROP INDEX event_by_kind;
DROP INDEX event_by_actor;
DROP INDEX event_by_object;
DROP INDEX event_by_source;
DROP INDEX event_by_login;
DROP INDEX event_by_request;
DROP INDEX event_with_reason;
CREATE INDEX searched_by_kind ON searched (kind, at_millis);
CREATE INDEX searched_by_actor ON searched (actor, at_millis);
CREATE INDEX searched_by_object ON searched (object, at_millis);
CREATE INDEX searched_by_source ON searched (source, at_millis);
CREATE INDEX searched_by_login ON searched (login, at_millis) WHERE login <> '';
CREATE INDEX searched_by_request ON searched (request);
CREATE INDEX searched_with_reason ON searched (at_millis, reason) WHERE reason <> '';

CREATE TRIGGER searched_never_changes BEFORE UPDATE ON searched
BEGIN SELECT raise(ABORT, 'what was recorded is never changed'); END;
CREATE TRIGGER searched_leaves_only_behind_a_checkpoint BEFORE DELETE ON searched
WHEN old.number > (SELECT coalesce(max(number), 0) FROM checkpoint)
BEGIN SELECT raise(ABORT, 'what was recorded is removed only behind a checkpoint'); END;
CREATE TRIGGER searched_upto_only_goes_on BEFORE UPDATE ON searched_upto
WHEN new.number < old.number OR new.number > (SELECT max(coalesce((SELECT max(number) FROM event), 0), old.number))
BEGIN SELECT raise(ABORT, 'what was taken over for searching stays so'); END;
CREATE TRIGGER searched_upto_never_leaves BEFORE DELETE ON searched_upto
BEGIN SELECT raise(ABORT, 'what was taken over for searching stays so'); END;
