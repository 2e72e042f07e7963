import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Kpi as Figures } from '../../api/types';
import { Changed } from '../../ui/Changed';
import { Icon } from '../../ui/icons';
import { Tip } from '../../ui/Tip';
import { change, direction } from '../../util/figures';
import { decimal, percentChange, undefinedMark } from '../../util/format';
import { comparedTo } from '../../util/period';

interface Props {
  id: string;
  name: string;
  kpi: Figures;
  show: (value: number) => string;
  exact: (value: number) => string;
  /** The rows behind it. */
  href: string;
  question: string;
  /** The period whose figures these are. */
  period: string;
  /** The change is told in percentage points. */
  points?: boolean;
  lowerIsBetter?: boolean;
  /** Why there may be no value. */
  why?: string;
  wide?: boolean;
  children?: ReactNode;
}

/** A figure, how it has changed against what, and the way to the rows behind it. */
export function Kpi(props: Props) {
  const { kpi, name, id } = props;
  return (
    <div
      data-testid={`kpi-${id}`}
      data-value={kpi.value ?? ''}
      className={`flex min-h-[96px] md:min-h-[124px] min-w-0 flex-col bg-surface px-4 pt-3.5 pb-3 ${props.wide ? 'max-md:col-span-2' : ''}`}
    >
      <p className="truncate text-small font-medium text-ink-2">{name}</p>
      <p className="mt-1 text-figure font-semibold tracking-[-0.02em]">
        {kpi.value === null ? (
          <Tip text={props.why}>
            <button
              type="button"
              aria-label={`${name}: undefined. ${props.why ?? ''}`}
              className="cursor-help text-ink-3"
            >
              {undefinedMark}
            </button>
          </Tip>
        ) : (
          <Tip text={props.exact(kpi.value)}>
            <Link
              to={props.href}
              className="opens"
              aria-label={`${name}: ${props.show(kpi.value)}, exactly ${props.exact(kpi.value)}. Open the rows`}
            >
              <Changed value={kpi.value} of={props.question}>
                {props.show(kpi.value)}
              </Changed>
            </Link>
          </Tip>
        )}
      </p>
      <Comparison {...props} />
      {props.children && <div className="mt-auto pt-1.5 text-small text-ink-3">{props.children}</div>}
    </div>
  );
}

function Comparison({ kpi, period, points, lowerIsBetter, exact }: Props) {
  const against = comparedTo(kpi.compared_to, period);
  const delta =
    points && kpi.value !== null && kpi.previous !== null
      ? kpi.value - kpi.previous
      : points
        ? null
        : change(kpi.value, kpi.previous);
  if (kpi.previous === null || delta === null) {
    return (
      <p className="mt-0.5 truncate text-small text-ink-3" title="There is nothing to compare with.">
        {undefinedMark} {against}
      </p>
    );
  }
  const way = direction(delta, lowerIsBetter);
  const size = points ? `${decimal(Math.abs(delta) * 100)} pts` : percentChange(delta);
  const tone = { better: 'text-better', worse: 'text-worse', same: 'text-ink-3' }[way];
  return (
    <p className="mt-0.5 flex items-center gap-1 text-small text-ink-3" title={`${exact(kpi.previous)} then`}>
      <span className={`inline-flex shrink-0 items-center font-semibold ${tone}`}>
        {way !== 'same' && <Icon name={delta > 0 ? 'up' : 'down'} size={12} />}
        <span className="sr-only">{way === 'same' ? '' : delta > 0 ? 'up ' : 'down '}</span>
        {way === 'same' ? 'no change' : size}
      </span>
      <span className="truncate">{against}</span>
    </p>
  );
}
