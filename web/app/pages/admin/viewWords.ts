import type { Edition, KeptView, ParkedStream, Retried } from '../../api/types';
import { count, counted, duration } from '../../util/format';

const names: Record<string, string> = { sales: 'Sales', audit: 'Audit log' };
const contents: Record<string, string> = {
  sales: 'People, opportunities, accounts, activities and the sums of dashboards',
  audit: 'Who did what',
};

/** What people call a view. */
export const viewName = (name: string) => names[name] ?? name;

export const viewHolds = (name: string) => contents[name] ?? 'Tables of their own';

export function lagWords(view: KeptView): string {
  return view.lag_events === 0
    ? 'Up to date'
    : `${counted(view.lag_events, 'event', 'events')} behind, ${duration(view.lag_seconds)}`;
}

/** How far an edition is, what it does and how long it may take. */
export function buildWords(edition: Edition): string {
  const done = `${count(edition.position)} of ${counted(edition.head, 'event', 'events')}`;
  if (edition.outdated) {
    return `${done} · outdated by an update since it was begun: drop it and rebuild`;
  }
  if (edition.ready) {
    return `${done} · keeps up with what comes in`;
  }
  if (edition.position >= edition.head) {
    return `${done} · waits for other organisations`;
  }
  const speed =
    edition.events_per_second > 0 ? ` · ${count(Math.round(edition.events_per_second))} a second` : '';
  const left = edition.seconds_left === null ? '' : ` · about ${duration(edition.seconds_left)} left`;
  return done + speed + left;
}

export function builtPercent({ position, head, ready }: Edition): number {
  return ready || head === 0 ? 100 : (100 * position) / head;
}

/** "Opportunity odoo-123" of `opportunity/odoo-123`. */
export function streamName(stream: string): string {
  const [kind = '', ...key] = stream.split('/');
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1).replaceAll('_', ' ')} ${key.join('/')}`.trim();
}

const reasons: [RegExp, string][] = [
  [/SQL|DataAccess/, 'The database did not take what the event says'],
  [/IllegalArgument|Jackson|Databind|Json/, 'The event cannot be read'],
  [/IllegalState/, 'The event does not fit what is known from those before it'],
];

/** Why an event waits, in plain words; what the program said about it stands beside them. */
export function reasonWords({ error_class }: Pick<ParkedStream, 'error_class'>): string {
  const name = error_class?.split('.').at(-1) ?? '';
  return reasons.find(([pattern]) => pattern.test(name))?.[1] ?? 'The view could not take the event';
}

/** What the program said: some faults have no words, and are known by their name alone. */
export function saidBy({ error_class, error_message }: Pick<ParkedStream, 'error_class' | 'error_message'>) {
  return error_message && error_message !== 'null' ? error_message : (error_class?.split('.').at(-1) ?? null);
}

/** What came of trying again, or of going on without the event. */
export function outcomeWords(stream: string, { applied, left, error }: Retried): string {
  const done = `${streamName(stream)}: ${counted(applied, 'event', 'events')} applied`;
  return left === 0
    ? `${done}, none waits any more.`
    : `${done}, ${count(left)} still waiting. ${error ?? ''}`.trim();
}
