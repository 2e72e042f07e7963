-- Open deals of somebody who is archived in the source: a question to two views, so it is asked, not kept. One row per
-- owner; the reader's row-level security applies.
CREATE VIEW archived_owner_issues WITH (security_invoker = true) AS
SELECT o.organization_id,
       'archived_owner' AS kind,
       'person' AS subject_type,
       p.person_id AS subject_id,
       p.name AS subject_name,
       jsonb_build_object('open_opportunities', count(*)) AS detail,
       -- the newest change to one of these deals; when the owner was archived is not kept
       max(o.updated_at) AS since
FROM opportunity_view o
JOIN user_profiles p ON p.organization_id = o.organization_id AND p.person_id = o.owner_id
WHERE o.status = 'open' AND NOT p.active
GROUP BY o.organization_id, p.person_id, p.name;

GRANT SELECT ON archived_owner_issues TO sightline_app;
