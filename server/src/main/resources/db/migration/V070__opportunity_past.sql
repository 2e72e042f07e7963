-- What opportunities were before they became what they are: how each open one stood, from one day to before another.
-- opportunity_view holds what holds since opportunity_view.since, so both together say what was open at the end of any
-- day, with the very sums that dashboard_base has for it.
ALTER TABLE opportunity_view ADD COLUMN since date NOT NULL DEFAULT '-infinity';
ALTER TABLE opportunity_view ALTER COLUMN since DROP DEFAULT;

CREATE TABLE opportunity_past (
    organization_id    integer       NOT NULL,
    id                 text          NOT NULL,
    -- in the organisation's zone; it stood so at the end of from_day and no longer at that of until_day
    from_day           date          NOT NULL,
    until_day          date          NOT NULL CHECK (until_day > from_day),
    owner_id           text,
    team_id            text,
    stage_id           text,
    expected_revenue   numeric(20,4) NOT NULL,
    money              text          NOT NULL,
    amount             numeric(20,4),
    probability        numeric       NOT NULL,
    weighted           numeric(20,4),
    PRIMARY KEY (organization_id, id, from_day)
);
CREATE INDEX opportunity_past_owner ON opportunity_past (organization_id, owner_id, until_day);
CREATE INDEX opportunity_past_team ON opportunity_past (organization_id, team_id, until_day);

ALTER TABLE opportunity_past ENABLE ROW LEVEL SECURITY;
ALTER TABLE opportunity_past FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON opportunity_past
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
GRANT SELECT, INSERT, UPDATE, DELETE ON opportunity_past TO sightline_app;

-- The past is in the log: the views are made anew from position 1.
DO $$
DECLARE o integer;
BEGIN
    TRUNCATE people_employees, people_users, people_departments, user_profiles, user_access_matrix, team_leads,
        data_quality_issues, crm_stages, crm_teams, crm_labels, crm_currencies, crm_companies, crm_rates,
        opportunity_view, account_view, activity_view, dashboard_base, dashboard_metrics,
        dashboard_people;
    FOR o IN SELECT organization_id FROM organizations LOOP
        PERFORM set_config('sightline.organization', o::text, true);
        UPDATE projection_checkpoints SET position = 0, recorded_at = NULL, updated_at = now() WHERE projection = 'sales';
        DELETE FROM parked_events WHERE projection = 'sales' AND state = 'parked';
    END LOOP;
    PERFORM set_config('sightline.organization', '', true);
END $$;
