-- What someone is to do by a day. A closed one stays, as history.
CREATE TABLE activity_view (
    organization_id integer NOT NULL,
    id              text    NOT NULL,
    type_id         text,
    summary         text,
    -- person id
    owner_id        text,
    due             date    NOT NULL,
    on_kind         text,
    on_id           text,
    on_name         text,
    created_at      timestamptz,
    closed_at       timestamptz,
    -- done, or completed_or_cancelled; null while open
    outcome         text,
    search          text    NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX activity_view_owner ON activity_view (organization_id, owner_id, due, id) WHERE closed_at IS NULL;
CREATE INDEX activity_view_due ON activity_view (organization_id, due, id) WHERE closed_at IS NULL;
CREATE INDEX activity_view_closed ON activity_view (organization_id, closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX activity_view_on ON activity_view (organization_id, on_kind, on_id);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['activity_view'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY organization ON %I
            USING (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))
            WITH CHECK (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO sightline_app', t);
    END LOOP;
END $$;
