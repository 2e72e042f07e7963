-- Recorded actions, one row each, for administrators to search. Made from the events audit.action.recorded; can be rebuilt.
CREATE TABLE audit_view (
    organization_id integer     NOT NULL,
    -- of the event; in the order of time
    position        bigint      NOT NULL,
    at              timestamptz NOT NULL,
    action          text        NOT NULL,
    outcome         text        NOT NULL,
    reason          text,
    actor_id        text,
    actor_email     text,
    address         text,
    user_agent      text,
    request_id      text,
    subject_kind    text,
    subject_id      text,
    subject_name    text,
    detail          text,
    -- what a search looks through, in lower case
    search          text        NOT NULL,
    PRIMARY KEY (organization_id, position)
);
CREATE INDEX audit_view_action ON audit_view (organization_id, action, position);
CREATE INDEX audit_view_actor ON audit_view (organization_id, actor_id, position);

ALTER TABLE audit_view ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_view FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON audit_view
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
GRANT SELECT, INSERT, DELETE ON audit_view TO sightline_app;
