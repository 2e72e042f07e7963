import { useCallback } from 'react';
import type { TrendPoint } from '../api/types';
import { day, dayShort, money, moneyCompact, month } from '../util/format';
import { Chart } from './Chart';
import { tokenColor } from './colors';

export function pointName(point: TrendPoint): string {
  return point.month ? month(point.month, 'long') : point.day ? day(point.day) : '';
}

/** Two drawings over one line of time: what was open then, and what was won then. Both begin at zero. */
export function TrendChart({
  points,
  currency,
  onPick,
}: {
  points: TrendPoint[];
  currency: string;
  onPick: (index: number, figure: 'pipeline' | 'won') => void;
}) {
  const option = useCallback(() => optionOf(points, currency), [points, currency]);
  const last = points.at(-1);
  const first = points[0];
  const label =
    first && last
      ? `Pipeline from ${money(first.pipeline, currency)} in ${pointName(first)} to ${money(last.pipeline, currency)} in ${pointName(last)}.`
      : 'No trend yet.';
  return (
    <Chart
      label={label}
      option={option}
      height={250}
      onPick={(index, grid) => onPick(index, grid === 1 ? 'won' : 'pipeline')}
    />
  );
}

function optionOf(points: TrendPoint[], currency: string) {
  const ink = tokenColor('--ink');
  const quiet = tokenColor('--ink-3');
  const line = tokenColor('--line');
  const accent = tokenColor('--accent');
  const bar = tokenColor('--ramp-2');
  const names = points.map((point) => (point.month ? month(point.month) : dayShort(point.day ?? '')));
  const font = getComputedStyle(document.body).fontFamily;
  const text = { color: quiet, fontSize: 11.5, fontFamily: font };
  const value = {
    type: 'value',
    min: 0,
    // Labels are whole: without this a line of zeros is named 1, 1 and 0.
    minInterval: 1,
    splitNumber: 3,
    axisLabel: { ...text, formatter: (amount: number) => moneyCompact(amount, currency) },
    splitLine: { lineStyle: { color: line } },
  };
  const title = {
    nameLocation: 'end',
    nameGap: 12,
    nameTextStyle: { ...text, align: 'left', color: ink, fontWeight: 600 },
  };
  const left = 58;
  const right = 64;
  return {
    textStyle: { fontFamily: font },
    grid: [
      { left, right, top: 28, height: 112 },
      { left, right, top: 172, height: 54 },
    ],
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      padding: 0,
      borderWidth: 0,
      backgroundColor: 'transparent',
      axisPointer: { type: 'line', lineStyle: { color: quiet, type: 'solid', width: 1 } },
      formatter: (at: { dataIndex: number }[]) => tooltip(points[at[0]?.dataIndex ?? 0], currency),
    },
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    xAxis: [0, 1].map((index) => ({
      type: 'category',
      gridIndex: index,
      data: names,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: line } },
      axisLabel: index === 0 ? { show: false } : { ...text, hideOverlap: true },
    })),
    yAxis: [
      { ...value, ...title, gridIndex: 0, name: 'Pipeline' },
      { ...value, ...title, gridIndex: 1, name: 'Won', splitNumber: 2 },
    ],
    series: [
      {
        type: 'line',
        name: 'Pipeline',
        data: points.map((point) => point.pipeline),
        symbol: 'circle',
        symbolSize: 5,
        showSymbol: points.length <= 13,
        cursor: 'pointer',
        lineStyle: { color: accent, width: 2 },
        itemStyle: { color: accent },
        endLabel: {
          show: true,
          color: accent,
          fontWeight: 600,
          fontFamily: font,
          fontSize: 12,
          formatter: ({ value: amount }: { value: number }) => moneyCompact(amount, currency),
        },
      },
      {
        type: 'bar',
        cursor: 'pointer',
        name: 'Won',
        xAxisIndex: 1,
        yAxisIndex: 1,
        data: points.map((point) => point.won),
        itemStyle: { color: bar, borderRadius: [2, 2, 0, 0] },
        barMaxWidth: 26,
      },
    ],
  };
}

function tooltip(point: TrendPoint | undefined, currency: string): HTMLElement {
  const box = document.createElement('div');
  box.className = 'rounded-control bg-ink px-2.5 py-1.5 text-small text-canvas shadow-float';
  if (point) {
    for (const line of [
      pointName(point),
      `Pipeline ${money(point.pipeline, currency)}`,
      `Won ${money(point.won, currency)}`,
    ]) {
      const row = document.createElement('div');
      row.textContent = line;
      box.append(row);
    }
    box.firstElementChild?.classList.add('font-semibold');
  }
  return box;
}
