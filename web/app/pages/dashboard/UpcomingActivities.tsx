import { Link } from 'react-router';
import type { Activity } from '../../api/types';
import { Message, Panel } from '../../ui/Panel';
import { to } from '../../url/links';
import type { View } from '../../url/view';
import { ActivityDue, activityTarget, activityType } from '../activities/activity';

export function UpcomingActivities({
  activities,
  whose,
}: {
  activities: Activity[];
  whose: Pick<View, 'scope' | 'person'>;
}) {
  return (
    <Panel
      title="Upcoming activities"
      actions={
        <Link to={to.activities(whose)} className="opens px-1 text-small font-medium text-accent">
          All activities
        </Link>
      }
    >
      {activities.length === 0 ? (
        <Message title="Nothing is planned">
          Calls, meetings and to-dos planned in Odoo appear here, the next one first.
        </Message>
      ) : (
        <ul className="flex flex-col" data-testid="upcoming-activities">
          {activities.slice(0, 6).map((activity) => {
            const target = activityTarget(activity);
            return (
              <li
                key={activity.id}
                className="flex h-12 items-center gap-3 border-t border-line first:border-t-0"
              >
                <span className="w-20 shrink-0 truncate text-small text-ink-3">{activityType(activity)}</span>
                <span className="min-w-0 flex-1">
                  <span className="block truncate">{activity.summary || activityType(activity)}</span>
                  <span className="block truncate text-small leading-4 text-ink-3">
                    {target ? (
                      <Link to={target} className="opens">
                        {activity.on?.name}
                      </Link>
                    ) : (
                      activity.on?.name
                    )}
                    {!activity.mine && activity.owner && ` · ${activity.owner.name}`}
                  </span>
                </span>
                <ActivityDue activity={activity} />
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
