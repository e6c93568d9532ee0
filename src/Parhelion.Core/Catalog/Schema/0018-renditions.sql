-- What is known about the pictures of attachments. A row is inserted with an attachment that pictures are made of in advance, or with the first picture. It is deleted
-- when the erasure of the attachment is recorded.
CREATE TABLE rendition_states (
    token TEXT NOT NULL PRIMARY KEY,    -- of the attachment
    placeholder BYTEA NULL,             -- ThumbHash; empty when there can be no picture; NULL when that is not known yet
    queued_at BIGINT NULL,
    due_at BIGINT NULL,                 -- when a worker makes the pictures; NULL when nothing waits
    attempts BIGINT NOT NULL            -- failed attempts of a worker
);
CREATE INDEX rendition_states_due ON rendition_states (due_at) WHERE due_at IS NOT NULL;

-- The pictures. A row is inserted before its blob is written, and deleted after its blob is erased, so that a row names every blob that may be in the store.
CREATE TABLE renditions (
    token TEXT NOT NULL PRIMARY KEY,    -- key of the blob of the picture
    original TEXT NOT NULL,             -- token of the attachment
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    max_side BIGINT NOT NULL,           -- the setting with which it was made
    width BIGINT NULL,
    height BIGINT NULL,
    length BIGINT NULL,
    made_at BIGINT NULL,                -- NULL until the blob is complete
    lease_until BIGINT NOT NULL         -- until when the node that inserted the row may write the blob
);
CREATE UNIQUE INDEX renditions_by_original ON renditions (original, name, format);
