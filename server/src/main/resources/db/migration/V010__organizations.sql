-- The tenants. No row-level security: background work asks here for which organisations there are, and it holds no secrets.
CREATE TABLE organizations (
    organization_id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug              text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    name              text NOT NULL CHECK (name <> ''),
    currency          text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    zone              text NOT NULL,
    fiscal_year_start integer NOT NULL CHECK (fiscal_year_start BETWEEN 1 AND 12),
    created_at        timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON organizations TO sightline_app;
