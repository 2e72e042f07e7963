-- How far each model has been read. Moves in the transaction that stores what was read (R6).
CREATE TABLE sync_cursors (
    organization_id integer     NOT NULL,
    -- 'changes': first sync, then windows of write_date. 'rescan': every open lead, once a night.
    purpose         text        NOT NULL,
    model           text        NOT NULL,
    -- Whether every record has been read once.
    complete        boolean     NOT NULL DEFAULT false,
    -- Everything written before this has been read; null before the first window has closed.
    window_from     timestamptz,
    -- End of the window that is being read; null where none is open.
    window_to       timestamptz,
    -- Records of the open window up to this id have been read.
    last_id         bigint      NOT NULL DEFAULT 0,
    -- Whether the model holds records without a write_date, which no window would show.
    undated         boolean     NOT NULL DEFAULT false,
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (organization_id, purpose, model)
);

ALTER TABLE sync_cursors ENABLE ROW LEVEL SECURITY;
ALTER TABLE sync_cursors FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON sync_cursors
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));

GRANT SELECT, INSERT, UPDATE ON sync_cursors TO sightline_app;
