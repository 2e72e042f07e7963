-- The ranking of a team's leader, from the index alone: the planner took a skip through the whole primary key for cheaper than going to
-- the rows of one team.
DROP INDEX dashboard_people_team;
CREATE INDEX dashboard_people_team ON dashboard_people (organization_id, team_id, period)
    INCLUDE (owner_id, won_amount, won_count, open_amount) WHERE team_id <> '*';
