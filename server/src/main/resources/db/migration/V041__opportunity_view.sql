-- Leads and opportunities as they stand, one row each. Only kind 'opportunity' counts in figures.
CREATE TABLE opportunity_view (
    organization_id    integer       NOT NULL,
    id                 text          NOT NULL,
    name               text          NOT NULL,
    kind               text          NOT NULL,
    status             text          NOT NULL CHECK (status IN ('open', 'won', 'lost', 'archived')),
    active             boolean       NOT NULL,
    account_id         text,
    -- person id
    owner_id           text,
    team_id            text,
    stage_id           text,
    company_id         text,
    expected_revenue   numeric(20,4) NOT NULL,
    -- as the source says; null where it says nothing
    currency           text,
    -- what expected_revenue is in: the record's currency, else its company's, else the organisation's
    money              text          NOT NULL,
    -- expected_revenue in the organisation's currency; null where no rate is known
    amount             numeric(20,4),
    -- percent
    probability        numeric       NOT NULL,
    -- amount x probability
    weighted           numeric(20,4),
    priority           text,
    deadline           date,
    created_at         timestamptz   NOT NULL,
    closed_at          timestamptz,
    -- closed_at in the organisation's zone
    closed_day         date,
    updated_at         timestamptz   NOT NULL,
    lost_reason_id     text,
    tag_ids            text[]        NOT NULL,
    contact_name       text,
    email              text,
    phone              text,
    city               text,
    country            text,
    -- folded words of the record itself: lower case, without accents
    search             text          NOT NULL,
    sort_name          text          NOT NULL,
    -- Sort keys. Row-level security lets only leakproof comparisons use an index, and those of numeric are not.
    amount_key         bigint        NOT NULL GENERATED ALWAYS AS (coalesce((amount * 10000)::bigint, -9223372036854775808)) STORED,
    weighted_key       bigint        NOT NULL GENERATED ALWAYS AS (coalesce((weighted * 10000)::bigint, -9223372036854775808)) STORED,
    probability_key    bigint        NOT NULL GENERATED ALWAYS AS ((probability * 10000)::bigint) STORED,
    PRIMARY KEY (organization_id, id)
);
-- A person's own records, and those of a team.
CREATE INDEX opportunity_view_owner ON opportunity_view (organization_id, owner_id, status);
CREATE INDEX opportunity_view_team ON opportunity_view (organization_id, team_id, status);
CREATE INDEX opportunity_view_account ON opportunity_view (organization_id, account_id);
-- Those that a late rate converts anew.
CREATE INDEX opportunity_view_money ON opportunity_view (organization_id, money, id);
-- One for each order of the list, for viewers who see nearly everything.
CREATE INDEX opportunity_view_by_amount ON opportunity_view (organization_id, status, amount_key, id);
CREATE INDEX opportunity_view_by_weighted ON opportunity_view (organization_id, status, weighted_key, id);
CREATE INDEX opportunity_view_by_closed ON opportunity_view (organization_id, status, (coalesce(closed_at, created_at)), id);
CREATE INDEX opportunity_view_by_deadline ON opportunity_view (organization_id, status, (coalesce(deadline, DATE '9999-12-31')), id);
CREATE INDEX opportunity_view_by_name ON opportunity_view (organization_id, status, sort_name, id);
CREATE INDEX opportunity_view_by_updated ON opportunity_view (organization_id, status, updated_at, id);
CREATE INDEX opportunity_view_by_created ON opportunity_view (organization_id, status, created_at, id);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['opportunity_view'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY organization ON %I
            USING (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))
            WITH CHECK (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO sightline_app', t);
    END LOOP;
END $$;
