-- What is known of an organisation's Odoo between two jobs. One row per organisation.
CREATE TABLE sync_state (
    organization_id   integer PRIMARY KEY,
    source_host       text,
    source_database   text,
    source_version    text,
    last_success_at   timestamptz,
    -- Since when Odoo cannot be reached; null while it can.
    down_since        timestamptz,
    last_error        text,
    last_rescan_at    timestamptz,
    last_deletions_at timestamptz,
    -- Who read and which companies that user may see; when this shrinks, vanished records prove nothing.
    reader            bigint,
    companies         bigint[],
    -- Set while the safety brake holds deletions back.
    braked_since      timestamptz
);

ALTER TABLE sync_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE sync_state FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON sync_state
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));

GRANT SELECT, INSERT, UPDATE ON sync_state TO sightline_app;
