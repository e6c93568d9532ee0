-- Usage of apps: how many attachments an app has, and how many bytes they take. Whoever inserts or deletes attachments inserts a row into
-- app_usage_changes in the same transaction. A worker adds these rows to the other two tables and deletes them. So transactions that run at the same time
-- never change the same row. The usage of an app is the sum of the tables. A day is the number of days since 1970-01-01 (UTC), as text.
CREATE TABLE app_usage (
    app_id TEXT NOT NULL,
    media_type TEXT NOT NULL,
    attachments BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (app_id, media_type)
);

CREATE TABLE app_usage_days (
    app_id TEXT NOT NULL,
    day TEXT NOT NULL,
    uploads BIGINT NOT NULL,
    uploaded_bytes BIGINT NOT NULL,
    deletions BIGINT NOT NULL,
    deleted_bytes BIGINT NOT NULL,
    PRIMARY KEY (app_id, day)
);

CREATE TABLE app_usage_changes (
    app_id TEXT NOT NULL,
    day TEXT NOT NULL,
    media_type TEXT NOT NULL,
    id TEXT NOT NULL,
    uploads BIGINT NOT NULL,
    uploaded_bytes BIGINT NOT NULL,
    deletions BIGINT NOT NULL,
    deleted_bytes BIGINT NOT NULL,
    PRIMARY KEY (app_id, day, media_type, id)
);

-- Counts what exists already. Reads the table attachments twice and removals once: seconds for a million rows.
INSERT INTO app_usage (app_id, media_type, attachments, bytes)
SELECT app_id, media_type, COUNT(*), CAST(SUM(size) AS BIGINT)
FROM attachments WHERE app_id IN (SELECT id FROM apps) GROUP BY app_id, media_type;

-- The 90 days before the newest attachment. Of uploads only those are known whose attachment exists; deletions are known by their receipts.
INSERT INTO app_usage_days (app_id, day, uploads, uploaded_bytes, deletions, deleted_bytes)
SELECT app_id, CAST(day AS VARCHAR), CAST(SUM(uploads) AS BIGINT), CAST(SUM(uploaded_bytes) AS BIGINT), CAST(SUM(deletions) AS BIGINT), CAST(SUM(deleted_bytes) AS BIGINT)
FROM (
    SELECT app_id, created_at / 86400000 AS day, 1 AS uploads, size AS uploaded_bytes, 0 AS deletions, 0 AS deleted_bytes FROM attachments
    UNION ALL
    SELECT app_id, requested_at / 86400000, 0, 0, 1, size FROM removals
) counted
WHERE app_id IN (SELECT id FROM apps) AND day > (SELECT MAX(created_at) / 86400000 - 90 FROM attachments)
GROUP BY app_id, day;
