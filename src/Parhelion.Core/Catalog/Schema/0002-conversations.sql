-- Users, conversations and messages, and what holds an attachment in life.

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL,
    brand_id TEXT NOT NULL,             -- empty: no brand
    external_id TEXT NULL,
    signed_up_at BIGINT NOT NULL,
    to_be_retained BIGINT NULL,         -- 0 or 1
    profile TEXT NOT NULL,              -- JSON object
    metadata TEXT NOT NULL,             -- JSON object
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_by_external_id ON users (app_id, external_id, brand_id) WHERE external_id IS NOT NULL;
CREATE INDEX users_by_app ON users (app_id, id);

CREATE TABLE conversations (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL,
    type TEXT NOT NULL,
    user_id TEXT NULL,                  -- the one user of a personal conversation; null: a group
    is_default BIGINT NOT NULL,         -- 0 or 1
    display_name TEXT NULL,
    description TEXT NULL,
    icon_url TEXT NULL,
    metadata TEXT NULL,                 -- JSON object
    epoch BIGINT NOT NULL,              -- counts how often all messages were deleted: those of an earlier epoch are dead
    message_count BIGINT NOT NULL,      -- of this epoch
    business_last_read BIGINT NULL,
    last_updated_at BIGINT NOT NULL,
    expires_at BIGINT NULL,             -- when its messages are deleted for want of activity; null: never
    created_at BIGINT NOT NULL
);
CREATE INDEX conversations_by_app ON conversations (app_id, id);
CREATE INDEX conversations_by_user ON conversations (user_id, id) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX conversations_default ON conversations (user_id) WHERE is_default = 1;
CREATE INDEX conversations_expiring ON conversations (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE participants (
    id TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    unread_count BIGINT NOT NULL,
    last_read BIGINT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX participants_by_conversation ON participants (conversation_id, id);
CREATE UNIQUE INDEX participants_by_user ON participants (user_id, conversation_id);

CREATE TABLE messages (
    id TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    epoch BIGINT NOT NULL,              -- of the conversation when the message came
    author_id TEXT NULL,                -- the user who wrote it; null: the business
    author TEXT NOT NULL,               -- JSON object
    content TEXT NOT NULL,              -- JSON object
    metadata TEXT NULL,                 -- JSON object
    received_at BIGINT NOT NULL
);
CREATE INDEX messages_by_conversation ON messages (conversation_id, epoch, id);
CREATE INDEX messages_by_author ON messages (author_id, id) WHERE author_id IS NOT NULL;

-- Which message carries which attachment. A link stays until its message is taken apart, even when the attachment was removed before.
CREATE TABLE links (
    token TEXT NOT NULL,
    message_id TEXT NOT NULL,
    PRIMARY KEY (token, message_id)
);
CREATE INDEX links_by_message ON links (message_id);

-- Who holds an attachment in life when no living message carries it:
--   app           it lives as long as its app
--   conversation  it lives as long as the conversation that it was uploaded for
--   messages      nobody: it was uploaded with for=message and has been sent, or its conversation is gone
-- Attachments from before this file keep what they had: they live as long as their app.
ALTER TABLE attachments ADD COLUMN held_by TEXT NOT NULL DEFAULT 'app';
CREATE INDEX attachments_by_conversation ON attachments (conversation_id, token) WHERE held_by = 'conversation';
CREATE INDEX attachments_unused ON attachments (created_at) WHERE for_message = 1 AND held_by <> 'messages';

-- The living, by the rules of docs/deletion.md. Whatever is not in these views is gone for every reader from the commit that took it
-- out, however many rows a cascade has still to take apart.
CREATE VIEW living_conversations AS
SELECT c.* FROM conversations c
WHERE EXISTS (SELECT 1 FROM apps p WHERE p.id = c.app_id)
  AND (c.user_id IS NULL OR EXISTS (SELECT 1 FROM users u WHERE u.id = c.user_id));

CREATE VIEW living_messages AS
SELECT m.*, c.app_id FROM messages m
JOIN living_conversations c ON c.id = m.conversation_id AND c.epoch = m.epoch
WHERE m.author_id IS NULL OR EXISTS (SELECT 1 FROM users u WHERE u.id = m.author_id);

CREATE VIEW living_attachments AS
SELECT a.* FROM attachments a
WHERE EXISTS (SELECT 1 FROM apps p WHERE p.id = a.app_id)
  AND (a.held_by = 'app'
    OR (a.held_by = 'conversation' AND EXISTS (SELECT 1 FROM living_conversations c WHERE c.id = a.conversation_id))
    OR EXISTS (SELECT 1 FROM links l JOIN living_messages m ON m.id = l.message_id WHERE l.token = a.token));

-- A cascade takes apart what belonged to something that is gone: an app, a user, a conversation, or the messages of one.
ALTER TABLE cascades ADD COLUMN kind TEXT NOT NULL DEFAULT 'app';
ALTER TABLE cascades ADD COLUMN target_id TEXT NOT NULL DEFAULT '';
ALTER TABLE cascades ADD COLUMN worked_at BIGINT NOT NULL DEFAULT 0;
UPDATE cascades SET target_id = app_id;
CREATE INDEX cascades_by_turn ON cascades (worked_at, id);

-- Receipts, listed by app and found by the hash of a media URL.
CREATE INDEX removals_by_app ON removals (app_id, id);
CREATE INDEX removals_by_hash ON removals (app_id, media_hash, id);
