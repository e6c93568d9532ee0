-- Integrations of all types. Their fields are JSON objects: one with what anybody with access may know, and one, encrypted, with the secrets.
ALTER TABLE integrations ADD COLUMN type TEXT NOT NULL DEFAULT 'custom';
ALTER TABLE integrations ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';
ALTER TABLE integrations ADD COLUMN secrets BYTEA NULL;

-- The OAuth client that an integration was made for; an app has at most one integration of each client.
ALTER TABLE integrations ADD COLUMN oauth_client TEXT NULL;
CREATE UNIQUE INDEX integrations_by_oauth_client ON integrations (app_id, oauth_client) WHERE oauth_client IS NOT NULL;

CREATE TABLE oauth_codes (
    hash TEXT NOT NULL PRIMARY KEY,     -- SHA-256 of the code, hexadecimal
    client_id TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    app_id TEXT NOT NULL,
    granted_by TEXT NOT NULL,           -- id of the key of the operator who agreed
    key_id TEXT NULL,                   -- the key that was made for the code; null: the code was not used yet
    expires_at BIGINT NOT NULL
);
CREATE INDEX oauth_codes_by_expiry ON oauth_codes (expires_at);

-- Which user writes through which simulated channel. What a message of the business would be delivered to is the channel through which its user wrote last.
CREATE TABLE simulated_users (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL,
    integration_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    external_id TEXT NULL,              -- of the user on the channel, such as a phone number
    last_seen BIGINT NOT NULL
);
CREATE UNIQUE INDEX simulated_users_by_user ON simulated_users (user_id, integration_id);
CREATE UNIQUE INDEX simulated_users_by_external_id ON simulated_users (integration_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX simulated_users_by_time ON simulated_users (user_id, last_seen);
CREATE INDEX simulated_users_by_app ON simulated_users (app_id, id);
CREATE INDEX simulated_users_by_integration ON simulated_users (integration_id, id);

CREATE TABLE simulated_deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL,
    integration_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    message_id TEXT NOT NULL,           -- its content is not copied: it is gone when the message is deleted
    status TEXT NOT NULL,
    error TEXT NULL,                    -- JSON object
    created_at BIGINT NOT NULL
);
CREATE INDEX simulated_deliveries_by_app ON simulated_deliveries (app_id, id);
CREATE INDEX simulated_deliveries_by_integration ON simulated_deliveries (integration_id, id);

-- The channel that a message came through, a JSON object; null: the API. The views are made again so that they have the column.
DROP VIEW live_attachments;
DROP VIEW live_messages;
ALTER TABLE messages ADD COLUMN source TEXT NULL;

CREATE VIEW live_messages AS
SELECT m.*, c.app_id FROM messages m
JOIN live_conversations c ON c.id = m.conversation_id AND c.epoch = m.epoch
WHERE m.author_id IS NULL OR EXISTS (SELECT 1 FROM users u WHERE u.id = m.author_id);

CREATE VIEW live_attachments AS
SELECT a.* FROM attachments a
WHERE EXISTS (SELECT 1 FROM apps p WHERE p.id = a.app_id)
  AND (a.held_by = 'app'
    OR (a.held_by = 'conversation' AND EXISTS (SELECT 1 FROM live_conversations c WHERE c.id = a.conversation_id))
    OR EXISTS (SELECT 1 FROM message_attachments l JOIN live_messages m ON m.id = l.message_id WHERE l.token = a.token));
