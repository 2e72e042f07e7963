-- Sums are added to over and over: with room on its page the new version of a row needs no new entry in the index.
ALTER TABLE dashboard_metrics SET (fillfactor = 70);
ALTER TABLE dashboard_base SET (fillfactor = 80);
