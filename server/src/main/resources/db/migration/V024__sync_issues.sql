-- What the connector found odd about the source: kept and reported, never dropped. Not a projection: these facts are
-- about reading, not in the event log.
CREATE TABLE sync_issues (
    organization_id integer     NOT NULL,
    kind            text        NOT NULL,
    subject_type    text        NOT NULL,
    subject_id      text        NOT NULL,
    subject_name    text        NOT NULL,
    detail          jsonb       NOT NULL,
    since           timestamptz NOT NULL,
    PRIMARY KEY (organization_id, kind, subject_type, subject_id)
);

ALTER TABLE sync_issues ENABLE ROW LEVEL SECURITY;
ALTER TABLE sync_issues FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON sync_issues
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));

GRANT SELECT, INSERT, UPDATE, DELETE ON sync_issues TO sightline_app;
