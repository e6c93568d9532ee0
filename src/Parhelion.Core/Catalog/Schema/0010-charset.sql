-- The charset that is claimed with the media type; NULL when none is. All text from before this file claims UTF-8, as it did.
DROP VIEW living_attachments;
ALTER TABLE attachments ADD COLUMN charset TEXT NULL;
UPDATE attachments SET charset = 'utf-8' WHERE media_type LIKE 'text/%';

-- As in 0002: made again so that it has the new column, which PostgreSQL does not add to a view that is there.
CREATE VIEW living_attachments AS
SELECT a.* FROM attachments a
WHERE EXISTS (SELECT 1 FROM apps p WHERE p.id = a.app_id)
  AND (a.held_by = 'app'
    OR (a.held_by = 'conversation' AND EXISTS (SELECT 1 FROM living_conversations c WHERE c.id = a.conversation_id))
    OR EXISTS (SELECT 1 FROM links l JOIN living_messages m ON m.id = l.message_id WHERE l.token = a.token));
