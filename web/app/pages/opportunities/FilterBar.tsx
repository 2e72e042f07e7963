import { useQuery } from '@tanstack/react-query';
import { dashboardQuery, hierarchyQuery, profileQuery } from '../../api/queries';
import type { Opportunity } from '../../api/types';
import { PeriodPicker } from '../../layouts/PeriodPicker';
import { IconButton } from '../../ui/Button';
import { SearchField } from '../../ui/SearchField';
import { Segmented } from '../../ui/Segmented';
import { Select } from '../../ui/Select';
import { type OpportunitiesQuery, opportunityStatuses } from '../../url/lists';
import { day } from '../../util/format';

const statusNames = { open: 'Open', won: 'Won', lost: 'Lost', archived: 'Archived', all: 'All' };

export function FilterBar({
  query,
  rows,
  onChange,
}: {
  query: OpportunitiesQuery;
  rows: Opportunity[];
  onChange: (change: Partial<OpportunitiesQuery>, options?: { replace?: boolean }) => void;
}) {
  const profile = useQuery(profileQuery()).data;
  const stages =
    useQuery({
      ...dashboardQuery({ scope: query.scope, period: null, person: query.person }),
      refetchInterval: false,
      staleTime: 60_000,
    }).data?.stages ?? [];
  return (
    <>
      <SearchField
        label="Search opportunities"
        value={query.q}
        onChange={(q) => onChange({ q }, { replace: true })}
        className="w-full sm:w-64"
      />
      <Segmented
        label="Status"
        value={query.status}
        choices={opportunityStatuses
          .filter((status) => status !== 'archived' || query.status === 'archived')
          .map((status) => ({ value: status, label: statusNames[status] }))}
        onChange={(status) =>
          // Open ones have no day of closing to filter by, closed ones no day on which they were open.
          onChange({ status, as_of: null, ...(status === 'open' ? { period: null, closed_on: null } : {}) })
        }
      />
      {/* Of a day before the first sync there are no stages to choose from. */}
      {(!query.as_of || query.stage) && (
        <Select
          label="Stage"
          value={query.stage ?? ''}
          active={query.stage !== null}
          onChange={(stage) => onChange({ stage: stage || null })}
          className="w-40"
        >
          <option value="">Every stage</option>
          {stages.map(
            (stage) =>
              stage.stage_id && (
                <option key={stage.stage_id} value={stage.stage_id}>
                  {stage.name}
                </option>
              ),
          )}
          {query.stage && !stages.some((stage) => stage.stage_id === query.stage) && (
            <option value={query.stage}>{rows[0]?.stage?.name ?? 'One stage'}</option>
          )}
        </Select>
      )}
      {query.status !== 'open' && profile && (
        <PeriodPicker
          title="Closed in"
          none="Closed at any time"
          value={query.period}
          organization={profile.organization}
          onChange={(period) => onChange({ period, closed_on: null })}
        />
      )}
      {!query.as_of && (
        <Select
          label="Kind"
          value={query.kind}
          active={query.kind !== 'opportunity'}
          onChange={(kind) => onChange({ kind: kind as OpportunitiesQuery['kind'] })}
        >
          <option value="opportunity">Opportunities</option>
          <option value="lead">Leads</option>
        </Select>
      )}
      <Chips query={query} rows={rows} onChange={onChange} />
    </>
  );
}

/** What came with a link and has no control of its own: it is said, and can be taken away. */
function Chips({ query, rows, onChange }: Parameters<typeof FilterBar>[0]) {
  const people = useQuery({ ...hierarchyQuery(), enabled: query.owner !== null }).data?.people ?? [];
  const led = useQuery(profileQuery()).data?.led_teams ?? [];
  const chips: { key: 'owner' | 'team' | 'account' | 'as_of' | 'closed_on'; text: string }[] = [];
  if (query.as_of) {
    chips.push({ key: 'as_of', text: `As of ${day(query.as_of)}` });
  }
  if (query.closed_on) {
    chips.push({ key: 'closed_on', text: `Closed on ${day(query.closed_on)}` });
  }
  if (query.owner) {
    const name = people.find((person) => person.user_id === query.owner)?.name ?? rows[0]?.owner?.name;
    chips.push({ key: 'owner', text: `Owner: ${name ?? 'one person'}` });
  }
  if (query.team) {
    const name = led.find((team) => team.id === query.team)?.name ?? rows[0]?.team?.name;
    chips.push({ key: 'team', text: `Sales team: ${name ?? 'one team'}` });
  }
  if (query.account) {
    chips.push({ key: 'account', text: `Account: ${rows[0]?.account?.name ?? 'one account'}` });
  }
  return chips.map((chip) => (
    <span
      key={chip.key}
      className="inline-flex h-8 items-center rounded-control border border-accent bg-surface pl-2.5 font-medium text-accent"
    >
      {chip.text}
      <IconButton
        icon="close"
        label={`Remove the filter ${chip.text}`}
        className="size-7 text-accent"
        onClick={() => onChange({ [chip.key]: null })}
      />
    </span>
  ));
}
