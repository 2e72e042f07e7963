-- Companies and contacts.
CREATE TABLE account_view (
    organization_id integer NOT NULL,
    id              text    NOT NULL,
    name            text    NOT NULL,
    is_company      boolean NOT NULL,
    -- the company that a contact belongs to
    parent_id       text,
    -- parent_id, else the account itself: where figures are summed
    commercial_id   text    NOT NULL,
    -- person id
    owner_id        text,
    team_id         text,
    email           text,
    phone           text,
    street          text,
    city            text,
    country         text,
    website         text,
    industry        text,
    active          boolean NOT NULL,
    internal        boolean NOT NULL,
    created_at      timestamptz,
    -- folded: lower case, without accents
    search          text    NOT NULL,
    sort_name       text    NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX account_view_commercial ON account_view (organization_id, commercial_id);
CREATE INDEX account_view_owner ON account_view (organization_id, owner_id);
CREATE INDEX account_view_by_name ON account_view (organization_id, sort_name, id) WHERE parent_id IS NULL;

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['account_view'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY organization ON %I
            USING (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))
            WITH CHECK (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO sightline_app', t);
    END LOOP;
END $$;
