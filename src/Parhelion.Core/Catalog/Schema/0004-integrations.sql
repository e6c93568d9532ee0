-- Integrations, their keys and webhooks, and what is still to be delivered.

CREATE TABLE integrations (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL,
    display_name TEXT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX integrations_by_app ON integrations (app_id, id);

ALTER TABLE keys ADD COLUMN integration_id TEXT NULL;  -- null: a key of the app or of the account
CREATE INDEX keys_by_integration ON keys (integration_id, id) WHERE integration_id IS NOT NULL;

CREATE TABLE webhooks (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL,
    integration_id TEXT NOT NULL,
    target TEXT NOT NULL,
    triggers TEXT NOT NULL,             -- JSON array of names without quotes or wildcards in them
    secret BYTEA NOT NULL,              -- encrypted
    include_full_user BIGINT NOT NULL,  -- 0 or 1
    include_full_source BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX webhooks_by_app ON webhooks (app_id, id);
CREATE INDEX webhooks_by_integration ON webhooks (integration_id, id);

-- One row for each event and each webhook that is to hear of it. Events of one stream (a conversation, a user) are delivered one after
-- the other: the first of them has a time, the others wait for it.
CREATE TABLE deliveries (
    webhook_id TEXT NOT NULL,
    stream TEXT NOT NULL,
    event_id TEXT NOT NULL,
    type TEXT NOT NULL,
    payload TEXT NOT NULL,              -- JSON object, with users in full
    created_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NULL,                 -- null: another of the stream comes first
    PRIMARY KEY (webhook_id, stream, event_id)
);
CREATE INDEX deliveries_due ON deliveries (webhook_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_by_time ON deliveries (due_at) WHERE due_at IS NOT NULL;

-- Users who are deleted and whose attachments are not all erased yet: what is told of them when they are.
ALTER TABLE removals ADD COLUMN cascade_id TEXT NULL;
CREATE INDEX removals_open ON removals (cascade_id) WHERE erased_at IS NULL AND cascade_id IS NOT NULL;

CREATE TABLE farewells (
    cascade_id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    payload TEXT NOT NULL               -- JSON object
);
