import { Link } from 'react-router';
import { ChartPanel } from '../../charts/ChartPanel';
import { StageBars } from '../../charts/StageBars';
import { Message } from '../../ui/Panel';
import { behind } from '../../url/links';
import { count, money } from '../../util/format';
import type { DashboardPart } from './parts';

export function StagesPanel({ data, whose, question }: DashboardPart) {
  const { stages, currency } = data;
  const total = stages.reduce((sum, stage) => sum + stage.amount, 0);
  const href = (stage: string | null) => behind.stage(whose, stage ?? 'none');
  return (
    <ChartPanel
      title="Pipeline by stage"
      note={`${money(Math.round(total), currency)} open`}
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
                  stage.name,
                  count(stage.count),
                  money(stage.amount, currency),
                  money(stage.weighted, currency),
                ],
                href: href(stage.stage_id),
              })),
            }
      }
    >
      {stages.length === 0 ? (
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
