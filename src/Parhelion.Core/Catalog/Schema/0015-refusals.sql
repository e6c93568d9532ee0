-- Uploads that were refused because they are malware or exceed the quota of their app. Rows are only added, few in each minute, and deleted by age and number.
CREATE TABLE refusals (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL,
    conversation_id TEXT NULL,
    reason TEXT NOT NULL,
    file_name TEXT NULL,
    size BIGINT NULL,
    media_type TEXT NULL,
    sha256 BYTEA NULL,
    signature TEXT NULL,
    refused_at BIGINT NOT NULL
);
CREATE INDEX refusals_by_app ON refusals (app_id, id);
