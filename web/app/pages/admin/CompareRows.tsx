import { useQuery } from '@tanstack/react-query';
import { diffQuery } from '../../api/queries';
import type { EditionDiff } from '../../api/types';
import { Failed } from '../../layouts/Failed';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Skeleton } from '../../ui/Panel';
import { count } from '../../util/format';
import type { ViewWish } from './ViewDeed';
import { viewName } from './viewWords';

type Table = EditionDiff['tables'][number];

/** In what the rows of an edition differ from those that serve, table by table, in the viewer's organisation. */
export function CompareRows({
  view,
  edition,
  onClose,
}: Pick<ViewWish, 'view' | 'edition'> & { onClose: () => void }) {
  const answer = useQuery(diffQuery(view.name, edition));
  const title = `${viewName(view.name)}: ${edition === 'next' ? 'new' : 'before'} and what serves`;
  const other = edition === 'next' ? 'new' : 'before';
  return (
    <Dialog label={title} onClose={onClose}>
      <div className="flex max-h-[80dvh] flex-col p-5">
        <h2 className="text-title font-semibold">{title}</h2>
        {answer.isPending && <Skeleton className="mt-4 h-40 w-full" />}
        {answer.isError && <Failed answer={answer} />}
        {answer.data && (
          <>
            <p className="mt-1 text-ink-2" data-testid="compared">
              {answer.data.same
                ? `All rows of your organisation are the same at event ${count(answer.data.position)}.`
                : `Rows of your organisation differ at event ${count(answer.data.position)}.`}
            </p>
            <div className="mt-3 min-h-0 overflow-auto">
              <table className="w-full">
                <caption className="sr-only">Rows by table</caption>
                <thead>
                  <tr className="text-small text-ink-3">
                    <th scope="col" className="py-1 text-left font-medium">
                      Table
                    </th>
                    {['Serving', other, 'Only serving', `Only ${other}`].map((name) => (
                      <th
                        key={name}
                        scope="col"
                        className="py-1 pl-4 text-right font-medium first-letter:uppercase"
                      >
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {answer.data.tables.map((table) => (
                    <TableRows key={table.table} table={table} />
                  ))}
                </tbody>
              </table>
              {answer.data.tables.map((table) => (
                <Samples key={table.table} table={table} other={other} />
              ))}
            </div>
          </>
        )}
        <div className="mt-4 flex justify-end">
          <Button onClick={onClose}>Close</Button>
        </div>
      </div>
    </Dialog>
  );
}

function TableRows({ table }: { table: Table }) {
  const cell = 'border-t border-line py-1 pl-4 text-right';
  const odd = (rows: number) => (rows > 0 ? 'font-semibold text-worse' : 'text-ink-3');
  return (
    <tr>
      <th scope="row" className="border-t border-line py-1 text-left font-normal">
        {table.table}
      </th>
      <td className={cell}>{count(table.serving_rows)}</td>
      <td className={cell}>{count(table.edition_rows)}</td>
      <td className={`${cell} ${odd(table.only_serving)}`}>{count(table.only_serving)}</td>
      <td className={`${cell} ${odd(table.only_edition)}`}>{count(table.only_edition)}</td>
    </tr>
  );
}

function Samples({ table, other }: { table: Table; other: string }) {
  const kinds = [
    ['only serving', table.serving_samples],
    [`only ${other}`, table.edition_samples],
  ] as const;
  return kinds
    .filter(([, rows]) => rows.length > 0)
    .map(([name, rows]) => (
      <details key={name} className="mt-3">
        <summary className="text-small text-ink-2">
          {table.table}, {name}: examples
        </summary>
        {rows.map((row) => (
          <pre key={row} className="mt-1 overflow-x-auto rounded-control bg-sunken p-2 text-small">
            {row}
          </pre>
        ))}
      </details>
    ));
}
