-- What an event tells is kept once, however many webhooks are to hear of it, and goes with the last delivery that needs it.
CREATE TABLE event_payloads (
    stream TEXT NOT NULL,
    event_id TEXT NOT NULL,
    payload TEXT NOT NULL,              -- JSON object; messages, users and conversations by their ids
    PRIMARY KEY (stream, event_id)
);

-- What waits from before this file keeps its payload, with users in full.
INSERT INTO event_payloads (stream, event_id, payload) SELECT stream, event_id, MIN(payload) FROM deliveries GROUP BY stream, event_id;

ALTER TABLE deliveries ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;      -- of the payload
UPDATE deliveries SET bytes = OCTET_LENGTH(payload);
ALTER TABLE deliveries DROP COLUMN payload;
CREATE INDEX deliveries_by_event ON deliveries (stream, event_id);
CREATE INDEX deliveries_by_age ON deliveries (webhook_id, event_id, bytes);
