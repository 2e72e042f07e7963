import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { syncJobsQuery, syncQuery } from '../../api/queries';
import type { SyncStatus } from '../../api/types';
import { Failed } from '../../layouts/Failed';
import { PageHead } from '../../layouts/PageHead';
import { useSync } from '../../layouts/useSync';
import { ListEnd } from '../../table/ListEnd';
import { Progress } from '../../ui/Bits';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Message, Panel, Skeleton } from '../../ui/Panel';
import { useNow } from '../../util/clock';
import { ago, count, duration, instant, percent, relative, undefinedMark } from '../../util/format';
import { Fact } from '../opportunities/Facts';
import { JobRow } from './JobRow';

export default function SyncPage() {
  const status = useQuery(syncQuery());
  const jobs = useInfiniteQuery(syncJobsQuery());
  const sync = useSync();
  const [asking, setAsking] = useState(false);
  const rows = jobs.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead
        title="Sync"
        actions={
          <Button disabled={sync.running !== null} onClick={() => setAsking(true)}>
            Full sync
          </Button>
        }
      >
        What comes from Odoo, and how it went.
      </PageHead>
      <div className="flex flex-col gap-4 px-4 pb-8 md:px-6">
        <Panel title="Source">
          {status.data ? (
            <Source status={status.data} />
          ) : status.isError ? (
            <Failed answer={status} />
          ) : (
            <Skeleton className="h-28 w-full" />
          )}
        </Panel>
        {sync.running && (
          <Panel title="Running now" note={sync.running.progress?.entity}>
            <Progress label="Sync progress" percent={sync.running.progress?.percent ?? null} />
            <p className="mt-2 text-ink-2">
              {sync.running.progress?.percent != null &&
                `${percent(sync.running.progress.percent / 100, 0)} done. `}
              {sync.running.progress?.total != null &&
                `${count(sync.running.progress.done)} of ${count(sync.running.progress.total)} records. `}
              {sync.running.progress?.eta_seconds != null &&
                `About ${duration(sync.running.progress.eta_seconds)} left. `}
              It goes on when you leave this page.
            </p>
          </Panel>
        )}
        <Panel title="History" note="Newest first; a job opens to its counts" flush>
          {jobs.isPending && [1, 2, 3, 4].map((key) => <Skeleton key={key} className="mx-5 my-4 h-5" />)}
          {jobs.isSuccess && rows.length === 0 && (
            <Message title="No sync has run yet">
              Each sync appears here with what it read and changed.
            </Message>
          )}
          {jobs.isError && rows.length === 0 && <Failed answer={jobs} />}
          <ul data-testid="sync-jobs">
            {rows.map((job) => (
              <JobRow key={job.id} job={job} />
            ))}
          </ul>
          <ListEnd
            shown={rows.length}
            total={null}
            hasMore={jobs.hasNextPage}
            loading={jobs.isFetchingNextPage}
            failed={jobs.isFetchNextPageError}
            onMore={() => void jobs.fetchNextPage()}
          />
        </Panel>
      </div>
      {asking && (
        <Dialog label="Start a full sync" onClose={() => setAsking(false)}>
          <div className="p-5">
            <h2 className="text-title font-semibold">Start a full sync?</h2>
            <p className="mt-2 text-ink-2">
              Every record is read from Odoo again. That puts load on Odoo and may take a while; figures stay
              available, and unchanged records change nothing.
            </p>
            <div className="mt-5 flex justify-end gap-2">
              <Button onClick={() => setAsking(false)}>Cancel</Button>
              <Button
                variant="primary"
                onClick={() => {
                  setAsking(false);
                  sync.start(true);
                }}
              >
                Start full sync
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Source({ status }: { status: SyncStatus }) {
  const now = useNow();
  const source = status.source;
  return (
    <>
      {status.last_error && (
        <p role="status" className="mb-3 rounded-control bg-stale-soft px-3 py-2 text-stale">
          {status.last_error}
          {status.down_since && ` Since ${instant(status.down_since)}.`}
        </p>
      )}
      <dl className="grid gap-x-8 border-t border-line sm:grid-cols-2">
        <Fact name="Odoo">{source?.url}</Fact>
        <Fact name="Version">{source?.version}</Fact>
        <Fact name="Database">{source?.database}</Fact>
        <Fact name="Reachable">{status.available ? 'Yes' : 'No'}</Fact>
        <Fact name="Last success">
          {status.last_success_at && (
            <span title={instant(status.last_success_at)}>{ago(status.last_success_at, now)}</span>
          )}
        </Fact>
        <Fact name="Next">
          {status.enabled
            ? status.next_at
              ? relative(new Date(Math.max(now, Date.parse(status.next_at))).toISOString(), now)
              : undefinedMark
            : 'Only when asked for'}
        </Fact>
      </dl>
    </>
  );
}
