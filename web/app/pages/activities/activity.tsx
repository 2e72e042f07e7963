import { useQuery } from '@tanstack/react-query';
import { profileQuery } from '../../api/queries';
import type { Activity } from '../../api/types';
import { Badge } from '../../ui/Bits';
import { to } from '../../url/links';
import { day, dueDay, undefinedMark } from '../../util/format';
import { today } from '../../util/period';

export function activityType(activity: Activity): string {
  return activity.type ?? 'Activity';
}

/** Where the activity's record can be opened; null where Sightline has no page for it. */
export function activityTarget(activity: Activity): string | null {
  const on = activity.on;
  if (on === null) {
    return null;
  }
  if (on.kind === 'opportunity' || on.kind === 'lead') {
    return to.opportunity(on.id, { status: 'all' });
  }
  return on.kind === 'account' ? to.account(on.id) : null;
}

export function ActivityDue({ activity }: { activity: Activity }) {
  const zone = useQuery(profileQuery()).data?.organization.time_zone ?? 'UTC';
  if (activity.state === 'done') {
    return <Badge title={activity.closed_at ?? undefined}>Done</Badge>;
  }
  if (activity.due === null) {
    return (
      <span className="text-ink-3" title="No day was set">
        {undefinedMark}
      </span>
    );
  }
  const words = dueDay(activity.due, today(zone, new Date()));
  return (
    <span title={day(activity.due)} className="shrink-0">
      {activity.state === 'overdue' ? (
        <Badge tone="stale">{words}</Badge>
      ) : activity.state === 'today' ? (
        <Badge tone="accent">{words}</Badge>
      ) : (
        <span className="text-small text-ink-2">{words}</span>
      )}
    </span>
  );
}
