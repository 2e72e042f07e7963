-- A session begins with a password and lives on by refresh tokens, each good for one use. Only hashes of them are kept.
CREATE TABLE sessions (
    organization_id integer NOT NULL,
    session_id      uuid NOT NULL,
    account_id      uuid NOT NULL,
    started_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    -- signed_out, reused (a spent refresh token came back), deactivated, password_changed
    end_reason      text,
    PRIMARY KEY (organization_id, session_id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts
);
CREATE INDEX sessions_account ON sessions (organization_id, account_id) WHERE ended_at IS NULL;

CREATE TABLE refresh_tokens (
    organization_id integer NOT NULL,
    token_hash      bytea NOT NULL CHECK (length(token_hash) = 32),
    session_id      uuid NOT NULL,
    issued_at       timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    spent_at        timestamptz,
    PRIMARY KEY (organization_id, token_hash),
    FOREIGN KEY (organization_id, session_id) REFERENCES sessions ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (organization_id, session_id);
CREATE INDEX refresh_tokens_expiry ON refresh_tokens (organization_id, expires_at);

ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON sessions
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
ALTER TABLE refresh_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE refresh_tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON refresh_tokens
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));

GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, refresh_tokens TO sightline_app;
