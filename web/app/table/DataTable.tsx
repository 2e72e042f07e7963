import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { Icon } from '../ui/icons';
import { Skeleton } from '../ui/Panel';
import type { Column, Density } from './columns';

interface Props<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  rowName: (row: Row) => string;
  onOpen?: ((row: Row) => void) | undefined;
  current?: string | undefined;
  sort?: string | undefined;
  onSort?: ((column: Column<Row>) => void) | undefined;
  density: Density;
  loading?: boolean;
  /** Old rows stay in sight while the answer to another question is on its way. */
  stale?: boolean;
  foot?: boolean;
  end?: ReactNode;
}

const heights: Record<Density, string> = { comfortable: 'h-12', compact: 'h-8' };

/**
 * Rows of one question. The arrow keys, Home and End walk them, Enter opens one; the header and the first column stay
 * in place. Sorting is the server's work: `onSort` only asks for it.
 */
export function DataTable<Row>(props: Props<Row>) {
  const { columns, rows, rowKey, density } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const placeholders = props.loading ? Array.from({ length: 12 }, (_, index) => index) : [];

  const walk = (event: KeyboardEvent<HTMLTableRowElement>, row: Row, index: number) => {
    if (event.target !== event.currentTarget) {
      return;
    }
    const target = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: rows.length - 1,
      j: index + 1,
      k: index - 1,
    }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      (body.current?.rows[target] as HTMLElement | undefined)?.focus();
    } else if (event.key === 'Enter' && props.onOpen) {
      event.preventDefault();
      props.onOpen(row);
    }
  };

  return (
    <div tabIndex={-1} className="relative min-h-0 flex-1 overflow-auto">
      <table className="w-full border-separate border-spacing-0" aria-busy={props.loading || props.stale}>
        <caption className="sr-only">{props.label}</caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th
                key={column.id}
                scope="col"
                aria-sort={ariaSort(column, props.sort)}
                className={`sticky top-0 z-10 h-9 border-b border-line bg-surface px-3 text-small font-medium whitespace-nowrap text-ink-3 first:left-0 first:z-20 first:pl-5 last:pr-5 ${column.align === 'end' ? 'text-right' : 'text-left'} ${column.width ?? ''} ${index === 0 ? 'max-w-80 min-w-56' : ''}`}
              >
                <Heading column={column} sort={props.sort} onSort={props.onSort} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} className={props.stale ? 'opacity-55 transition-opacity duration-150' : ''}>
          {placeholders.map((index) => (
            <tr key={index} className={heights[density]}>
              {columns.map((column) => (
                <td key={column.id} className="border-b border-line px-3 first:pl-5 last:pr-5">
                  <Skeleton className={`h-3.5 ${column.align === 'end' ? 'ml-auto w-16' : 'w-3/5'}`} />
                </td>
              ))}
            </tr>
          ))}
          {!props.loading &&
            rows.map((row, index) => {
              const key = rowKey(row);
              return (
                <tr
                  key={key}
                  tabIndex={index === 0 || key === props.current ? 0 : -1}
                  aria-label={props.rowName(row)}
                  aria-current={key === props.current || undefined}
                  onKeyDown={(event) => walk(event, row, index)}
                  onClick={(event) => {
                    if (!(event.target as HTMLElement).closest('a, button')) {
                      props.onOpen?.(row);
                    }
                  }}
                  className={`group ${heights[density]} ${props.onOpen ? 'cursor-pointer' : ''} focus-visible:-outline-offset-2`}
                >
                  {columns.map((column, cell) => (
                    <td
                      key={column.id}
                      className={`border-b border-line px-3 first:sticky first:left-0 first:z-[5] first:pl-5 last:pr-5 group-hover:bg-hover ${key === props.current ? 'bg-accent-soft' : 'bg-surface'} ${column.align === 'end' ? 'text-right whitespace-nowrap' : 'text-left'} ${cell === 0 ? 'max-w-80' : ''}`}
                    >
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              );
            })}
        </tbody>
        {props.foot && (
          <tfoot>
            <tr>
              {columns.map((column) => (
                <td
                  key={column.id}
                  className={`sticky bottom-0 z-10 h-10 border-t border-line-strong bg-surface px-3 font-semibold whitespace-nowrap first:left-0 first:z-20 first:pl-5 last:pr-5 ${column.align === 'end' ? 'text-right' : 'text-left'}`}
                >
                  {column.foot}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
      {props.end}
    </div>
  );
}

function ariaSort<Row>(column: Column<Row>, sort: string | undefined) {
  if (!column.sort || sort?.replace(/^-/, '') !== column.sort) {
    return undefined;
  }
  return sort.startsWith('-') ? ('descending' as const) : ('ascending' as const);
}

function Heading<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort: string | undefined;
  onSort: ((column: Column<Row>) => void) | undefined;
}) {
  if (!column.sort || !onSort) {
    return column.heading;
  }
  const order = ariaSort(column, sort);
  return (
    <button
      type="button"
      onClick={() => onSort(column)}
      className={`inline-flex items-center gap-1 rounded-[3px] font-medium hover:text-ink ${order ? 'text-ink' : ''} ${column.align === 'end' ? 'flex-row-reverse' : ''}`}
    >
      {column.heading}
      <Icon
        name={order === 'ascending' ? 'up' : 'down'}
        size={12}
        className={order ? 'text-accent' : 'opacity-0'}
      />
    </button>
  );
}
