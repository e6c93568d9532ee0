-- Times are milliseconds of Unix time. The text runs on SQLite and PostgreSQL alike.

CREATE TABLE apps (
    id TEXT NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    settings TEXT NOT NULL,             -- JSON object
    metadata TEXT NULL,                 -- JSON object
    created_at BIGINT NOT NULL
);

CREATE TABLE keys (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NULL,                   -- null: an account key
    display_name TEXT NOT NULL,
    secret BYTEA NOT NULL,              -- encrypted
    created_at BIGINT NOT NULL
);
CREATE INDEX keys_by_app ON keys (app_id, id);

-- The living. A row is here exactly as long as its media URL answers.
CREATE TABLE attachments (
    token TEXT NOT NULL PRIMARY KEY,    -- also the key of the blob
    id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    conversation_id TEXT NULL,
    for_message BIGINT NOT NULL,        -- 0 or 1
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX attachments_by_app ON attachments (app_id, id);

-- The removals ledger: what is to be erased, and the receipt once it is.
CREATE TABLE removals (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL,
    token TEXT NULL,                    -- null once erased
    media_hash BYTEA NOT NULL,          -- SHA-256 of the path of the media URL
    size BIGINT NOT NULL,
    reason TEXT NOT NULL,
    requested_by TEXT NOT NULL,         -- a key id, or the part of the server that asked
    requested_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    erased_at BIGINT NULL
);
CREATE INDEX removals_due ON removals (due_at) WHERE erased_at IS NULL;
CREATE INDEX removals_by_token ON removals (token) WHERE token IS NOT NULL;
CREATE INDEX removals_erased ON removals (erased_at) WHERE erased_at IS NOT NULL;

-- Deletions too large for one transaction, worked off piece by piece.
CREATE TABLE cascades (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at BIGINT NOT NULL
);
