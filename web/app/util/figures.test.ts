import { describe, expect, it } from 'vitest';
import { change, direction, rampStep, share } from './figures';
import { tabSeparated } from './files';
import { choices, comparedTo, isPeriod, kindOf, label, periodOf, previous, today } from './period';

describe('a change', () => {
  it('is undefined where there is nothing to compare with', () => {
    expect(change(10, 0)).toBeNull();
    expect(change(null, 5)).toBeNull();
    expect(change(5, null)).toBeNull();
    expect(change(120, 100)).toBeCloseTo(0.2);
    expect(change(5, -10)).toBeCloseTo(1.5);
  });

  it('is better or worse by what it means', () => {
    expect(direction(0.2)).toBe('better');
    expect(direction(-0.2)).toBe('worse');
    expect(direction(0.2, true)).toBe('worse');
    expect(direction(0.0001)).toBe('same');
    expect(direction(null)).toBe('same');
  });
});

it('bars begin at zero and share one scale', () => {
  expect(share(50, [50, 100])).toBe(0.5);
  expect(share(-5, [10])).toBe(0);
  expect(share(0, [0, 0])).toBe(0);
});

it('stages are one ordered ramp from first to last', () => {
  expect([0, 1, 2, 3].map((index) => rampStep(index, 4))).toEqual([1, 3, 4, 6]);
  expect(rampStep(0, 1)).toBe(4);
});

describe('periods', () => {
  it('are named as in the API', () => {
    expect(['2026', '2026-Q4', '2026-11'].every(isPeriod)).toBe(true);
    expect(['2026-Q5', '2026-13', '26', '2026-1'].some(isPeriod)).toBe(false);
    expect(['2026', '2026-Q4', '2026-11'].map(kindOf)).toEqual(['year', 'quarter', 'month']);
  });

  it('count from the fiscal year, which is named after the year it begins in', () => {
    expect(periodOf('2026-11-21', 'quarter')).toBe('2026-Q4');
    expect(periodOf('2027-02-10', 'quarter', 4)).toBe('2026-Q4');
    expect(periodOf('2026-04-01', 'quarter', 4)).toBe('2026-Q1');
    expect(periodOf('2027-03-31', 'year', 4)).toBe('2026');
    expect(periodOf('2027-02-10', 'month', 4)).toBe('2027-02');
    expect(label('2026-Q4', 'en')).toBe('Q4 2026');
    expect(label('2026-Q4', 'en', 4)).toBe('Q4 2026/27');
    expect(label('2026-11', 'en')).toBe('November 2026');
  });

  it('are compared by name, the year said once', () => {
    expect(comparedTo('Q3 2026 to date', '2026-Q4')).toBe('vs Q3 to date');
    expect(comparedTo('vs Q3 to date', '2026-Q4')).toBe('vs Q3 to date');
    expect(comparedTo('Q4 2025 to date', '2026-Q1')).toBe('vs Q4 2025 to date');
    expect(comparedTo('October 2026', '2026-11')).toBe('vs October');
    expect(comparedTo('Q3 2026/27', '2026-Q4')).toBe('vs Q3 2026/27');
    expect(comparedTo('2025 to date', '2026')).toBe('vs 2025 to date');
  });

  it('follow one another', () => {
    expect(previous('2026-Q1')).toBe('2025-Q4');
    expect(previous('2026-01')).toBe('2025-12');
    expect(previous('2026')).toBe('2025');
    expect(choices('2026-02-03').map((group) => group.periods[1])).toEqual(['2025-Q4', '2026-01', '2025']);
  });

  it('follow the time zone of the organisation', () => {
    const late = new Date('2026-12-31T23:30:00Z');
    expect(today('Europe/Brussels', late)).toBe('2027-01-01');
    expect(today('America/New_York', late)).toBe('2026-12-31');
  });
});

it('a copied table keeps its cells apart', () => {
  expect(tabSeparated([['a\tb', 'c']])).toBe('a b\tc');
});
