import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useFreshness } from '../api/freshness';
import { profileQuery } from '../api/queries';
import type { Freshness, SyncJob } from '../api/types';
import { Progress } from '../ui/Bits';
import { Button } from '../ui/Button';
import { Tip } from '../ui/Tip';
import { useNow } from '../util/clock';
import { ago, duration, instant, percent, relative } from '../util/format';
import { useSync } from './useSync';

/** How old the figures are, when newer ones come, and the two ways to hurry them. */
export function SyncControl() {
  const client = useQueryClient();
  const profile = useQuery(profileQuery()).data;
  const freshness = useFreshness();
  const sync = useSync();
  const busy = sync.starting || sync.running !== null;
  return (
    <>
      <div className="w-28 min-w-0 text-right text-small text-ink-2 sm:w-60" data-testid="freshness">
        <span role="status" className="block min-w-0">
          {sync.running ? (
            <Running job={sync.running} />
          ) : sync.outcome ? (
            <span className={sync.outcome.failed ? 'text-worse' : 'text-better'}>{sync.outcome.text}</span>
          ) : freshness ? (
            <Fresh freshness={freshness} />
          ) : null}
        </span>
      </div>
      {profile?.can.sync && (
        <Button
          busy={busy}
          disabled={busy || sync.source === null}
          title={sync.source === null ? 'No Odoo is connected' : undefined}
          icon="sync"
          aria-label={busy ? 'Syncing' : 'Sync now'}
          onClick={() => sync.start()}
          className="max-lg:w-8 max-lg:px-0"
        >
          <span className="hidden lg:inline">{busy ? 'Syncing' : 'Sync now'}</span>
        </Button>
      )}
      <span className="hidden sm:inline-flex">
        <Button
          variant="ghost"
          onClick={() => void client.invalidateQueries()}
          className="px-2"
          title="Ask again for everything on this page"
        >
          Refresh
        </Button>
      </span>
    </>
  );
}

function Running({ job }: { job: SyncJob }) {
  const progress = job.progress;
  const left = progress?.eta_seconds;
  return (
    <span className="block">
      <span className="block truncate">
        Syncing{progress?.entity ? ` ${progress.entity.toLowerCase()}` : ''}
        {progress?.percent != null && ` · ${percent(progress.percent / 100, 0)}`}
        {left != null && left > 1 && ` · ${duration(left)} left`}
      </span>
      <Progress label="Sync progress" percent={progress?.percent ?? null} />
    </span>
  );
}

export function Fresh({ freshness }: { freshness: Freshness }) {
  const now = useNow();
  if (freshness.last_sync_at === null) {
    return <span>{freshness.sync_state === 'running' ? 'First sync is running' : 'Not synced yet'}</span>;
  }
  const stale = !freshness.source_available || freshness.sync_state === 'failing';
  const next = freshness.next_sync_at;
  const due = next !== null && Date.parse(next) > now;
  return (
    <Tip
      text={
        <>
          Last sync {instant(freshness.last_sync_at)}
          {next && <>, next {instant(next)}</>}
        </>
      }
    >
      <span className={`block truncate ${stale ? 'font-medium text-stale' : ''}`}>
        Synced {ago(freshness.last_sync_at, now)}
        <span className="hidden sm:inline">
          {next !== null && !stale && ` · next ${due ? relative(next, now) : 'in a moment'}`}
        </span>
      </span>
    </Tip>
  );
}
