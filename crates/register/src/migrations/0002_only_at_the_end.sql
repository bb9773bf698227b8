-- "INSERT OR REPLACE" removes rows without asking the trigger on DELETE, so an insertion is looked at too.
CREATE TRIGGER entry_only_at_the_end BEFORE INSERT ON entry
WHEN new.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM entry)
BEGIN SELECT raise(ABORT, 'a record stands only behind the last one'); END;
CREATE TRIGGER entry_key_records_once BEFORE INSERT ON entry
WHEN new.idempotency IS NOT NULL
  AND (new.idempotency = '' OR EXISTS (SELECT 1 FROM entry WHERE idempotency = new.idempotency))
BEGIN SELECT raise(ABORT, 'a key records once'); END;
