-- The users of simulated channels become clients: both tables said how a user is reached on a channel.
INSERT INTO clients (id, app_id, user_id, type, status, integration_id, external_id, last_seen, linked_at, created_at)
SELECT s.id, s.app_id, s.user_id, CASE WHEN i.type IN ('android', 'ios', 'unity', 'web') THEN 'sdk' ELSE i.type END, 'active', s.integration_id, s.external_id, s.last_seen, s.last_seen,
    s.last_seen
FROM simulated_users s JOIN integrations i ON i.id = s.integration_id JOIN users u ON u.id = s.user_id
WHERE NOT EXISTS (
    SELECT 1 FROM clients c
    WHERE c.integration_id = s.integration_id AND (c.user_id = s.user_id OR (c.external_id = s.external_id AND c.status = 'active')));

INSERT INTO client_associations (conversation_id, client_id, user_id, position)
SELECT v.id, c.id, c.user_id, s.last_seen
FROM simulated_users s JOIN clients c ON c.id = s.id JOIN conversations v ON v.user_id = s.user_id AND v.is_default = 1;

-- The clients of a user on a channel.
CREATE INDEX clients_by_channel ON clients (user_id, integration_id, id) WHERE integration_id IS NOT NULL;

-- The client that a message would have been delivered to.
ALTER TABLE simulated_deliveries ADD COLUMN client_id TEXT NULL;
UPDATE simulated_deliveries SET client_id =
    (SELECT MIN(c.id) FROM clients c WHERE c.user_id = simulated_deliveries.user_id AND c.integration_id = simulated_deliveries.integration_id);

DROP TABLE simulated_users;
