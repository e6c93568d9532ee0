-- Caches in front of the server are told what is gone. An entry of the ledger is open as long as it has a token: until its bytes are
-- erased and every cache has been told.
ALTER TABLE removals ADD COLUMN path TEXT NULL;        -- of the media URL; null once closed, and when there is no cache to tell
ALTER TABLE removals ADD COLUMN purged_at BIGINT NULL;
DROP INDEX removals_due;
-- What has failed waits in a line of its own: however long it is, it does not hold up what comes new.
CREATE INDEX removals_due ON removals (due_at) WHERE token IS NOT NULL AND attempts = 0;
CREATE INDEX removals_due_again ON removals (due_at) WHERE token IS NOT NULL AND attempts > 0;
