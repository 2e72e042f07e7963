import type { AuditedAction } from '../../api/types';
import { Badge } from '../../ui/Bits';
import { useNow } from '../../util/clock';
import { ago, instant } from '../../util/format';
import { actionWords, detailWords, reasonWords } from './auditWords';
import { streamName } from './viewWords';

/** A person who is forgotten has no name; which records they were still says something. */
const idWords = ({ kind, id }: AuditedAction['on']) => (kind === 'person' && id ? streamName(id) : id);

export function AuditRow({ action }: { action: AuditedAction }) {
  const now = useNow();
  const words = actionWords(action.action);
  const refused = action.outcome.toUpperCase() === 'REFUSED';
  // A session has no name; its id says nothing to a person.
  const subject = action.on.name ?? (action.on.kind === 'session' ? null : idWords(action.on));
  const about = [subject === action.actor.email ? null : subject, action.detail && detailWords(action.detail)]
    .filter(Boolean)
    .join(' · ');
  return (
    <li
      aria-label={words}
      className="grid grid-cols-[1fr_auto] items-baseline gap-x-4 border-t border-line px-5 py-2.5 md:grid-cols-[minmax(0,15rem)_minmax(0,1fr)_minmax(0,20rem)_7rem]"
    >
      <span className="min-w-0 font-medium">
        {words}
        {refused && (
          <span className="ml-2">
            <Badge tone="worse" title={action.reason ?? undefined}>
              Refused
            </Badge>
          </span>
        )}
      </span>
      <span className="order-3 col-span-2 min-w-0 break-words text-ink-2 md:order-none md:col-span-1">
        {about}
        {refused && action.reason && <span className="text-worse"> {reasonWords(action.reason)}</span>}
      </span>
      <span className="order-2 col-span-2 min-w-0 truncate text-ink-2 md:order-none md:col-span-1">
        {action.actor.email ?? 'Sightline itself'}
        {action.from.address && (
          <span className="text-small text-ink-3" title={action.from.user_agent ?? undefined}>
            {' '}
            from {action.from.address}
          </span>
        )}
      </span>
      <time
        dateTime={action.at}
        title={instant(action.at)}
        className="text-right text-small text-ink-3 max-md:col-start-2 max-md:row-start-1"
      >
        {ago(action.at, now)}
      </time>
    </li>
  );
}
