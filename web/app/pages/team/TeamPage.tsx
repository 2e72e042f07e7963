import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { hierarchyQuery, profileQuery } from '../../api/queries';
import { Failed } from '../../layouts/Failed';
import { PageHead } from '../../layouts/PageHead';
import { Button } from '../../ui/Button';
import { Message, Skeleton } from '../../ui/Panel';
import { SearchField } from '../../ui/SearchField';
import { useUrlState } from '../../url/useUrlState';
import { compact, text } from '../../url/view';
import { count } from '../../util/format';
import { periodOf, today } from '../../util/period';
import { TeamTree } from './TeamTree';
import { narrowed } from './tree';

interface TeamQuery {
  q: string;
  person: string | null;
}

const read = (params: URLSearchParams): TeamQuery => ({
  q: params.get('q') ?? '',
  person: text(params.get('person')),
});
const write = (query: Partial<TeamQuery>) => compact({ q: query.q, person: query.person });

export default function TeamPage() {
  const [query, setQuery] = useUrlState(read, write);
  const profile = useQuery(profileQuery()).data;
  const answer = useQuery(hierarchyQuery());
  const people = answer.data?.people ?? [];
  const [round, setRound] = useState({ key: 0, all: false });
  const shown = narrowed(people, query.q);
  const organization = profile?.organization;
  return (
    <>
      <PageHead
        title="Team"
        actions={
          <>
            <SearchField
              label="Search people"
              value={query.q}
              onChange={(q) => setQuery({ q }, { replace: true })}
              className="w-56 max-w-full"
            />
            <Button onClick={() => setRound({ key: round.key + 1, all: !round.all })}>
              {round.all ? 'Fold all' : 'Unfold all'}
            </Button>
          </>
        }
      >
        {profile &&
          (profile.team_size > 0
            ? `Managing ${count(profile.team_size)} team ${profile.team_size === 1 ? 'member' : 'members'}, ${count(profile.direct_reports)} directly`
            : profile.sees === 'all'
              ? `Everyone at ${profile.organization.name}`
              : 'Nobody reports to you')}
      </PageHead>
      <div className="mb-6 flex min-h-72 flex-[0_1_auto] flex-col overflow-hidden border-y border-line bg-surface md:mx-6 md:rounded-panel md:border-x">
        {answer.isPending &&
          [1, 2, 3, 4, 5, 6, 7, 8].map((key) => <Skeleton key={key} className="mx-5 my-3 h-7" />)}
        {answer.isError && people.length === 0 && <Failed answer={answer} />}
        {answer.isSuccess && shown.length === 0 && (
          <Message
            title={query.q ? 'Nobody matches' : 'Nobody is here yet'}
            action={query.q && <Button onClick={() => setQuery({ q: '' })}>Clear the search</Button>}
          >
            {query.q
              ? 'Search by name, title or department.'
              : 'People appear here with their managers once employees are synced from Odoo.'}
          </Message>
        )}
        {organization && shown.length > 0 && (
          <TeamTree
            key={`${round.key}|${query.q === '' ? '' : 'found'}`}
            people={shown}
            viewer={profile.user_id}
            focus={query.person}
            openAll={round.all || query.q !== ''}
            currency={organization.currency}
            period={periodOf(
              today(organization.time_zone, new Date()),
              'quarter',
              organization.fiscal_year_start_month,
            )}
          />
        )}
      </div>
    </>
  );
}
