-- What is done for an entry of the ledger and has no time yet, because the log of the database still holds what was deleted:
--   1  its blob is erased
--   2  its blob is erased, and every cache was told
ALTER TABLE removals ADD COLUMN unstamped BIGINT NULL;
CREATE INDEX removals_unstamped ON removals (id) WHERE unstamped IS NOT NULL;
