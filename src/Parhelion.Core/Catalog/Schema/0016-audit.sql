-- The audit log: who did what. Whoever changes something inserts an entry in the same transaction. Entries are never changed, and only old ones are deleted:
-- both triggers hold for every program that opens the database. An entry is old if there is one that is 30 days younger. So the rule needs no clock, and the
-- server first records that it deletes entries, and then deletes them.
CREATE TABLE audit_entries (
    id TEXT NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    node TEXT NOT NULL,
    actor TEXT NOT NULL,
    scope TEXT NULL,
    action TEXT NOT NULL,
    app_id TEXT NULL,
    subject_id TEXT NULL,
    request_id TEXT NULL,
    address TEXT NULL,
    detail TEXT NULL
);

CREATE INDEX audit_entries_by_app ON audit_entries (app_id, id);
CREATE INDEX audit_entries_by_action ON audit_entries (action, id);
CREATE INDEX audit_entries_by_app_and_action ON audit_entries (app_id, action, id);

CREATE TRIGGER audit_entries_stay_as_they_are BEFORE UPDATE ON audit_entries
BEGIN
    SELECT RAISE(ABORT, 'audit entries cannot be changed');
END;

CREATE TRIGGER audit_entries_are_kept BEFORE DELETE ON audit_entries
WHEN OLD.created_at > (SELECT created_at FROM audit_entries ORDER BY id DESC LIMIT 1) - 2592000000
BEGIN
    SELECT RAISE(ABORT, 'audit entries are kept for at least 30 days');
END;
