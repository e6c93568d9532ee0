-- Switchboards: which of the integrations of an app is in control of a conversation. The views are made again so that they have the new columns of
-- conversations, which PostgreSQL does not add to a view that is there.
DROP VIEW live_attachments;
DROP VIEW live_messages;
DROP VIEW live_conversations;

CREATE TABLE switchboards (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    default_id TEXT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX switchboards_by_app ON switchboards (app_id, id);

-- The type is that of the integration, which never changes. next_id is another row of the same switchboard.
CREATE TABLE switchboard_integrations (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL,
    switchboard_id TEXT NOT NULL,
    name TEXT NOT NULL,
    integration_id TEXT NOT NULL,
    integration_type TEXT NOT NULL,
    deliver_standby_events BIGINT NOT NULL,
    next_id TEXT NULL,
    message_history_count BIGINT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX switchboard_integrations_by_app ON switchboard_integrations (app_id, id);
CREATE INDEX switchboard_integrations_by_switchboard ON switchboard_integrations (switchboard_id, id);
CREATE INDEX switchboard_integrations_by_integration ON switchboard_integrations (integration_id);

-- Those that may be in control: while a switchboard is disabled, conversations are as if there were none.
CREATE VIEW enabled_switchboard_integrations AS
SELECT s.* FROM switchboard_integrations s
WHERE EXISTS (SELECT 1 FROM switchboards b WHERE b.id = s.switchboard_id AND b.enabled = 1);

-- Ids of switchboard integrations. If one of them is deleted, its id stays here and means nothing any more.
ALTER TABLE conversations ADD COLUMN active_id TEXT NULL;
ALTER TABLE conversations ADD COLUMN pending_id TEXT NULL;

CREATE VIEW live_conversations AS
SELECT c.* FROM conversations c
WHERE EXISTS (SELECT 1 FROM apps p WHERE p.id = c.app_id)
  AND (c.user_id IS NULL OR EXISTS (SELECT 1 FROM users u WHERE u.id = c.user_id));

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
