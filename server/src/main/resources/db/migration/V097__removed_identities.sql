-- Whoever is forgotten, and has accounts in no other organisation, leaves no sign-in behind. Row-level security allows that for the one
-- e-mail that a transaction works for, and accounts hold on to theirs.
GRANT DELETE ON identities TO sightline_app;
