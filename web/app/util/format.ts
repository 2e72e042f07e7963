/*
 * Numbers and dates as the reader's locale writes them. Every number has its currency or unit beside it, a minus is a
 * true minus, and what is undefined is an en dash, never 0.
 */

export const undefinedMark = '–';
const minus = '\u2212';

const cache = new Map<string, Intl.NumberFormat>();

/** A browser may take its language from a system that writes it in a way of its own: `en-US@posix`, `C`. */
function understood(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

/** The first of the reader's languages that dates and numbers can be written in. */
export function locale(): string {
  const tags = [...(navigator.languages ?? []), navigator.language ?? ''];
  return tags.map((tag) => tag.replace(/[@.].*$/, '')).find(understood) ?? 'en';
}

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale()}|${JSON.stringify(options)}`;
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale(), options);
    cache.set(key, format);
  }
  return format;
}

function trueMinus(text: string): string {
  return text.replace(/^(\W*)-/u, `$1${minus}`);
}

/** €1.24M */
export function moneyCompact(amount: number, currency: string): string {
  if (amount > 0 && amount < 0.5) {
    return lessThan(moneyColumn(1, currency));
  }
  return trueMinus(
    numbers({
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      notation: 'compact',
      ...(Math.abs(amount) < 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 }),
    }).format(amount),
  );
}

/** "< €1" and the like: what is there, but less than the smallest that is shown. */
const lessThan = (text: string) => `< ${text}`;

/** €1,240,318.50; whole amounts without the decimals that say nothing. */
export function money(amount: number, currency: string): string {
  const whole = Number.isInteger(amount);
  return trueMinus(
    numbers({
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      ...(whole ? { maximumFractionDigits: 0 } : {}),
    }).format(amount),
  );
}

/** Whole units, for columns that line up. */
export function moneyColumn(amount: number, currency: string): string {
  return trueMinus(
    numbers({
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      maximumFractionDigits: 0,
    }).format(amount),
  );
}

export function count(value: number): string {
  return trueMinus(numbers({ maximumFractionDigits: 0 }).format(value));
}

/** Of a ratio: 0.384 is 38.4%. */
export function percent(ratio: number, digits = 1): string {
  return trueMinus(numbers({ style: 'percent', maximumFractionDigits: digits }).format(ratio));
}

/** Of a ratio, in whole percent; only none is 0% and only all is 100%. */
export function percentWhole(ratio: number): string {
  if (ratio > 0 && ratio < 0.01) {
    return lessThan(percent(0.01, 0));
  }
  if (ratio > 0.99 && ratio < 1) {
    return `> ${percent(0.99, 0)}`;
  }
  return percent(ratio, 0);
}

const largestChange = 9.99;

/** By how much something changed, without its sign; what is beyond all measure says only that. */
export function percentChange(ratio: number): string {
  const size = Math.abs(ratio);
  return size > largestChange ? `> ${percent(largestChange, 0)}` : percent(size, size < 1 ? 1 : 0);
}

/** A span of days: "< 1 day", "2.5 days", "109 days". */
export function days(value: number): string {
  if (value >= 0 && value < 1) {
    return lessThan('1 day');
  }
  const shown = decimal(value, Math.abs(value) < 10 ? 1 : 0);
  return shown === decimal(1) ? '1 day' : `${shown} days`;
}

/** The same to the hour: "5 hours", "1.3 days". */
export function daysExact(value: number): string {
  if (value >= 0 && value < 1) {
    const hours = value * 24;
    return hours < 1 ? lessThan('1 hour') : counted(Math.round(hours), 'hour', 'hours');
  }
  return `${decimal(value)} days`;
}

/** Of a probability that is already in percent: 70 is 70%. */
export function probability(value: number): string {
  return percent(value / 100, 0);
}

export function decimal(value: number, digits = 1): string {
  return trueMinus(numbers({ maximumFractionDigits: digits }).format(value));
}

/** "1 opportunity", "12 opportunities". */
export function counted(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

export function day(value: string): string {
  return new Intl.DateTimeFormat(locale(), {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${value.slice(0, 10)}T00:00:00Z`));
}

/** 1 Oct: where the year is plain from what stands around it. */
export function dayShort(value: string): string {
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${value.slice(0, 10)}T00:00:00Z`),
  );
}

export function month(value: string, style: 'short' | 'long' = 'short'): string {
  return new Intl.DateTimeFormat(locale(), {
    month: style,
    ...(style === 'long' ? { year: 'numeric' } : {}),
    timeZone: 'UTC',
  }).format(new Date(`${value.slice(0, 7)}-01T00:00:00Z`));
}

export function instant(value: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(value),
  );
}

export function time(value: string): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: 'short' }).format(new Date(value));
}

const minute = 60_000;
const hour = 60 * minute;
const fullDay = 24 * hour;

/** "2 h ago", "in 3 min"; beyond a week the date. */
export function relative(value: string, now: number): string {
  const distance = new Date(value).getTime() - now;
  const size = Math.abs(distance);
  const said = (text: string) => (distance < 0 ? `${text} ago` : `in ${text}`);
  if (size < 10_000) {
    return distance < 0 ? 'just now' : 'in a moment';
  }
  // By what is said: 59.7 minutes are an hour and not 60 minutes.
  for (const [unit, name, most] of [
    [1000, 's', 60],
    [minute, 'min', 60],
    [hour, 'h', 24],
    [fullDay, 'd', 7],
  ] as const) {
    const whole = Math.round(size / unit);
    if (whole < most) {
      return said(`${whole} ${name}`);
    }
  }
  return day(value);
}

/** Of what has happened: a clock that is a little behind the server's does not make it the future. */
export function ago(value: string, now: number): string {
  return relative(new Date(Math.min(Date.parse(value), now - 1)).toISOString(), now);
}

/** A due day beside today's: "today", "tomorrow", "3 d overdue", "in 5 d". */
export function dueDay(value: string, today: string): string {
  const days = Math.round((Date.parse(value.slice(0, 10)) - Date.parse(today)) / fullDay);
  if (days === 0) {
    return 'today';
  }
  if (days === 1) {
    return 'tomorrow';
  }
  if (days === -1) {
    return 'yesterday';
  }
  if (days < 0 && days >= -60) {
    return `${-days} d overdue`;
  }
  if (days > 0 && days <= 7) {
    return `in ${days} d`;
  }
  return day(value);
}

/** "1 min 20 s", "14 s", "2 h 5 min", "< 1 s". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole === 0) {
    return lessThan('1 s');
  }
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    const rest = whole % 60;
    return `${Math.floor(whole / 60)} min${rest ? ` ${rest} s` : ''}`;
  }
  const rest = Math.round((whole % 3600) / 60);
  return `${Math.floor(whole / 3600)} h${rest ? ` ${rest} min` : ''}`;
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0]?.[0] ?? '';
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
  return (first + last).toUpperCase();
}
