-- Renames tables, indexes and views. Renamed indexes are built anew, which takes seconds for millions of rows.
DROP VIEW living_attachments;
DROP VIEW living_messages;
DROP VIEW living_conversations;

ALTER TABLE links RENAME TO message_attachments;
DROP INDEX links_by_message;
CREATE INDEX message_attachments_by_message ON message_attachments (message_id);

ALTER TABLE farewells RENAME TO pending_user_removals;

ALTER TABLE deliveries RENAME TO webhook_deliveries;
DROP INDEX deliveries_due;
DROP INDEX deliveries_by_time;
DROP INDEX deliveries_by_event;
DROP INDEX deliveries_by_age;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (stream, event_id);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (webhook_id, event_id, bytes);

-- The views show what is live, by the rules of docs/deletion.md. A row that is not in them is invisible to every client from the commit that deleted it,
-- even if a cascade has not deleted the row yet.
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
