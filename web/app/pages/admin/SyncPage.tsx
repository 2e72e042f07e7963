import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { connectionQuery, syncJobsQuery, syncQuery } from '../../api/queries';
import { Failed } from '../../layouts/Failed';
import { PageHead } from '../../layouts/PageHead';
import { useSync } from '../../layouts/useSync';
import { ListEnd } from '../../table/ListEnd';
import { Progress } from '../../ui/Bits';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Message, Panel, Skeleton } from '../../ui/Panel';
import { count, duration, percent } from '../../util/format';
import { ConnectionPanel } from './connection/ConnectionPanel';
import { WebhookPanel } from './connection/WebhookPanel';
import { JobRow } from './JobRow';

export default function SyncPage() {
  const status = useQuery(syncQuery());
  const connection = useQuery(connectionQuery());
  const jobs = useInfiniteQuery(syncJobsQuery());
  const sync = useSync();
  const [asking, setAsking] = useState(false);
  // An address is of use where something is read.
  const hooked = connection.data && (connection.data.from !== 'none' || connection.data.webhook !== null);
  const rows = jobs.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead
        title="Sync"
        actions={
          <Button
            disabled={sync.running !== null || connection.data?.from === 'none'}
            onClick={() => setAsking(true)}
          >
            Full sync
          </Button>
        }
      >
        What comes from Odoo, and how it went.
      </PageHead>
      <div className="flex flex-col gap-4 px-4 pb-8 md:px-6">
        {status.data && connection.data ? (
          <div className={`grid gap-4 ${hooked ? 'xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]' : ''}`}>
            <ConnectionPanel connection={connection.data} status={status.data} />
            {hooked && <WebhookPanel webhook={connection.data.webhook} />}
          </div>
        ) : status.isError || connection.isError ? (
          <Panel title="Connection">
            <Failed answer={status.isError ? status : connection} />
          </Panel>
        ) : (
          <Loading />
        )}
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

/** As high as what comes where an Odoo is read. */
function Loading() {
  return (
    <div className="grid gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <Panel title="Connection">
        <Skeleton className="h-[177px] w-full max-sm:h-[312px]" />
      </Panel>
      <Panel title="Webhook">
        <Skeleton className="h-[81px] w-full max-sm:h-[101px]" />
      </Panel>
    </div>
  );
}
