import type { ReactNode } from 'react';
import type { StageFigures } from '../api/types';
import { Changed } from '../ui/Changed';
import { rampStep, share } from '../util/figures';
import { count, money, moneyCompact } from '../util/format';

/** Zero-based bars with their labels on them; each row opens the opportunities of its stage. */
export function StageBars({
  stages,
  currency,
  question,
  row,
}: {
  stages: StageFigures[];
  currency: string;
  question: string;
  row: (stage: StageFigures, content: ReactNode) => ReactNode;
}) {
  const amounts = stages.map((stage) => stage.amount);
  return (
    <ol className="flex h-full min-h-0 flex-col" data-testid="stages">
      {stages.map((stage, index) => {
        const exact = money(stage.amount, currency);
        return (
          <li key={stage.stage_id ?? '-'} className="max-h-16 flex-1 border-t border-line first:border-t-0">
            {row(
              stage,
              <>
                <span className="w-28 shrink-0 truncate sm:w-32">{stage.name}</span>
                <span className="relative h-[45%] max-h-6 min-h-3.5 min-w-0 flex-1">
                  <span
                    className="absolute inset-y-0 left-0 rounded-r-[3px] transition-[width] duration-200"
                    style={{
                      width: `${share(stage.amount, amounts) * 100}%`,
                      minWidth: stage.amount > 0 ? 2 : 0,
                      background: `var(--ramp-${rampStep(index, stages.length)})`,
                    }}
                  />
                </span>
                <span title={exact} className="w-20 shrink-0 text-right font-semibold">
                  <Changed value={stage.amount} of={question}>
                    {moneyCompact(stage.amount, currency)}
                  </Changed>
                </span>
                <span className="w-9 shrink-0 text-right text-ink-3">{count(stage.count)}</span>
                <span className="sr-only">
                  {stage.count === 1 ? 'opportunity' : 'opportunities'}, exactly {exact}
                </span>
              </>,
            )}
          </li>
        );
      })}
    </ol>
  );
}
