-- What opportunities refer to. A deleted entry stays, marked, because records may still name it.
CREATE TABLE crm_stages (
    organization_id integer NOT NULL,
    id              text    NOT NULL,
    name            text    NOT NULL,
    -- from first to last
    sequence        integer NOT NULL,
    won             boolean NOT NULL,
    folded          boolean NOT NULL,
    deleted         boolean NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE TABLE crm_teams (
    organization_id integer NOT NULL,
    id              text    NOT NULL,
    name            text    NOT NULL,
    active          boolean NOT NULL,
    deleted         boolean NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE TABLE crm_labels (
    organization_id integer NOT NULL,
    kind            text    NOT NULL CHECK (kind IN ('tag', 'lost_reason', 'activity_type')),
    id              text    NOT NULL,
    name            text    NOT NULL,
    color           integer NOT NULL,
    active          boolean NOT NULL,
    deleted         boolean NOT NULL,
    PRIMARY KEY (organization_id, kind, id)
);

CREATE TABLE crm_currencies (
    organization_id integer NOT NULL,
    id              text    NOT NULL,
    code            text    NOT NULL,
    symbol          text,
    decimals        integer NOT NULL,
    active          boolean NOT NULL,
    deleted         boolean NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE TABLE crm_companies (
    organization_id integer NOT NULL,
    id              text    NOT NULL,
    name            text    NOT NULL,
    -- ISO code; what its records without a currency are in
    currency        text,
    active          boolean NOT NULL,
    deleted         boolean NOT NULL,
    PRIMARY KEY (organization_id, id)
);

-- From a day on, one unit of the company's currency is worth so many units of this one.
CREATE TABLE crm_rates (
    organization_id integer NOT NULL,
    id              text    NOT NULL,
    currency        text    NOT NULL,
    -- null: for all companies
    company_id      text,
    day             date    NOT NULL,
    rate            numeric NOT NULL,
    PRIMARY KEY (organization_id, id)
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['crm_stages', 'crm_teams', 'crm_labels', 'crm_currencies', 'crm_companies', 'crm_rates'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY organization ON %I
            USING (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))
            WITH CHECK (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO sightline_app', t);
    END LOOP;
END $$;
