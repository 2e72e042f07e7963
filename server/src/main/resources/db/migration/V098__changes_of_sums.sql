-- change: tells whether anything was added to an owner's and team's sums, key = ''; see FigureChanges. In every edition of the views.
DO $$
DECLARE t regclass;
BEGIN
    FOR t IN SELECT c.oid FROM pg_class c WHERE c.relname = 'dashboard_base' AND c.relkind = 'r' LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT dashboard_base_kind_check', t);
        EXECUTE format('ALTER TABLE %s ADD CONSTRAINT dashboard_base_kind_check CHECK (kind IN (''change'', ''stage'', ''day''))', t);
    END LOOP;
END $$;

-- What was added so far is in the log: the views are made anew from position 1.
DO $$
DECLARE o integer;
BEGIN
    TRUNCATE people_employees, people_users, people_departments, user_profiles, user_access_matrix, team_leads,
        data_quality_issues, crm_stages, crm_teams, crm_labels, crm_currencies, crm_companies, crm_rates,
        opportunity_view, opportunity_past, account_view, activity_view, dashboard_base, dashboard_metrics,
        dashboard_people;
    FOR o IN SELECT organization_id FROM organizations LOOP
        PERFORM set_config('sightline.organization', o::text, true);
        UPDATE projection_checkpoints SET position = 0, recorded_at = NULL, updated_at = now(), revision = revision + 1
        WHERE projection = 'sales';
        DELETE FROM parked_events WHERE projection = 'sales' AND state = 'parked';
    END LOOP;
    PERFORM set_config('sightline.organization', '', true);
END $$;
