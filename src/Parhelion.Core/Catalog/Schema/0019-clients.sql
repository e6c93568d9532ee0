-- The id of a user in Zendesk, and the e-mail identity of a user in lower case. An identity belongs to one user of a brand.
ALTER TABLE users ADD COLUMN zendesk_id TEXT NULL;
ALTER TABLE users ADD COLUMN email TEXT NULL;
ALTER TABLE users ADD COLUMN email_verification TEXT NULL;
CREATE UNIQUE INDEX users_by_zendesk_id ON users (app_id, zendesk_id) WHERE zendesk_id IS NOT NULL;
CREATE UNIQUE INDEX users_by_email ON users (app_id, email, brand_id) WHERE email IS NOT NULL;

-- The clients of users: the ways on which messages reach them.
CREATE TABLE clients (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    type TEXT NOT NULL,
    status TEXT NOT NULL,               -- active or pending; a client whose integration was deleted is inactive, whatever is stored here
    integration_id TEXT NULL,           -- null: type sdk
    external_id TEXT NULL,              -- null: type sdk
    last_seen BIGINT NULL,
    linked_at BIGINT NULL,              -- null: pending
    created_at BIGINT NOT NULL
);
CREATE INDEX clients_by_user ON clients (user_id, id);
CREATE INDEX clients_by_app ON clients (app_id, id);
CREATE INDEX clients_by_identity ON clients (integration_id, external_id, id) WHERE integration_id IS NOT NULL;

-- Which client takes part in which conversation.
CREATE TABLE client_associations (
    conversation_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    position BIGINT NOT NULL,           -- the client with the greatest position is the primary client of the user in the conversation
    PRIMARY KEY (conversation_id, client_id)
);
CREATE INDEX client_associations_by_client ON client_associations (client_id, conversation_id);
CREATE INDEX client_associations_by_user ON client_associations (user_id, conversation_id, client_id);

-- Conversion events: one row for each request. The newest of a conversation are kept.
CREATE TABLE conversion_events (
    id TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    payload TEXT NOT NULL,              -- JSON object
    bytes BIGINT NOT NULL,              -- of the payload, as UTF-8
    created_at BIGINT NOT NULL
);
CREATE INDEX conversion_events_by_conversation ON conversion_events (conversation_id, id);
