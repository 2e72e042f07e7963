-- What is odd in the source's data: kept, shown to administrators, never dropped.
CREATE TABLE data_quality_issues (
    organization_id integer     NOT NULL,
    -- reporting_cycle, missing_manager, user_without_employee, employee_without_user, duplicate_email, ...
    kind            text        NOT NULL,
    -- employee, user, opportunity, ...
    subject_type    text        NOT NULL,
    -- the key of its stream
    subject_id      text        NOT NULL,
    subject_name    text        NOT NULL,
    detail          jsonb       NOT NULL DEFAULT '{}',
    -- when the event that brought it about was recorded
    since           timestamptz NOT NULL,
    -- the projection part that owns the row: people, crm, ...
    source_area     text        NOT NULL,
    PRIMARY KEY (organization_id, kind, subject_type, subject_id)
);

ALTER TABLE data_quality_issues ENABLE ROW LEVEL SECURITY;
ALTER TABLE data_quality_issues FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON data_quality_issues
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
GRANT SELECT, INSERT, UPDATE, DELETE ON data_quality_issues TO sightline_app;
