-- A sync that reads everything for the first time is told apart from those that read what changed.
ALTER TABLE sync_jobs DROP CONSTRAINT sync_jobs_kind_check;
ALTER TABLE sync_jobs ADD CONSTRAINT sync_jobs_kind_check
    CHECK (kind IN ('first', 'full', 'incremental', 'rescan', 'deletions', 'webhook'));
