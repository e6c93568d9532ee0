-- Sessions of the console. The id is the SHA-256 of the token in the cookie, so nobody can sign in with what this table contains.
CREATE TABLE console_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    key_id TEXT NOT NULL,
    node TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX console_sessions_by_node ON console_sessions (node);
CREATE INDEX console_sessions_by_expiry ON console_sessions (expires_at);
