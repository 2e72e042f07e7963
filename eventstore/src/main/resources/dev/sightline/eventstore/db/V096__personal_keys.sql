-- The keys that personal texts are sealed with: one for each stream that holds any and the contact that they are about. Enclosed
-- under the master key, which is not here. Forgetting somebody deletes theirs.
CREATE TABLE personal_keys (
    organization_id integer NOT NULL,
    -- the stream whose events hold the texts
    subject         text NOT NULL,
    -- the stream of the contact that they name; empty where they name none
    contact         text NOT NULL,
    enclosed        bytea NOT NULL,
    PRIMARY KEY (organization_id, subject, contact)
);
CREATE INDEX personal_keys_contact ON personal_keys (organization_id, contact) WHERE contact <> '';

-- Who is forgotten: for ever, so that no new key is made for them.
CREATE TABLE forgotten_people (
    organization_id integer NOT NULL,
    subject         text NOT NULL,
    forgotten_at    timestamptz NOT NULL,
    -- whoever asked for it
    forgotten_by    text NOT NULL,
    reason          text NOT NULL,
    -- when copies outside of the event log were rid of them; null until then
    cleaned_at      timestamptz,
    PRIMARY KEY (organization_id, subject)
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['personal_keys', 'forgotten_people'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY organization ON %I '
            'USING (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer)) '
            'WITH CHECK (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))', t);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON personal_keys TO sightline_app;
-- Nobody is ever remembered again.
GRANT SELECT, INSERT ON forgotten_people TO sightline_app;
GRANT UPDATE (cleaned_at) ON forgotten_people TO sightline_app;
