import { useFreshness, useUnreachableSince } from '../api/freshness';
import { Icon } from '../ui/icons';
import { useNow } from '../util/clock';
import { ago, instant } from '../util/format';

/** When a source is away the figures stay, and say how old they are. */
export function OutageBanner() {
  const freshness = useFreshness();
  const unreachable = useUnreachableSince();
  const now = useNow();
  const words = unreachable !== null ? offline(unreachable, freshness?.as_of ?? null) : outage();

  function outage() {
    if (!freshness || freshness.source_available) {
      return null;
    }
    const since = freshness.source_down_since;
    const last = freshness.last_sync_at;
    return `Odoo has not answered${since ? ` since ${instant(since)}` : ''}; figures are from ${
      last ? `${instant(last)} (${ago(last, now)})` : 'before that'
    }. They come up to date by themselves when it answers.`;
  }

  if (words === null) {
    return null;
  }
  return (
    <p
      role="status"
      data-testid="outage"
      className="flex items-center gap-2 border-b border-line bg-stale-soft px-4 py-2 text-stale md:px-6"
    >
      <Icon name="warning" />
      {words}
    </p>
  );
}

function offline(since: number, asOf: string | null): string {
  const from = asOf ? ` The figures below are from ${instant(asOf)}.` : '';
  return `Sightline has not been reachable since ${instant(new Date(since).toISOString())}.${from}`;
}
