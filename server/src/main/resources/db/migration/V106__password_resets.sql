-- Links to set a password anew, as hashes; each for one account, good once.
CREATE TABLE password_resets (
    organization_id integer     NOT NULL,
    token_hash      bytea       NOT NULL CHECK (length(token_hash) = 32),
    account_id      uuid        NOT NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    used_at         timestamptz,
    PRIMARY KEY (organization_id, token_hash),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts
);
CREATE INDEX password_resets_account ON password_resets (organization_id, account_id);

ALTER TABLE password_resets ENABLE ROW LEVEL SECURITY;
ALTER TABLE password_resets FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON password_resets
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
GRANT SELECT, INSERT, UPDATE, DELETE ON password_resets TO sightline_app;
