import type { HistoryEntry } from '../../api/types';
import { useNow } from '../../util/clock';
import { ago, instant } from '../../util/format';
import { fieldName, fieldValue, sourceWords, toneOf, worthTelling } from './historyWords';

const dots = { won: 'bg-better', lost: 'bg-worse', plain: 'bg-line-strong' };

/** Every recorded change, the newest first: what, from what to what, when and where. */
export function History({ entries, currency }: { entries: HistoryEntry[]; currency: string }) {
  const now = useNow();
  if (entries.length === 0) {
    return <p className="text-ink-3">Nothing is recorded yet.</p>;
  }
  const newestFirst = [...entries].sort((a, b) => b.position - a.position);
  return (
    <ol className="relative ml-1 border-l border-line" data-testid="history">
      {newestFirst.map((entry) => (
        <li key={entry.position} className="relative pb-4 pl-5 last:pb-0">
          <span
            aria-hidden="true"
            className={`absolute top-1.5 -left-[4.5px] size-2 rounded-full ring-3 ring-surface ${dots[toneOf(entry)]}`}
          />
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium">{entry.summary}</span>
            <time
              dateTime={entry.occurred_at}
              title={`${instant(entry.occurred_at)}; recorded ${instant(entry.recorded_at)} as event ${entry.position}`}
              className="text-small text-ink-3"
            >
              {ago(entry.occurred_at, now)} {sourceWords(entry.source)}
            </time>
          </p>
          <ul className="text-ink-2">
            {worthTelling(entry.changes).map((change) => (
              <li key={change.field}>
                <span className="text-ink-3">{fieldName(change.field)}</span>{' '}
                {change.from !== null && change.from !== undefined && (
                  <>
                    <span className="text-ink-3 line-through decoration-line-strong">
                      {fieldValue(change.field, change.from, currency)}
                    </span>{' '}
                    <span aria-hidden="true">→</span>
                    <span className="sr-only">to</span>{' '}
                  </>
                )}
                {fieldValue(change.field, change.to, currency)}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
