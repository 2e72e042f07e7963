-- Signatures of webhooks already taken, so that a recorded one cannot be played again. Kept as long as their timestamp
-- would still be accepted.
CREATE TABLE webhook_signatures (
    organization_id integer     NOT NULL,
    signature       bytea       NOT NULL,
    seen_at         timestamptz NOT NULL,
    PRIMARY KEY (organization_id, signature)
);

ALTER TABLE webhook_signatures ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_signatures FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON webhook_signatures
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));

GRANT SELECT, INSERT, DELETE ON webhook_signatures TO sightline_app;
