import { Link } from 'react-router';
import type { TrendPoint } from '../../api/types';
import { ChartPanel } from '../../charts/ChartPanel';
import { pointName, TrendChart } from '../../charts/TrendChart';
import { Message } from '../../ui/Panel';
import { behind } from '../../url/links';
import { money } from '../../util/format';
import type { DashboardPart } from './parts';

export function TrendPanel({ data, whose, onOpen }: DashboardPart & { onOpen: (href: string) => void }) {
  const { trend, currency } = data;
  // Only months are periods of their own; a single day's rows cannot be asked for.
  const href = (point: TrendPoint) => (point.month ? behind.won(whose, point.month.slice(0, 7)) : undefined);
  return (
    <ChartPanel
      title="Pipeline and won over time"
      link={(path, text) => (
        <Link to={path} className="opens">
          {text}
        </Link>
      )}
      table={
        trend.length === 0
          ? null
          : {
              headings: [trend[0]?.month ? 'Month' : 'Day', 'Pipeline', 'Won'],
              rows: trend.map((point) => ({
                cells: [pointName(point), money(point.pipeline, currency), money(point.won, currency)],
                href: href(point),
              })),
            }
      }
    >
      {trend.length === 0 ? (
        <Message title="No history yet">The line begins with the first synced opportunity.</Message>
      ) : (
        <TrendChart
          points={trend}
          currency={currency}
          onPick={(point) => {
            const path = href(point);
            if (path) {
              onOpen(path);
            }
          }}
        />
      )}
    </ChartPanel>
  );
}
