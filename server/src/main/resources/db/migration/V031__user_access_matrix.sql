-- Who sees whose records: one row per person and each person above, and one for the person itself. Moving a manager
-- rewrites the rows of the moved people only, whatever they own.
CREATE TABLE user_access_matrix (
    organization_id integer NOT NULL,
    viewer_id       text    NOT NULL,
    owner_id        text    NOT NULL,
    -- 0: the person itself; 1: a direct report; ...
    distance        integer NOT NULL,
    PRIMARY KEY (organization_id, viewer_id, owner_id)
);
-- The people above an owner.
CREATE INDEX user_access_matrix_owner ON user_access_matrix (organization_id, owner_id);

CREATE TABLE team_leads (
    organization_id integer NOT NULL,
    team_id         text    NOT NULL,
    leader_id       text    NOT NULL,
    -- the team's name
    name            text    NOT NULL,
    PRIMARY KEY (organization_id, team_id)
);
CREATE INDEX team_leads_leader ON team_leads (organization_id, leader_id);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['user_access_matrix', 'team_leads'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY organization ON %I
            USING (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))
            WITH CHECK (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO sightline_app', t);
    END LOOP;
END $$;
