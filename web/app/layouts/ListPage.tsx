import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Outlet, useNavigate, useParams, useSearchParams } from 'react-router';
import { useMay } from '../api/queries';
import { type Column, defaultPreferences, type TablePreferences, visible } from '../table/columns';
import { DataTable } from '../table/DataTable';
import { ListEnd } from '../table/ListEnd';
import { TableMenu } from '../table/TableMenu';
import { Skeleton } from '../ui/Panel';
import { nextSort, type Sort } from '../url/lists';
import { useStored } from '../util/stored';
import { phone, useMedia } from '../util/useMedia';
import { Failed } from './Failed';
import { PageHead } from './PageHead';
import { useExport } from './useExport';

interface Answer<Row> {
  items: Row[];
  totals: { count: number };
  next_cursor: string | null;
}

interface Props<Row extends { id: string }> {
  /** Names the table to screen readers, the list in the API, its file and what is remembered of its columns. */
  name: string;
  title: string;
  note: ReactNode;
  filters: ReactNode;
  list: UseInfiniteQueryResult<InfiniteData<Answer<Row>>>;
  /** The question whose answer the list is: an export asks the same. */
  asked: Record<string, string | null | undefined>;
  columns: Column<Row>[];
  rowName: (row: Row) => string;
  /** Where a row opens. */
  open: (row: Row) => string;
  /** A row on a phone. */
  card: (row: Row) => ReactNode;
  sort: Sort;
  onSort: (sort: Sort) => void;
  /** Said where no row is found. */
  empty: ReactNode;
  /** Said below the rows. */
  after?: ReactNode;
}

/**
 * A large list: filters, a table (cards on a phone) that loads more as one scrolls, its sums and its export. A row opens
 * over the list, or as a page of its own, by the route below; the ids of the rows are that route's context.
 */
export function ListPage<Row extends { id: string }>(props: Props<Row>) {
  const { list, columns } = props;
  const { id } = useParams();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const narrow = useMedia(phone);
  const key = props.name.toLowerCase();
  const [preferences, setPreferences] = useStored<TablePreferences>(key, defaultPreferences);
  const may = useMay();
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.totals.count ?? null;
  const shown = visible(columns, preferences);
  const { button, problem } = useExport({
    name: `${key}.csv`,
    path: `/${key}/export`,
    params: { ...props.asked, columns: shown.map((column) => column.id).join(',') },
    disabled: rows.length === 0,
  });

  if (id && params.get('view') === 'page') {
    return <Outlet />;
  }

  const end = (
    <>
      <ListEnd
        shown={rows.length}
        total={total}
        hasMore={list.hasNextPage}
        loading={list.isFetchingNextPage}
        failed={list.isFetchNextPageError}
        onMore={() => void list.fetchNextPage()}
      />
      {list.isSuccess && rows.length === 0 && props.empty}
      {list.isSuccess && props.after}
      {list.isError && rows.length === 0 && <Failed answer={list} />}
    </>
  );

  return (
    <>
      <div className="shrink-0">
        <PageHead
          title={props.title}
          oneLine
          actions={
            !narrow && (
              <>
                {may('export_records') && button}
                <TableMenu columns={columns} preferences={preferences} onChange={setPreferences} />
              </>
            )
          }
        >
          {problem || props.note}
        </PageHead>
        <div className="flex flex-wrap items-center gap-2 px-4 pb-3 md:px-6">{props.filters}</div>
      </div>
      {narrow ? (
        <div className="border-t border-line">
          {list.isPending &&
            [1, 2, 3, 4, 5, 6].map((each) => <Skeleton key={each} className="mx-4 my-3 h-14" />)}
          {rows.map(props.card)}
          {end}
        </div>
      ) : (
        <div className="mx-6 mb-5 flex min-h-72 flex-[0_1_auto] flex-col overflow-hidden rounded-panel border border-line bg-surface">
          <DataTable
            label={props.name}
            columns={shown}
            rows={rows}
            rowKey={(row) => row.id}
            rowName={props.rowName}
            current={id}
            onOpen={(row) => navigate(props.open(row))}
            sort={props.sort}
            onSort={(column) =>
              column.sort && props.onSort(nextSort(props.sort, column.sort, column.descendingFirst ?? false))
            }
            density={preferences.density}
            loading={list.isPending}
            stale={list.isPlaceholderData}
            foot={total !== null && rows.length > 0}
            end={end}
          />
        </div>
      )}
      <Outlet context={rows.map((row) => row.id)} />
    </>
  );
}
