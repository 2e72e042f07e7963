import { Link } from 'react-router';
import type { TrendPoint } from '../../api/types';
import { ChartPanel } from '../../charts/ChartPanel';
import { pointName, TrendChart } from '../../charts/TrendChart';
import { Message } from '../../ui/Panel';
import { behind } from '../../url/links';
import { money } from '../../util/format';
import { monthEnd } from '../../util/period';
import type { DashboardPart } from './parts';

export function TrendPanel({ data, whose, onOpen }: DashboardPart & { onOpen: (href: string) => void }) {
  const { trend, currency } = data;
  const last = data.period.as_of;
  const pipeline = (point: TrendPoint, index: number) => {
    // The last point of a period that runs is now.
    const end = index === trend.length - 1 ? last : (point.day ?? monthEnd(point.month ?? ''));
    return behind.pipeline({ ...whose, as_of: end });
  };
  const won = (point: TrendPoint) =>
    point.day ? behind.wonOn(whose, point.day) : behind.won(whose, point.month ?? data.period.id);
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
              rows: trend.map((point, index) => ({
                cells: [
                  { text: pointName(point) },
                  { text: money(point.pipeline, currency), href: pipeline(point, index) },
                  { text: money(point.won, currency), href: won(point) },
                ],
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
          onPick={(index, figure) => {
            const point = trend[index];
            if (point) {
              onOpen(figure === 'won' ? won(point) : pipeline(point, index));
            }
          }}
        />
      )}
    </ChartPanel>
  );
}
