-- Whether an account key came from the settings (0 or 1): then it goes with them. Before this file nobody else could make one of this name.
ALTER TABLE keys ADD COLUMN is_configured BIGINT NOT NULL DEFAULT 0;
UPDATE keys SET is_configured = 1 WHERE app_id IS NULL AND display_name = 'Bootstrap';
