import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { explain } from '../../api/problem';
import { dashboardQuery, profileQuery } from '../../api/queries';
import type { Dashboard, Profile } from '../../api/types';
import { usePersonName } from '../../api/usePersonName';
import { Failed } from '../../layouts/Failed';
import { PageHead } from '../../layouts/PageHead';
import { whose } from '../../layouts/whose';
import { Contain } from '../../ui/Panel';
import { to } from '../../url/links';
import { useUrlState } from '../../url/useUrlState';
import { readView, type View, writeView } from '../../url/view';
import { count, day } from '../../util/format';
import { DashboardSkeleton } from './DashboardSkeleton';
import { Kpis } from './Kpis';
import { LargestOpen } from './LargestOpen';
import { NoSource, useNoSource } from './NoSource';
import { StagesPanel } from './StagesPanel';
import { TopPerformers } from './TopPerformers';
import { TrendPanel } from './TrendPanel';
import { UpcomingActivities } from './UpcomingActivities';

export default function DashboardPage() {
  const [view] = useUrlState(readView, writeView);
  const profile = useQuery(profileQuery()).data;
  const dashboard = useQuery(dashboardQuery(view));
  const data = dashboard.data;

  const source = useNoSource(data);

  if (source === 'none') {
    return (
      <>
        <PageHead title="Sales dashboard" />
        <NoSource />
      </>
    );
  }
  if (!data || source === 'unknown') {
    return (
      <>
        <PageHead title="Sales dashboard" />
        {dashboard.isError ? (
          <Failed
            answer={dashboard}
            otherwise={
              <Link to={to.dashboard()} className="font-medium text-accent underline underline-offset-3">
                Show your own dashboard
              </Link>
            }
          />
        ) : (
          <DashboardSkeleton />
        )}
      </>
    );
  }
  return (
    <>
      <PageHead title="Sales dashboard">
        {profile && <Whose data={data} view={view} profile={profile} />}
      </PageHead>
      <div
        aria-busy={dashboard.isPlaceholderData}
        className={`flex flex-col gap-4 px-4 pb-8 transition-opacity duration-150 md:px-6 ${dashboard.isPlaceholderData ? 'opacity-55' : ''}`}
      >
        {dashboard.isError && (
          <p role="status" className="rounded-control bg-stale-soft px-3 py-2 text-stale">
            {explain(dashboard.error).title}. These are the figures of the last answer.
          </p>
        )}
        <Panels data={data} view={view} />
      </div>
    </>
  );
}

function Panels({ data, view }: { data: Dashboard; view: View }) {
  const navigate = useNavigate();
  const question = `${view.scope}|${view.period}|${view.person}`;
  const whoseRows = { scope: view.scope, person: view.person };
  const parts = { data, whose: whoseRows, question };
  return (
    <>
      <Contain>
        <Kpis {...parts} />
      </Contain>
      <div className="grid gap-4 xl:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        <Contain>
          <StagesPanel {...parts} />
        </Contain>
        <Contain>
          <TrendPanel {...parts} onOpen={(href) => navigate(href)} />
        </Contain>
        <Contain>
          <TopPerformers {...parts} />
        </Contain>
        <Contain>
          <UpcomingActivities activities={data.upcoming_activities} whose={whoseRows} />
        </Contain>
      </div>
      <Contain>
        <LargestOpen whose={whoseRows} currency={data.currency} asOf={data.period.as_of} />
      </Contain>
    </>
  );
}

function Whose({ data, view, profile }: { data: Dashboard; view: View; profile: Profile }) {
  const person = usePersonName(view.person);
  const size = data.viewer.team_size;
  return (
    <>
      <span data-testid="whose">{whose(view.scope, person, profile)}</span>
      {size > 0 && (
        <>
          {' · '}
          <Link to={to.team({ person: view.person })} className="opens" data-testid="team-size">
            {person === null ? 'Managing' : 'Manages'} {count(size)} team {size === 1 ? 'member' : 'members'}
          </Link>
        </>
      )}
      {` · ${data.period.label}`}
      {data.period.as_of && `, open deals as they stood on ${day(data.period.as_of)}`}
    </>
  );
}
