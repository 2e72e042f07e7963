-- Each run of the connector, and what it did per model.
CREATE TABLE sync_jobs (
    organization_id integer     NOT NULL,
    id              uuid        NOT NULL,
    kind            text        NOT NULL CHECK (kind IN ('full', 'incremental', 'rescan', 'deletions', 'webhook')),
    state           text        NOT NULL CHECK (state IN ('running', 'succeeded', 'failed', 'stopped')),
    requested_by    text        NOT NULL,
    started_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    -- Moves with every page; tells a slow sync from a dead one.
    heartbeat_at    timestamptz NOT NULL,
    entity          text,
    done            bigint      NOT NULL DEFAULT 0,
    total           bigint,
    events          bigint      NOT NULL DEFAULT 0,
    -- One sentence for people.
    error           text,
    PRIMARY KEY (organization_id, id)
);

CREATE INDEX sync_jobs_newest ON sync_jobs (organization_id, started_at DESC, id DESC);
-- One sync per organisation at a time, whatever process runs it.
CREATE UNIQUE INDEX sync_jobs_running ON sync_jobs (organization_id) WHERE state = 'running';

CREATE TABLE sync_job_entities (
    organization_id integer NOT NULL,
    job_id          uuid    NOT NULL,
    model           text    NOT NULL,
    read            bigint  NOT NULL DEFAULT 0,
    changed         bigint  NOT NULL DEFAULT 0,
    unchanged       bigint  NOT NULL DEFAULT 0,
    deleted         bigint  NOT NULL DEFAULT 0,
    failed          bigint  NOT NULL DEFAULT 0,
    PRIMARY KEY (organization_id, job_id, model)
);

ALTER TABLE sync_jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE sync_jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON sync_jobs
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
ALTER TABLE sync_job_entities ENABLE ROW LEVEL SECURITY;
ALTER TABLE sync_job_entities FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON sync_job_entities
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));

GRANT SELECT, INSERT, UPDATE ON sync_jobs, sync_job_entities TO sightline_app;
