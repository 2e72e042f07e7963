import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { sessionQuery, syncQuery, useMay } from '../../api/queries';
import type { Dashboard } from '../../api/types';
import { buttonLook } from '../../ui/Button';
import { Message } from '../../ui/Panel';
import { to } from '../../url/links';

/**
 * Whether there is anything to draw: `none` where nothing is connected and nothing was ever read. What has never been synced is
 * `unknown` until the sync says whether it is going to be, so that no chart shows only to go.
 */
export function useNoSource(data: Dashboard | undefined): 'none' | 'unknown' | 'some' {
  const may = useMay()('view_sync');
  const never = data !== undefined && data.freshness.last_sync_at === null && data.kpis.open.value === 0;
  const sync = useQuery({ ...syncQuery(), enabled: never && may });
  if (!never || !may || sync.isError) {
    return 'some';
  }
  if (!sync.data) {
    return 'unknown';
  }
  return sync.data.source === null && sync.data.last_success_at === null ? 'none' : 'some';
}

/** In the place of charts that would all be empty: what fills them. */
export function NoSource() {
  const may = useMay();
  const name = useQuery(sessionQuery()).data?.organization.name ?? 'your organisation';
  return (
    <div className="px-4 pb-8 md:px-6">
      <div className="rounded-panel border border-line bg-surface py-10" data-testid="no-source">
        {may('control_sync') ? (
          <Message
            title="No data yet"
            action={
              <Link to={to.sync()} className={buttonLook('primary')}>
                Connect your Odoo
              </Link>
            }
          >
            Pipeline, deals and activities of {name} show here as soon as Sightline reads them from your Odoo.
          </Message>
        ) : (
          <Message title="No data yet">
            An administrator of {name} connects its Odoo. Your figures show here as soon as it is read.
          </Message>
        )}
      </div>
    </div>
  );
}
