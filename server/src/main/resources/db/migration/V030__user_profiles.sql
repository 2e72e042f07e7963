-- People as one: the source's users and employees, merged. Everything here is made from events and can be rebuilt.

-- The employees as their events tell them; a person is worked out from these and the users.
CREATE TABLE people_employees (
    organization_id integer NOT NULL,
    employee_key    text    NOT NULL,
    name            text    NOT NULL,
    email           text,
    phone           text,
    job_title       text,
    department_key  text,
    user_key        text,
    -- the manager that the source names, in force or not
    manager_key     text,
    active          boolean NOT NULL,
    PRIMARY KEY (organization_id, employee_key)
);

CREATE TABLE people_users (
    organization_id integer NOT NULL,
    user_key        text    NOT NULL,
    name            text    NOT NULL,
    login           text,
    email           text,
    active          boolean NOT NULL,
    internal        boolean NOT NULL,
    PRIMARY KEY (organization_id, user_key)
);

CREATE TABLE people_departments (
    organization_id integer NOT NULL,
    department_key  text    NOT NULL,
    name            text    NOT NULL,
    PRIMARY KEY (organization_id, department_key)
);

CREATE TABLE user_profiles (
    organization_id integer NOT NULL,
    -- user-KEY, or employee-KEY of someone without a user
    person_id       text    NOT NULL,
    user_key        text,
    -- the employee whose manager counts, where the person has several
    employee_key    text,
    name            text    NOT NULL,
    -- lower case
    email           text,
    login           text,
    phone           text,
    job_title       text,
    department      text,
    -- the edge in force: the last good one
    manager_id      text,
    active          boolean NOT NULL,
    -- false for portal and public users
    internal        boolean NOT NULL,
    direct_reports  integer NOT NULL,
    total_reports   integer NOT NULL,
    -- managers above, up to the top: 0 for someone without a manager
    level           integer NOT NULL,
    PRIMARY KEY (organization_id, person_id)
);
-- Who is it that signs in with this e-mail address or login?
CREATE INDEX user_profiles_email ON user_profiles (organization_id, email);
CREATE INDEX user_profiles_login ON user_profiles (organization_id, lower(login));
CREATE INDEX user_profiles_manager ON user_profiles (organization_id, manager_id);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['people_employees', 'people_users', 'people_departments', 'user_profiles'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY organization ON %I
            USING (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))
            WITH CHECK (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO sightline_app', t);
    END LOOP;
END $$;
