-- Blobs that may come back after they were erased, because a copy of their upload may still be on its way to the store, and until when.
CREATE TABLE late_writes (
    token TEXT NOT NULL PRIMARY KEY,
    until BIGINT NOT NULL
);
CREATE INDEX late_writes_until ON late_writes (until);
