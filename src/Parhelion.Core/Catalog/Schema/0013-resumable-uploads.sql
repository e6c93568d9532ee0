-- Resumable uploads. An upload is not an attachment before it is complete: its bytes are in a partial blob, and the attachment gets the same token. When an
-- upload is complete or gone, the row stays until expires_at without file name and metadata, so that its client can learn the outcome.
CREATE TABLE resumable_uploads (
    id TEXT NOT NULL PRIMARY KEY,
    token TEXT NOT NULL,
    app_id TEXT NOT NULL,
    conversation_id TEXT,
    for_message BIGINT NOT NULL,
    access TEXT NOT NULL,
    key_id TEXT NOT NULL,
    link_id TEXT,
    link_uploads BIGINT,
    link_expires_at BIGINT,
    file_name TEXT NOT NULL,
    metadata TEXT,
    max_bytes BIGINT NOT NULL,
    length BIGINT,
    received BIGINT NOT NULL,
    parts TEXT,
    epoch BIGINT NOT NULL,
    is_active BIGINT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX resumable_uploads_by_token ON resumable_uploads (token);
CREATE INDEX resumable_uploads_by_app ON resumable_uploads (app_id, id) WHERE state = 'open';
CREATE INDEX resumable_uploads_by_link ON resumable_uploads (link_id, id) WHERE state = 'open' AND link_id IS NOT NULL;
CREATE INDEX resumable_uploads_open ON resumable_uploads (id) WHERE state = 'open';
CREATE INDEX resumable_uploads_by_expiry ON resumable_uploads (expires_at, id);

-- How many attachments were uploaded with an upload link. A link without a row was not used yet.
CREATE TABLE upload_links (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL,
    uploads BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX upload_links_by_expiry ON upload_links (expires_at);
CREATE INDEX upload_links_by_app ON upload_links (app_id);
