-- Sums that dashboards are read from; see RATIONALE.md of the crm room. All three hold no row that is zero throughout.

-- Per owner and team, so that what a viewer sees can be put together from owners and teams.
CREATE TABLE dashboard_base (
    organization_id integer       NOT NULL,
    -- person id; '' where nobody owns the records
    owner_id        text          NOT NULL,
    -- '' where they belong to no team
    team_id         text          NOT NULL,
    -- stage: what is open now, key = stage id ('' for none)
    -- day: what changed on a day, key = yyyy-mm-dd in the organisation's zone: open_* by how much, won_* and lost_* closed then
    kind            text          NOT NULL CHECK (kind IN ('stage', 'day')),
    key             text          NOT NULL,
    open_count      bigint        NOT NULL,
    open_amount     numeric(24,4) NOT NULL,
    open_weighted   numeric(24,4) NOT NULL,
    won_count       bigint        NOT NULL,
    won_amount      numeric(24,4) NOT NULL,
    -- from creation to winning
    won_days        numeric(24,4) NOT NULL,
    lost_count      bigint        NOT NULL,
    PRIMARY KEY (organization_id, owner_id, kind, key, team_id)
);
CREATE INDEX dashboard_base_team ON dashboard_base (organization_id, team_id, owner_id);

-- The same per viewer, summed: a dashboard reads a few rows here, however many records and people there are.
CREATE TABLE dashboard_metrics (
    organization_id integer       NOT NULL,
    -- person id; '*all': the whole organisation; '*none': records without an owner
    viewer_id       text          NOT NULL,
    -- below: of the people below the viewer; led: in teams that the viewer leads, of others who are not below
    part            text          NOT NULL CHECK (part IN ('below', 'led')),
    kind            text          NOT NULL,
    key             text          NOT NULL,
    open_count      bigint        NOT NULL,
    open_amount     numeric(24,4) NOT NULL,
    open_weighted   numeric(24,4) NOT NULL,
    won_count       bigint        NOT NULL,
    won_amount      numeric(24,4) NOT NULL,
    won_days        numeric(24,4) NOT NULL,
    lost_count      bigint        NOT NULL,
    PRIMARY KEY (organization_id, viewer_id, kind, key, part)
);

-- Per person: the ranking of top performers, and the figures beside a name.
CREATE TABLE dashboard_people (
    organization_id integer       NOT NULL,
    owner_id        text          NOT NULL,
    -- '*' for all teams together
    team_id         text          NOT NULL,
    -- 'open': open now; else closed in a month, quarter or year, such as 'quarter 2026-10-01'
    period          text          NOT NULL,
    open_count      bigint        NOT NULL,
    open_amount     numeric(24,4) NOT NULL,
    open_weighted   numeric(24,4) NOT NULL,
    won_count       bigint        NOT NULL,
    won_amount      numeric(24,4) NOT NULL,
    won_days        numeric(24,4) NOT NULL,
    lost_count      bigint        NOT NULL,
    -- What is ranked, in ten-thousandths: won amount of a period, open amount of 'open'.
    rank_key        bigint        NOT NULL GENERATED ALWAYS AS (((won_amount + open_amount) * 10000)::bigint) STORED,
    PRIMARY KEY (organization_id, owner_id, period, team_id)
);
CREATE INDEX dashboard_people_rank ON dashboard_people (organization_id, period, rank_key DESC, owner_id) WHERE team_id = '*';
CREATE INDEX dashboard_people_team ON dashboard_people (organization_id, team_id, period) WHERE team_id <> '*';

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['dashboard_base', 'dashboard_metrics', 'dashboard_people'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY organization ON %I
            USING (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))
            WITH CHECK (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO sightline_app', t);
    END LOOP;
END $$;
