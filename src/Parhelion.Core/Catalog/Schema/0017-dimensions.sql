-- The size of images and films as they are shown, in pixels, and the duration of films and sound, in milliseconds. NULL is what is not known: so are those of all
-- attachments from before this file.
DROP VIEW live_attachments;
ALTER TABLE attachments ADD COLUMN width BIGINT NULL;
ALTER TABLE attachments ADD COLUMN height BIGINT NULL;
ALTER TABLE attachments ADD COLUMN duration BIGINT NULL;

-- As in 0012: made again so that it has the new columns, which PostgreSQL does not add to a view that is there.
CREATE VIEW live_attachments AS
SELECT a.* FROM attachments a
WHERE EXISTS (SELECT 1 FROM apps p WHERE p.id = a.app_id)
  AND (a.held_by = 'app'
    OR (a.held_by = 'conversation' AND EXISTS (SELECT 1 FROM live_conversations c WHERE c.id = a.conversation_id))
    OR EXISTS (SELECT 1 FROM message_attachments l JOIN live_messages m ON m.id = l.message_id WHERE l.token = a.token));
