import { useState } from 'react';
import type { SyncJob } from '../../api/types';
import { Badge } from '../../ui/Bits';
import { Icon } from '../../ui/icons';
import { useNow } from '../../util/clock';
import { ago, count, counted, duration, instant } from '../../util/format';

const kinds: Record<SyncJob['kind'], string> = {
  first: 'First sync',
  full: 'Full sync',
  incremental: 'Changes since the last sync',
  rescan: 'Rescan of open records',
  deletions: 'Search for deleted records',
  webhook: 'One record, told by Odoo',
};
function byWords(by: string | null): string {
  if (by === null || by === 'schedule') {
    return 'On schedule';
  }
  return by === 'webhook' ? 'Odoo told of it' : by;
}

const states = { running: 'Running', succeeded: 'Done', failed: 'Failed', stopped: 'Stopped' };
const tones = { running: 'accent', succeeded: 'plain', failed: 'worse', stopped: 'stale' } as const;
const columns = ['read', 'changed', 'unchanged', 'deleted', 'failed'] as const;

export function JobRow({ job }: { job: SyncJob }) {
  const [open, setOpen] = useState(false);
  const now = useNow();
  const read = job.entities.reduce((sum, entity) => sum + entity.read, 0);
  const end = job.finished_at ? Date.parse(job.finished_at) : now;
  return (
    <li className="border-t border-line">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-11 w-full flex-wrap items-center gap-x-3 px-5 py-1.5 text-left hover:bg-hover focus-visible:-outline-offset-2"
      >
        <Icon
          name="chevron"
          size={14}
          className={`shrink-0 text-ink-3 transition-transform duration-100 ${open ? 'rotate-90' : ''}`}
        />
        <span className="w-16">
          <Badge tone={tones[job.state]}>{states[job.state]}</Badge>
        </span>
        <span className="min-w-0 flex-1 font-medium max-sm:basis-40 sm:truncate">
          {kinds[job.kind] ?? job.kind}
        </span>
        <span className="hidden w-40 truncate text-ink-3 lg:block">{byWords(job.requested_by)}</span>
        <span className="text-right text-ink-2 max-sm:ml-[26px] sm:w-28">
          {counted(job.events, 'change', 'changes')}
        </span>
        <span className="hidden w-28 text-right text-ink-3 sm:block">{count(read)} read</span>
        <span className="hidden w-20 text-right text-ink-3 sm:block">
          {duration((end - Date.parse(job.started_at)) / 1000)}
        </span>
        <span className="w-24 text-right text-ink-3 max-sm:ml-auto" title={instant(job.started_at)}>
          {ago(job.started_at, now)}
        </span>
      </button>
      {open && (
        <div className="overflow-x-auto px-5 pb-4 pl-12">
          {job.error && <p className="pb-2 text-worse">{job.error}</p>}
          {job.entities.length === 0 ? (
            <p className="text-ink-3">Nothing was read.</p>
          ) : (
            <table className="w-full max-w-3xl">
              <caption className="sr-only">Records by kind</caption>
              <thead>
                <tr className="text-small text-ink-3">
                  <th scope="col" className="py-1 text-left font-medium">
                    Records
                  </th>
                  {columns.map((column) => (
                    <th key={column} scope="col" className="py-1 pl-4 text-right font-medium capitalize">
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {job.entities.map((entity) => (
                  <tr key={entity.model}>
                    <th
                      scope="row"
                      title={entity.model}
                      className="border-t border-line py-1 text-left font-normal"
                    >
                      {entity.label}
                    </th>
                    {columns.map((column) => (
                      <td
                        key={column}
                        className={`border-t border-line py-1 pl-4 text-right ${entity[column] === 0 ? 'text-ink-3' : column === 'failed' ? 'font-semibold text-worse' : ''}`}
                      >
                        {count(entity[column])}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
    </li>
  );
}
