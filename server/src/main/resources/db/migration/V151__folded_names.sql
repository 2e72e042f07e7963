-- A person's name as it is searched and sorted: lower case and without accents, as opportunity_view and account_view have theirs. An
-- edition of the views from before has other columns and can only be dropped.
ALTER TABLE user_profiles ADD COLUMN sort_name text NOT NULL DEFAULT '';
ALTER TABLE user_profiles ALTER COLUMN sort_name DROP DEFAULT;

-- Names are folded by the program and not by the database, so the views are made anew from position 1.
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
