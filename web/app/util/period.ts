/*
 * Periods are named 2026, 2026-Q4 or 2026-11, in the organisation's time zone. A fiscal year is named after the
 * calendar year it begins in (with April, 2026-Q4 is January to March 2027); months are always calendar months.
 */

export type PeriodKind = 'month' | 'quarter' | 'year';

const pattern = /^(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$/;

export function isPeriod(value: string): boolean {
  return pattern.test(value);
}

/** yyyy-mm-dd, and in the calendar. */
export function isDay(value: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : null;
  return at !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}

/** The last day of a month named yyyy-mm. */
export function monthEnd(month: string): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0))
    .toISOString()
    .slice(0, 10);
}

export function kindOf(period: string): PeriodKind {
  const match = pattern.exec(period);
  return match?.[2] ? 'quarter' : match?.[3] ? 'month' : 'year';
}

/** Today's day, yyyy-mm-dd, where the organisation is. */
export function today(timeZone: string, now: Date): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now);
}

export function periodOf(day: string, kind: PeriodKind, fiscalStart = 1): string {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7));
  if (kind === 'month') {
    return day.slice(0, 7);
  }
  const fiscalYear = month < fiscalStart ? year - 1 : year;
  if (kind === 'year') {
    return String(fiscalYear);
  }
  const quarter = Math.floor(((month - fiscalStart + 12) % 12) / 3) + 1;
  return `${fiscalYear}-Q${quarter}`;
}

export function previous(period: string): string {
  const match = pattern.exec(period);
  if (!match) {
    return period;
  }
  const year = Number(match[1]);
  if (match[2]) {
    const quarter = Number(match[2]);
    return quarter === 1 ? `${year - 1}-Q4` : `${year}-Q${quarter - 1}`;
  }
  if (match[3]) {
    const month = Number(match[3]);
    return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
  }
  return String(year - 1);
}

/** "Q4 2026", "November 2026", "2026"; "2026/27" where the fiscal year is not the calendar's. */
export function label(period: string, language: string, fiscalStart = 1): string {
  const match = pattern.exec(period);
  const year = Number(match?.[1]);
  const named = fiscalStart === 1 ? String(year) : `${year}/${String((year + 1) % 100).padStart(2, '0')}`;
  if (match?.[2]) {
    return `Q${match[2]} ${named}`;
  }
  if (match?.[3]) {
    return new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
      new Date(`${period}-01T00:00:00Z`),
    );
  }
  return match ? named : period;
}

/** "vs Q3 to date" of "Q3 2026 to date" beside a period of 2026: the year is said once. */
export function comparedTo(name: string, period: string): string {
  const year = period.slice(0, 4);
  const short = name.replace(/^vs /, '').replace(new RegExp(`^(.*\\D) ?${year}(?![\\d/])`), '$1');
  return `vs ${short.replace(/\s+/g, ' ').trim()}`;
}

/** What the period picker offers: this one and the ones just before it, of each kind. */
export function choices(day: string, fiscalStart = 1): { kind: PeriodKind; periods: string[] }[] {
  const back = (kind: PeriodKind, length: number) => {
    const periods = [periodOf(day, kind, fiscalStart)];
    while (periods.length < length) {
      periods.push(previous(periods.at(-1) ?? ''));
    }
    return { kind, periods };
  };
  return [back('quarter', 5), back('month', 6), back('year', 3)];
}
