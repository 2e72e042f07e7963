-- Keys of services. Only hashes of them are kept, and the last characters, by which people tell them apart.
CREATE TABLE api_keys (
    organization_id integer     NOT NULL REFERENCES organizations,
    key_id          uuid        NOT NULL,
    key_hash        bytea       NOT NULL CHECK (length(key_hash) = 32),
    name            text        NOT NULL CHECK (name <> ''),
    scope           text        NOT NULL CHECK (scope IN ('READ_ONLY', 'INGEST')),
    ending          text        NOT NULL,
    created_at      timestamptz NOT NULL,
    created_by      text        NOT NULL,
    expires_at      timestamptz NOT NULL,
    -- to the minute
    last_used_at    timestamptz,
    revoked_at      timestamptz,
    PRIMARY KEY (organization_id, key_id)
);
CREATE UNIQUE INDEX api_keys_hash ON api_keys (organization_id, key_hash);

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON api_keys
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
GRANT SELECT, INSERT, UPDATE ON api_keys TO sightline_app;
