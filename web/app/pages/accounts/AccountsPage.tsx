import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { accountParams, accountsQuery, profileQuery } from '../../api/queries';
import type { Account, AccountPage } from '../../api/types';
import { ListPage } from '../../layouts/ListPage';
import type { Column } from '../../table/columns';
import { quiet } from '../../ui/Bits';
import { Button } from '../../ui/Button';
import { Message } from '../../ui/Panel';
import { SearchField } from '../../ui/SearchField';
import { to } from '../../url/links';
import { readAccounts, writeAccounts } from '../../url/lists';
import { useUrlState } from '../../url/useUrlState';
import { ago, count, counted, instant, money, moneyColumn } from '../../util/format';
import { Missing } from '../opportunities/cells';

export default function AccountsPage() {
  const [query, setQuery] = useUrlState(readAccounts, writeAccounts);
  const [params] = useSearchParams();
  const currency = useQuery(profileQuery()).data?.organization.currency ?? 'EUR';
  const list = useInfiniteQuery(accountsQuery(query));
  const totals = list.data?.pages[0]?.totals;
  return (
    <ListPage
      name="Accounts"
      title="Accounts"
      note={
        totals &&
        `${counted(totals.count, 'account', 'accounts')}, ${moneyColumn(totals.pipeline, currency)} in open opportunities`
      }
      filters={
        <SearchField
          label="Search accounts"
          value={query.q}
          onChange={(q) => setQuery({ q }, { replace: true })}
          className="w-full sm:w-64"
        />
      }
      list={list}
      asked={accountParams(query)}
      columns={accountColumns(currency, totals, params)}
      rowName={(row) => row.name}
      open={(row) => `${to.account(row.id)}?${params}`}
      card={(row) => <AccountCard key={row.id} row={row} currency={currency} params={params} />}
      sort={query.sort}
      onSort={(sort) => setQuery({ sort })}
      empty={
        <Message
          title={query.q ? 'No account matches' : 'No accounts yet'}
          action={query.q && <Button onClick={() => setQuery({ q: '' })}>Clear the search</Button>}
        >
          {query.q
            ? 'Search by name, city or e-mail.'
            : 'Companies of your opportunities appear here once they are synced.'}
        </Message>
      }
    />
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
      cell: (row) =>
        [row.city, row.country].filter(Boolean).join(', ') || <Missing why="No address is set in Odoo." />,
    },
    {
      id: 'owner',
      heading: 'Owner',
      cell: (row) => row.owner?.name ?? <Missing why="Nobody owns this account." />,
    },
    {
      id: 'industry',
      heading: 'Industry',
      // Few fill it in.
      hidden: true,
      cell: (row) => row.industry ?? <Missing why="No industry is set in Odoo." />,
    },
    {
      id: 'open',
      heading: 'Open',
      sort: 'open_count',
      descendingFirst: true,
      align: 'end',
      cell: (row) => (
        <Link
          to={to.opportunities({ account: row.id, status: 'open' })}
          className={`opens ${quiet(row.open_count)}`}
        >
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
      cell: (row) => (
        <Link
          to={to.opportunities({ account: row.id, status: 'open' })}
          className={`opens font-medium ${quiet(row.pipeline)}`}
        >
          {money(Math.round(row.pipeline), currency)}
        </Link>
      ),
      foot: totals && (
        <span title={money(totals.pipeline, currency)}>{moneyColumn(totals.pipeline, currency)}</span>
      ),
    },
    {
      id: 'won',
      heading: 'Won, all time',
      sort: 'won_amount',
      descendingFirst: true,
      align: 'end',
      cell: (row) => (
        <Link
          to={to.opportunities({ account: row.id, status: 'won', sort: '-closed_at' })}
          className={`opens ${quiet(row.won_amount)}`}
        >
          {money(Math.round(row.won_amount), currency)}
        </Link>
      ),
      foot: totals && (
        <span title={money(totals.won_amount, currency)}>{moneyColumn(totals.won_amount, currency)}</span>
      ),
    },
    {
      id: 'last',
      heading: 'Last activity',
      sort: 'last_activity',
      descendingFirst: true,
      align: 'end',
      cell: (row) =>
        row.last_activity ? (
          <span title={instant(row.last_activity)}>{ago(row.last_activity, Date.now())}</span>
        ) : (
          <Missing why="No activity is recorded." />
        ),
    },
  ];
}
