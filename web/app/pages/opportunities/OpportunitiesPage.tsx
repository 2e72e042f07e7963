import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Outlet, useNavigate, useParams, useSearchParams } from 'react-router';
import { explain } from '../../api/problem';
import { opportunitiesQuery, profileQuery } from '../../api/queries';
import { usePersonName } from '../../api/usePersonName';
import { PageHead } from '../../layouts/PageHead';
import { whose } from '../../layouts/whose';
import { defaultPreferences, type TablePreferences, visible } from '../../table/columns';
import { DataTable } from '../../table/DataTable';
import { ListEnd } from '../../table/ListEnd';
import { TableMenu } from '../../table/TableMenu';
import { Button } from '../../ui/Button';
import { Message, Skeleton } from '../../ui/Panel';
import { to } from '../../url/links';
import { defaultOpportunities, nextSort, readOpportunities, writeOpportunities } from '../../url/lists';
import { useUrlState } from '../../url/useUrlState';
import { csv, download } from '../../util/csv';
import { counted, money } from '../../util/format';
import { useStored } from '../../util/stored';
import { phone, useMedia } from '../../util/useMedia';
import { opportunityColumns } from './columns';
import { FilterBar } from './FilterBar';
import { OpportunityCard } from './OpportunityCard';

const exportAtMost = 5_000;

export default function OpportunitiesPage() {
  const [query, setQuery] = useUrlState(readOpportunities, writeOpportunities);
  const [params] = useSearchParams();
  const { id } = useParams();
  const navigate = useNavigate();
  const narrow = useMedia(phone);
  const [preferences, setPreferences] = useStored<TablePreferences>('opportunities', defaultPreferences);
  const [exporting, setExporting] = useState(false);
  const profile = useQuery(profileQuery()).data;
  const person = usePersonName(query.person);
  const list = useInfiniteQuery(opportunitiesQuery(query));

  if (id && params.get('view') === 'page') {
    return <Outlet />;
  }
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const totals = list.data?.pages[0]?.totals;
  const currency = profile?.organization.currency ?? 'EUR';
  const columns = opportunityColumns(query, currency, totals);
  const shown = visible(columns, preferences);

  const exportRows = async () => {
    setExporting(true);
    try {
      let all = rows;
      let more = list.hasNextPage;
      while (more && all.length < exportAtMost) {
        const next = await list.fetchNextPage();
        all = next.data?.pages.flatMap((page) => page.items) ?? all;
        more = next.hasNextPage && !next.isError;
      }
      download(
        'opportunities.csv',
        csv([
          shown.map((column) => column.heading),
          ...all.map((row) => shown.map((column) => column.text(row))),
        ]),
      );
    } finally {
      setExporting(false);
    }
  };

  const filtered =
    query.q ||
    query.stage ||
    query.owner ||
    query.team ||
    query.account ||
    query.period ||
    query.status !== 'open';
  const end = (
    <>
      <ListEnd
        shown={rows.length}
        total={totals?.count ?? null}
        hasMore={list.hasNextPage}
        loading={list.isFetchingNextPage}
        failed={list.isFetchNextPageError}
        onMore={() => void list.fetchNextPage()}
      />
      {list.isSuccess && rows.length === 0 && (
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
      )}
      {list.isError && rows.length === 0 && (
        <Message
          tone="error"
          title={explain(list.error).title}
          action={<Button onClick={() => void list.refetch()}>Try again</Button>}
        >
          {explain(list.error).advice}
        </Message>
      )}
    </>
  );

  return (
    <>
      <div className="shrink-0">
        <PageHead
          title={query.kind === 'lead' ? 'Leads' : 'Opportunities'}
          actions={
            !narrow && (
              <>
                <Button
                  icon="download"
                  busy={exporting}
                  disabled={exporting || rows.length === 0}
                  onClick={() => void exportRows()}
                >
                  Export
                </Button>
                <TableMenu columns={columns} preferences={preferences} onChange={setPreferences} />
              </>
            )
          }
        >
          {profile && whose(query.scope, person, profile)}
          {totals && ` · ${counted(totals.count, 'row', 'rows')}, ${money(totals.amount, currency)}`}
        </PageHead>
        <FilterBar query={query} rows={rows} onChange={setQuery} />
      </div>
      {narrow ? (
        <div className="border-t border-line">
          {list.isPending &&
            [1, 2, 3, 4, 5, 6].map((key) => <Skeleton key={key} className="mx-4 my-3 h-14" />)}
          {rows.map((row) => (
            <OpportunityCard key={row.id} row={row} query={query} currency={currency} />
          ))}
          {end}
        </div>
      ) : (
        <div className="mx-6 mb-5 flex min-h-72 flex-[0_1_auto] flex-col overflow-hidden rounded-panel border border-line bg-surface">
          <DataTable
            label="Opportunities"
            columns={shown}
            rows={rows}
            rowKey={(row) => row.id}
            rowName={(row) => `${row.name}, ${money(row.expected_revenue, row.currency)}`}
            current={id}
            onOpen={(row) => navigate(to.opportunity(row.id, query))}
            sort={query.sort}
            onSort={(column) =>
              column.sort &&
              setQuery({ sort: nextSort(query.sort, column.sort, column.descendingFirst ?? false) })
            }
            density={preferences.density}
            loading={list.isPending}
            stale={list.isPlaceholderData}
            foot={totals !== undefined && rows.length > 0}
            end={end}
          />
        </div>
      )}
      <Outlet context={rows.map((row) => row.id)} />
    </>
  );
}
