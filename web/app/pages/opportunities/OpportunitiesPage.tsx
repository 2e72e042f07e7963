import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { opportunitiesQuery, opportunityParams, profileQuery } from '../../api/queries';
import { usePersonName } from '../../api/usePersonName';
import { ListPage } from '../../layouts/ListPage';
import { whose } from '../../layouts/whose';
import { Button } from '../../ui/Button';
import { Message } from '../../ui/Panel';
import { to } from '../../url/links';
import { defaultOpportunities, readOpportunities, writeOpportunities } from '../../url/lists';
import { useUrlState } from '../../url/useUrlState';
import { counted, day, money, moneyColumn } from '../../util/format';
import { AsOfNote } from './AsOfNote';
import { opportunityColumns } from './columns';
import { FilterBar } from './FilterBar';
import { OpportunityCard } from './OpportunityCard';

export default function OpportunitiesPage() {
  const [query, setQuery] = useUrlState(readOpportunities, writeOpportunities);
  const profile = useQuery(profileQuery()).data;
  const person = usePersonName(query.person);
  const list = useInfiniteQuery(opportunitiesQuery(query));
  const first = list.data?.pages[0];
  const totals = first?.totals;
  const currency = profile?.organization.currency ?? 'EUR';
  const filtered = Object.entries(defaultOpportunities).some(
    ([name, value]) =>
      !['scope', 'person', 'kind', 'sort'].includes(name) && query[name as keyof typeof query] !== value,
  );
  return (
    <ListPage
      name="Opportunities"
      title={query.kind === 'lead' ? 'Leads' : 'Opportunities'}
      note={
        <>
          {profile && whose(query.scope, person, profile)}
          {totals && ` · ${counted(totals.count, 'row', 'rows')}, ${moneyColumn(totals.amount, currency)}`}
          {query.as_of && ` · as they stood on ${day(query.as_of)}`}
        </>
      }
      filters={<FilterBar query={query} rows={first?.items ?? []} onChange={setQuery} />}
      list={list}
      asked={opportunityParams(query)}
      columns={opportunityColumns(query, currency, totals, first?.known_from)}
      rowName={(row) => `${row.name}, ${money(row.expected_revenue, row.currency)}`}
      open={(row) => to.opportunity(row.id, query)}
      card={(row) => (
        <OpportunityCard
          key={row.id}
          row={row}
          query={query}
          currency={currency}
          knownFrom={first?.known_from}
        />
      )}
      sort={query.sort}
      onSort={(sort) => setQuery({ sort })}
      after={first && <AsOfNote query={query} page={first} currency={currency} />}
      empty={
        <Message
          title={filtered ? 'No opportunity matches' : 'No open opportunities'}
          action={
            filtered && (
              <Button
                onClick={() =>
                  setQuery({ ...defaultOpportunities, scope: query.scope, person: query.person })
                }
              >
                Clear the filters
              </Button>
            )
          }
        >
          {filtered
            ? 'Take a filter away, or look at another status.'
            : 'They appear here as soon as one is open in Odoo and synced.'}
        </Message>
      }
    />
  );
}
