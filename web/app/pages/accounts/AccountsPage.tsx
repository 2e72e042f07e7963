import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useParams, useSearchParams } from 'react-router';
import { explain } from '../../api/problem';
import { accountsQuery, profileQuery } from '../../api/queries';
import type { Account, AccountPage } from '../../api/types';
import { PageHead } from '../../layouts/PageHead';
import { type Column, defaultPreferences, type TablePreferences, visible } from '../../table/columns';
import { DataTable } from '../../table/DataTable';
import { ListEnd } from '../../table/ListEnd';
import { TableMenu } from '../../table/TableMenu';
import { Button } from '../../ui/Button';
import { Message, Skeleton } from '../../ui/Panel';
import { SearchField } from '../../ui/SearchField';
import { to } from '../../url/links';
import { nextSort, readAccounts, writeAccounts } from '../../url/lists';
import { useUrlState } from '../../url/useUrlState';
import { count, counted, instant, money, relative } from '../../util/format';
import { useStored } from '../../util/stored';
import { phone, useMedia } from '../../util/useMedia';
import { Missing } from '../opportunities/cells';

export default function AccountsPage() {
  const [query, setQuery] = useUrlState(readAccounts, writeAccounts);
  const [params] = useSearchParams();
  const { id } = useParams();
  const navigate = useNavigate();
  const narrow = useMedia(phone);
  const [preferences, setPreferences] = useStored<TablePreferences>('accounts', defaultPreferences);
  const currency = useQuery(profileQuery()).data?.organization.currency ?? 'EUR';
  const list = useInfiniteQuery(accountsQuery(query));
  if (id && params.get('view') === 'page') {
    return <Outlet />;
  }
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const totals = list.data?.pages[0]?.totals;
  const columns = accountColumns(currency, totals, params);
  const words = explain(list.error);
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
          title={query.q ? 'No account matches' : 'No accounts yet'}
          action={query.q && <Button onClick={() => setQuery({ q: '' })}>Clear the search</Button>}
        >
          {query.q
            ? 'Search by name, city or e-mail.'
            : 'Companies of your opportunities appear here once they are synced.'}
        </Message>
      )}
      {list.isError && rows.length === 0 && (
        <Message
          tone="error"
          title={words.title}
          action={<Button onClick={() => void list.refetch()}>Try again</Button>}
        >
          {words.advice}
        </Message>
      )}
    </>
  );
  return (
    <>
      <div className="shrink-0">
        <PageHead
          title="Accounts"
          actions={
            <>
              <SearchField
                label="Search accounts"
                value={query.q}
                onChange={(q) => setQuery({ q }, { replace: true })}
                className="w-64 max-w-full"
              />
              {!narrow && <TableMenu columns={columns} preferences={preferences} onChange={setPreferences} />}
            </>
          }
        >
          {totals &&
            `${counted(totals.count, 'account', 'accounts')}, ${money(totals.pipeline, currency)} in open opportunities`}
        </PageHead>
      </div>
      {narrow ? (
        <div className="border-t border-line">
          {list.isPending && [1, 2, 3, 4, 5].map((key) => <Skeleton key={key} className="mx-4 my-3 h-12" />)}
          {rows.map((row) => (
            <AccountCard key={row.id} row={row} currency={currency} params={params} />
          ))}
          {end}
        </div>
      ) : (
        <div className="mx-6 mb-5 flex min-h-72 flex-[0_1_auto] flex-col overflow-hidden rounded-panel border border-line bg-surface">
          <DataTable
            label="Accounts"
            columns={visible(columns, preferences)}
            rows={rows}
            rowKey={(row) => row.id}
            rowName={(row) => row.name}
            current={id}
            onOpen={(row) => navigate(`${to.account(row.id)}?${params}`)}
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

function AccountCard({ row, currency, params }: { row: Account; currency: string; params: URLSearchParams }) {
  return (
    <Link
      to={`${to.account(row.id)}?${params}`}
      className="flex items-start gap-3 border-b border-line bg-surface px-4 py-3 active:bg-hover"
    >
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{row.name}</span>
        <span className="block truncate text-small text-ink-3">
          {[row.city, row.country].filter(Boolean).join(', ')}
        </span>
      </span>
      <span className="shrink-0 text-right">
        <span className="block font-medium">{money(row.pipeline, currency)}</span>
        <span className="block text-small text-ink-3">{count(row.open_count)} open</span>
      </span>
    </Link>
  );
}

function accountColumns(
  currency: string,
  totals: AccountPage['totals'] | undefined,
  params: URLSearchParams,
): Column<Account>[] {
  return [
    {
      id: 'name',
      heading: 'Account',
      sort: 'name',
      text: (row) => row.name,
      cell: (row) => (
        <Link to={`${to.account(row.id)}?${params}`} className="opens block truncate font-medium">
          {row.name}
        </Link>
      ),
      foot: totals && counted(totals.count, 'account', 'accounts'),
    },
    {
      id: 'place',
      heading: 'Place',
      text: (row) => [row.city, row.country].filter(Boolean).join(', '),
      cell: (row) =>
        [row.city, row.country].filter(Boolean).join(', ') || <Missing why="No address is set in Odoo." />,
    },
    {
      id: 'owner',
      heading: 'Owner',
      text: (row) => row.owner?.name ?? '',
      cell: (row) => row.owner?.name ?? <Missing why="Nobody owns this account." />,
    },
    {
      id: 'industry',
      heading: 'Industry',
      text: (row) => row.industry ?? '',
      cell: (row) => row.industry ?? <Missing why="No industry is set in Odoo." />,
    },
    {
      id: 'open',
      heading: 'Open',
      sort: 'open_count',
      descendingFirst: true,
      align: 'end',
      text: (row) => String(row.open_count),
      cell: (row) => (
        <Link to={to.opportunities({ account: row.id, status: 'open' })} className="opens">
          {count(row.open_count)}
        </Link>
      ),
    },
    {
      id: 'pipeline',
      heading: 'Pipeline',
      sort: 'pipeline',
      descendingFirst: true,
      align: 'end',
      text: (row) => String(row.pipeline),
      cell: (row) => (
        <Link to={to.opportunities({ account: row.id, status: 'open' })} className="opens font-medium">
          {money(Math.round(row.pipeline), currency)}
        </Link>
      ),
      foot: totals && money(totals.pipeline, currency),
    },
    {
      id: 'won',
      heading: 'Won, all time',
      sort: 'won_amount',
      descendingFirst: true,
      align: 'end',
      text: (row) => String(row.won_amount),
      cell: (row) => (
        <Link to={to.opportunities({ account: row.id, status: 'won', sort: '-closed_at' })} className="opens">
          {money(Math.round(row.won_amount), currency)}
        </Link>
      ),
      foot: totals?.won_amount !== undefined && money(totals.won_amount, currency),
    },
    {
      id: 'last',
      heading: 'Last activity',
      sort: 'last_activity',
      descendingFirst: true,
      align: 'end',
      text: (row) => row.last_activity ?? '',
      cell: (row) =>
        row.last_activity ? (
          <span title={instant(row.last_activity)}>{relative(row.last_activity, Date.now())}</span>
        ) : (
          <Missing why="No activity is recorded." />
        ),
    },
  ];
}
