-- Every version of every record that the connector has read, complete, as Odoo answered it. History is kept.
CREATE SEQUENCE odoo_raw_data_id_seq INCREMENT BY 1000;

CREATE TABLE odoo_raw_data (
    organization_id integer     NOT NULL,
    -- Handed out in blocks of 1000, so that a page of records needs no round trip for its ids.
    id              bigint      NOT NULL,
    model           text        NOT NULL,
    record_id       bigint      NOT NULL,
    -- SHA-256 of the canonical JSON: sorted keys, sorted id sets.
    checksum        bytea       NOT NULL,
    -- Null: from here on the record is gone from the source.
    document        jsonb,
    fetched_at      timestamptz NOT NULL,
    job_id          uuid        NOT NULL,
    is_latest       boolean     NOT NULL,
    -- False where the record could not be turned into events (its shape changed); it is tried again whenever it is read.
    translated      boolean     NOT NULL,
    -- Where translated is false: the last version before it that could.
    last_good_id    bigint,
    PRIMARY KEY (organization_id, id)
);

CREATE UNIQUE INDEX odoo_raw_data_latest ON odoo_raw_data (organization_id, model, record_id) WHERE is_latest;

ALTER TABLE odoo_raw_data ENABLE ROW LEVEL SECURITY;
ALTER TABLE odoo_raw_data FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON odoo_raw_data
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));

GRANT SELECT, INSERT, UPDATE ON odoo_raw_data TO sightline_app;
GRANT USAGE ON SEQUENCE odoo_raw_data_id_seq TO sightline_app;
