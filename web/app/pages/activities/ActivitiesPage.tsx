import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { activitiesQuery, activityParams, profileQuery, useMay } from '../../api/queries';
import type { Activity } from '../../api/types';
import { usePersonName } from '../../api/usePersonName';
import { Failed } from '../../layouts/Failed';
import { PageHead } from '../../layouts/PageHead';
import { useExport } from '../../layouts/useExport';
import { whose } from '../../layouts/whose';
import { ListEnd } from '../../table/ListEnd';
import { Badge } from '../../ui/Bits';
import { Button } from '../../ui/Button';
import { Message, Skeleton } from '../../ui/Panel';
import { SearchField } from '../../ui/SearchField';
import { Segmented } from '../../ui/Segmented';
import { type ActivitiesQuery, activityStates, readActivities, writeActivities } from '../../url/lists';
import { useUrlState } from '../../url/useUrlState';
import { count } from '../../util/format';
import { phone, useMedia } from '../../util/useMedia';
import { ActivityDue, activityTarget, activityType } from './activity';

const names = { open: 'To do', overdue: 'Overdue', today: 'Today', upcoming: 'Upcoming', done: 'Done' };
const groupNames = { overdue: 'Overdue', today: 'Today', upcoming: 'Upcoming', done: 'Done' };

export default function ActivitiesPage() {
  const [query, setQuery] = useUrlState(readActivities, writeActivities);
  const profile = useQuery(profileQuery()).data;
  const person = usePersonName(query.person);
  const list = useInfiniteQuery(activitiesQuery(query));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const totals = list.data?.pages[0]?.totals;
  const may = useMay();
  const narrow = useMedia(phone);
  const { button, problem } = useExport({
    name: 'activities.csv',
    path: '/activities/export',
    params: activityParams(query),
    disabled: rows.length === 0,
  });
  const choice = (state: ActivitiesQuery['state']) => {
    const size =
      totals && (state === 'overdue' || state === 'today' || state === 'upcoming') ? totals[state] : null;
    return { value: state, label: size === null ? names[state] : `${names[state]} ${count(size)}` };
  };
  return (
    <>
      <PageHead title="Activities" actions={!narrow && may('export_records') && button}>
        {problem || (profile && whose(query.scope, person, profile))}
      </PageHead>
      <div className="flex flex-wrap items-center gap-2 px-4 pb-3 md:px-6">
        <div className="max-w-full overflow-x-auto">
          <Segmented
            label="Which activities"
            value={query.state}
            choices={activityStates.map(choice)}
            onChange={(state) => setQuery({ state })}
          />
        </div>
        <SearchField
          label="Search activities"
          value={query.q}
          onChange={(q) => setQuery({ q }, { replace: true })}
          className="w-full sm:w-64"
        />
      </div>
      <div
        aria-busy={list.isPlaceholderData}
        className={`mx-0 mb-6 border-y border-line bg-surface transition-opacity duration-150 md:mx-6 md:rounded-panel md:border-x ${list.isPlaceholderData ? 'opacity-55' : ''}`}
      >
        {list.isPending &&
          [1, 2, 3, 4, 5, 6, 7].map((key) => <Skeleton key={key} className="mx-5 my-4 h-6" />)}
        <ul aria-label="Activities">
          {rows.map((row, index) => (
            <ActivityRow key={row.id} row={row} first={rows[index - 1]?.state !== row.state} />
          ))}
        </ul>
        <ListEnd
          shown={rows.length}
          total={null}
          hasMore={list.hasNextPage}
          loading={list.isFetchingNextPage}
          failed={list.isFetchNextPageError}
          onMore={() => void list.fetchNextPage()}
        />
        {list.isSuccess && rows.length === 0 && (
          <Message
            title={
              query.q
                ? 'No activity matches'
                : `Nothing ${query.state === 'done' ? 'done yet' : 'to do here'}`
            }
            action={
              (query.q || query.state !== 'open') && (
                <Button onClick={() => setQuery({ q: '', state: 'open' })}>Show everything to do</Button>
              )
            }
          >
            Calls, meetings and to-dos planned in Odoo appear here.
          </Message>
        )}
        {list.isError && rows.length === 0 && <Failed answer={list} />}
      </div>
    </>
  );
}

function ActivityRow({ row, first }: { row: Activity; first: boolean }) {
  const target = activityTarget(row);
  return (
    <li>
      {first && (
        <h2 className="border-b border-line px-4 pt-4 pb-1.5 text-small font-semibold text-ink-2 md:px-5">
          {groupNames[row.state]}
        </h2>
      )}
      <div className="flex min-h-12 items-center gap-3 border-b border-line px-4 py-1.5 hover:bg-hover md:px-5">
        <span className="w-24 shrink-0 truncate text-ink-2 sm:w-32">{activityType(row)}</span>
        <span className="min-w-0 flex-1">
          <span className="block truncate">{row.summary || activityType(row)}</span>
          {row.on && (
            <span className="block truncate text-small leading-4 text-ink-3">
              {target ? (
                <Link to={target} className="opens">
                  {row.on.name}
                </Link>
              ) : (
                row.on.name
              )}
            </span>
          )}
        </span>
        <span className="hidden items-center gap-2 sm:flex">
          {row.mine ? 'You' : (row.owner?.name ?? 'No owner')}
          {!row.mine && <Badge tone="accent">Team</Badge>}
        </span>
        <span className="w-24 shrink-0 text-right">
          <ActivityDue activity={row} />
        </span>
      </div>
    </li>
  );
}
