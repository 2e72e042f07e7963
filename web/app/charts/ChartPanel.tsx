import { type ReactNode, useState } from 'react';
import { IconButton } from '../ui/Button';
import { Panel } from '../ui/Panel';
import { tabSeparated } from '../util/files';

interface Cell {
  text: string;
  href?: string;
}

export interface ChartTable {
  headings: string[];
  /** The first cell names the row; `href` opens the rows behind a number. */
  rows: { cells: Cell[] }[];
}

/** Every chart can be read as a table and taken along. */
export function ChartPanel({
  title,
  note,
  table,
  link,
  children,
  className = '',
}: {
  title: string;
  note?: ReactNode;
  table: ChartTable | null;
  link: (href: string, text: string) => ReactNode;
  children: ReactNode;
  className?: string;
}) {
  const [asTable, setAsTable] = useState(false);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    if (table) {
      await navigator.clipboard.writeText(
        tabSeparated([table.headings, ...table.rows.map((row) => row.cells.map((cell) => cell.text))]),
      );
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    }
  };
  return (
    <Panel
      title={title}
      note={note}
      className={className}
      actions={
        table && (
          <>
            <IconButton
              icon={copied ? 'check' : 'copy'}
              label={copied ? `${title}: copied` : `Copy ${title.toLowerCase()} as a table`}
              onClick={() => void copy()}
            />
            <IconButton
              icon={asTable ? 'chart' : 'table'}
              label={
                asTable ? `Show ${title.toLowerCase()} as a chart` : `Show ${title.toLowerCase()} as a table`
              }
              aria-pressed={asTable}
              onClick={() => setAsTable(!asTable)}
            />
          </>
        )
      }
    >
      {asTable && table ? <PlainTable title={title} table={table} link={link} /> : children}
    </Panel>
  );
}

function PlainTable({
  title,
  table,
  link,
}: {
  title: string;
  table: ChartTable;
  link: (href: string, text: string) => ReactNode;
}) {
  return (
    <div className="max-h-72 overflow-auto">
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">{title}</caption>
        <thead>
          <tr>
            {table.headings.map((heading, index) => (
              <th
                key={heading}
                scope="col"
                className={`sticky top-0 border-b border-line bg-surface py-1.5 text-small font-medium text-ink-3 ${index === 0 ? 'text-left' : 'text-right'}`}
              >
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.cells[0]?.text}>
              {row.cells.map((cell, index) =>
                index === 0 ? (
                  <th
                    key={table.headings[index]}
                    scope="row"
                    className="border-b border-line py-1.5 text-left font-normal"
                  >
                    {cell.href ? link(cell.href, cell.text) : cell.text}
                  </th>
                ) : (
                  <td key={table.headings[index]} className="border-b border-line py-1.5 pl-4 text-right">
                    {cell.href ? link(cell.href, cell.text) : cell.text}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
