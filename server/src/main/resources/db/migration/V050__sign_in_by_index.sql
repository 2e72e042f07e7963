-- Row-level security lets only leakproof expressions use an index, and lower() is not one: finding the person of an account by
-- login read everybody's profile, with every request.
ALTER TABLE user_profiles ADD COLUMN login_key text GENERATED ALWAYS AS (lower(login)) STORED;
DROP INDEX user_profiles_login;
CREATE INDEX user_profiles_login ON user_profiles (organization_id, login_key);
