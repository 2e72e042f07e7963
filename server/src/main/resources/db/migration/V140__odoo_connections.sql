-- The Odoo that an organisation's administrators have connected themselves: at most one each. The key is enclosed with the master key.
CREATE TABLE odoo_connections (
    organization_id integer     NOT NULL UNIQUE REFERENCES organizations,
    connection_id   uuid        NOT NULL,
    url             text        NOT NULL CHECK (url ~ '^https?://'),
    database        text        NOT NULL CHECK (database <> ''),
    login           text        NOT NULL CHECK (login <> ''),
    key             bytea       NOT NULL,
    changed_at      timestamptz NOT NULL,
    -- The account; it may be gone since.
    changed_by      uuid        NOT NULL,
    PRIMARY KEY (organization_id, connection_id)
);

-- Its own address for webhooks. The secret in it is kept as SHA-256, as nobody has to read it again; the key that signs is enclosed.
CREATE TABLE odoo_webhooks (
    organization_id integer     NOT NULL UNIQUE REFERENCES organizations,
    webhook_id      uuid        NOT NULL,
    secret_hash     bytea       NOT NULL CHECK (length(secret_hash) = 32),
    -- Null: hooks need not be signed.
    hmac_key        bytea,
    set_at          timestamptz NOT NULL,
    PRIMARY KEY (organization_id, webhook_id)
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['odoo_connections', 'odoo_webhooks'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY organization ON %I
                 USING (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))
                 WITH CHECK (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))',
            t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO sightline_app', t);
    END LOOP;
END $$;

-- The connections of all organisations: one trip for all of them, each looked at as row-level security wants it.
CREATE FUNCTION odoo_connections_of_all() RETURNS SETOF odoo_connections
LANGUAGE plpgsql AS $$
DECLARE
    entered text := current_setting('sightline.organization', true);
    o integer;
BEGIN
    FOR o IN SELECT organization_id FROM organizations ORDER BY organization_id LOOP
        PERFORM set_config('sightline.organization', o::text, true);
        RETURN QUERY SELECT * FROM odoo_connections WHERE organization_id = o;
    END LOOP;
    PERFORM set_config('sightline.organization', coalesce(entered, ''), true);
END $$;
GRANT EXECUTE ON FUNCTION odoo_connections_of_all TO sightline_app;

-- Whether what was read last came from the organisation's own connection rather than from the one of the settings.
ALTER TABLE sync_state ADD COLUMN source_own boolean NOT NULL DEFAULT false;
