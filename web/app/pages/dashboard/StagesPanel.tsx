import { Link } from 'react-router';
import { ChartPanel } from '../../charts/ChartPanel';
import { StageBars } from '../../charts/StageBars';
import { Message } from '../../ui/Panel';
import { behind } from '../../url/links';
import { count, day, money } from '../../util/format';
import type { DashboardPart } from './parts';

export function StagesPanel({ data, whose, question }: DashboardPart) {
  const { stages, currency, period } = data;
  const total = stages.reduce((sum, stage) => sum + stage.amount, 0);
  const href = (stage: string | null) => behind.stage({ ...whose, as_of: period.as_of }, stage ?? 'none');
  const unknown = period.as_of !== null && period.as_of < period.known_from;
  return (
    <ChartPanel
      title="Pipeline by stage"
      note={
        unknown
          ? undefined
          : `${money(Math.round(total), currency)} open${period.as_of ? ` on ${day(period.as_of)}` : ''}`
      }
      link={(path, text) => (
        <Link to={path} className="opens">
          {text}
        </Link>
      )}
      table={
        stages.length === 0
          ? null
          : {
              headings: ['Stage', 'Opportunities', 'Amount', 'Weighted'],
              rows: stages.map((stage) => ({
                cells: [
                  { text: stage.name },
                  { text: count(stage.count), href: href(stage.stage_id) },
                  { text: money(stage.amount, currency), href: href(stage.stage_id) },
                  { text: money(stage.weighted, currency), href: href(stage.stage_id) },
                ],
              })),
            }
      }
    >
      {unknown ? (
        <div className="flex h-full items-center">
          <Message title="Not known for that day">
            Sightline has watched Odoo since {day(period.known_from)}. In which stage a deal was before that,
            Odoo does not say.
          </Message>
        </div>
      ) : stages.length === 0 ? (
        <Message title="No open opportunities">
          Opportunities appear here by stage as soon as one is open in Odoo.
        </Message>
      ) : (
        <StageBars
          stages={stages}
          currency={currency}
          question={question}
          row={(stage, content) => {
            return (
              <Link
                to={href(stage.stage_id)}
                className="-mx-2 flex h-full min-h-9 items-center gap-3 rounded-control px-2 hover:bg-hover"
              >
                {content}
              </Link>
            );
          }}
        />
      )}
    </ChartPanel>
  );
}
