import { act, cleanup, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { show } from '../../test/render';
import { Changed } from '../../ui/Changed';
import { money, moneyCompact } from '../../util/format';
import { Kpi } from './Kpi';

const base = {
  id: 'pipeline',
  name: 'Pipeline',
  show: (value: number) => moneyCompact(value, 'EUR'),
  exact: (value: number) => money(value, 'EUR'),
  href: '/opportunities?scope=team',
  question: 'q',
  period: '2026-Q4',
};
const kpi = (value: number | null, previous: number | null) => ({
  value,
  previous,
  change: null,
  compared_to: 'Q3 2026 to date',
  count: null,
  won: null,
  lost: null,
});

describe('a key figure', () => {
  it('shows value, change and what it is compared with, and opens its rows', () => {
    show(<Kpi {...base} kpi={kpi(1_200_000, 1_000_000)} />);
    const link = screen.getByRole('link', { name: 'Pipeline: €1.2m, exactly €1,200,000. Open the rows' });
    expect(link).toHaveTextContent('€1.2m');
    expect(link).toHaveAttribute('href', '/opportunities?scope=team');
    expect(screen.getByTestId('kpi-pipeline')).toHaveTextContent('up 20%vs Q3 to date');
  });

  it('says with words, not with colour alone, that less is worse', () => {
    show(<Kpi {...base} kpi={kpi(80, 100)} />);
    expect(screen.getByTestId('kpi-pipeline')).toHaveTextContent('down 20%');
  });

  it('shows a dash with the reason for what is undefined, never 0', () => {
    show(<Kpi {...base} name="Win rate" kpi={kpi(null, 0.4)} why="Nothing was closed yet." />);
    const dash = screen.getByRole('button', { name: 'Win rate: undefined. Nothing was closed yet.' });
    expect(dash).toHaveTextContent('–');
  });

  it('tells a change beyond all measure as that, and a change from nothing not at all', () => {
    show(<Kpi {...base} kpi={kpi(500_000, 2)} />);
    expect(screen.getByTestId('kpi-pipeline')).toHaveTextContent('up > 999%');
    cleanup();
    show(<Kpi {...base} kpi={kpi(500_000, 0)} />);
    expect(screen.getByTestId('kpi-pipeline')).toHaveTextContent('– vs Q3 to date');
    cleanup();
    show(<Kpi {...base} kpi={kpi(100, -50)} />);
    expect(screen.getByTestId('kpi-pipeline')).toHaveTextContent('up 300%');
  });

  it('counts a change of a rate in points', () => {
    show(<Kpi {...base} kpi={kpi(0.5, 0.4)} points />);
    expect(screen.getByTestId('kpi-pipeline')).toHaveTextContent('up 10 pts');
  });
});

describe('a changed value', () => {
  it('marks itself for a moment when it changes by itself', () => {
    vi.useFakeTimers();
    const { rerender, container } = render(
      <Changed value={1} of="a">
        1
      </Changed>,
    );
    const mark = () => container.querySelector('[data-changed]');
    expect(mark()).toBeNull();
    rerender(
      <Changed value={2} of="a">
        2
      </Changed>,
    );
    expect(mark()).not.toBeNull();
    act(() => vi.advanceTimersByTime(3_000));
    expect(mark()).toBeNull();
    vi.useRealTimers();
  });

  it('is no news under another question', () => {
    const { rerender, container } = render(
      <Changed value={1} of="mine">
        1
      </Changed>,
    );
    rerender(
      <Changed value={2} of="team">
        2
      </Changed>,
    );
    expect(container.querySelector('[data-changed]')).toBeNull();
  });
});
