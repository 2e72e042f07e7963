import { describe, expect, it, vi } from 'vitest';
import {
  ago,
  count,
  counted,
  days,
  daysExact,
  dueDay,
  duration,
  initials,
  locale,
  money,
  moneyCompact,
  percent,
  percentChange,
  percentWhole,
  probability,
  relative,
} from './format';

const now = Date.parse('2026-11-21T12:00:00Z');
const before = (ms: number) => new Date(now - ms).toISOString();

describe('the language', () => {
  it.each([
    [['de-DE', 'en'], 'de-DE'],
    [['en-US@posix'], 'en-US'],
    [['C', 'fr-FR'], 'fr-FR'],
  ])('of %s is one that dates and numbers can be written in', (languages, expected) => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(languages);
    expect(locale()).toBe(expected);
    expect(() => money(1, 'EUR')).not.toThrow();
  });

  it('is English where none can be understood', () => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['C']);
    vi.spyOn(navigator, 'language', 'get').mockReturnValue('C');
    expect(locale()).toBe('en');
  });
});

describe('numbers', () => {
  it('are short on cards and keep their currency', () => {
    expect(moneyCompact(1_241_318.5, 'EUR')).toBe('€1.24m');
    expect(moneyCompact(794_927, 'EUR')).toBe('€795k');
    expect(moneyCompact(812.4, 'EUR')).toBe('€812');
    expect(moneyCompact(0, 'USD')).toBe('$0');
  });

  it('are exact where they are looked up', () => {
    expect(money(1_241_318.5, 'EUR')).toBe('€1,241,318.50');
    expect(money(1_241_318, 'EUR')).toBe('€1,241,318');
    expect(money(8119, 'JPY')).toBe('¥8,119');
  });

  it('carry a true minus', () => {
    expect(money(-8119, 'EUR')).toBe('\u2212€8,119');
    expect(moneyCompact(-1_500_000, 'EUR')).toBe('\u2212€1.5m');
    expect(percent(-0.125)).toBe('\u221212.5%');
    expect(count(-3)).toBe('\u22123');
  });

  it('follow the locale', () => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['de-DE']);
    expect(money(1_241_318.5, 'EUR')).toBe('1.241.318,50\u00a0€');
    expect(money(-5, 'EUR')).toBe('\u22125\u00a0€');
  });

  it('never call nothing what is little, nor all what is nearly all', () => {
    expect(moneyCompact(0.3, 'EUR')).toBe('< €1');
    expect(moneyCompact(0.7, 'EUR')).toBe('€1');
    expect(percentWhole(0)).toBe('0%');
    expect(percentWhole(0.004)).toBe('< 1%');
    expect(percentWhole(0.996)).toBe('> 99%');
    expect(percentWhole(1)).toBe('100%');
  });

  it('stay readable when they are huge', () => {
    expect(moneyCompact(999_960, 'EUR')).toBe('€1m');
    expect(moneyCompact(1_234_567_890_123, 'USD')).toBe('$1.23tn');
    expect(percentChange(0.336)).toBe('33.6%');
    expect(percentChange(-2.5)).toBe('250%');
    expect(percentChange(25_000)).toBe('> 999%');
  });

  it('count days as people do', () => {
    expect([0, 0.2, 1, 1.04, 2.5, 109.4, -3].map(days)).toEqual([
      '< 1 day',
      '< 1 day',
      '1 day',
      '1 day',
      '2.5 days',
      '109 days',
      '\u22123 days',
    ]);
    expect([0, 0.2, 0.05, 1.3].map(daysExact)).toEqual(['< 1 hour', '5 hours', '1 hour', '1.3 days']);
  });

  it('tell a ratio from a percentage', () => {
    expect(percent(0.384)).toBe('38.4%');
    expect(probability(70)).toBe('70%');
  });

  it('agree with their noun', () => {
    expect(counted(1, 'person', 'people')).toBe('1 person');
    expect(counted(1200, 'person', 'people')).toBe('1,200 people');
  });
});

describe('times', () => {
  it('are relative within a week and a date beyond', () => {
    expect(relative(before(3_000), now)).toBe('just now');
    expect(relative(before(45_000), now)).toBe('45 s ago');
    expect(relative(before(2 * 60_000), now)).toBe('2 min ago');
    expect(relative(before(59.7 * 60_000), now)).toBe('1 h ago');
    expect(relative(before(2 * 3_600_000), now)).toBe('2 h ago');
    expect(relative(before(23.8 * 3_600_000), now)).toBe('1 d ago');
    expect(relative(before(-3 * 60_000), now)).toBe('in 3 min');
    expect(relative(before(30 * 86_400_000), now)).toBe('22 Oct 2026');
  });

  it('have happened when they have, whatever our clock says', () => {
    expect(ago('2026-11-21T12:00:20Z', now)).toBe('just now');
    expect(ago('2026-11-21T11:58:00Z', now)).toBe('2 min ago');
  });

  it('say how a due day stands to today', () => {
    expect(dueDay('2026-11-21', '2026-11-21')).toBe('today');
    expect(dueDay('2026-11-22', '2026-11-21')).toBe('tomorrow');
    expect(dueDay('2026-11-18', '2026-11-21')).toBe('3 d overdue');
    expect(dueDay('2026-11-26', '2026-11-21')).toBe('in 5 d');
    expect(dueDay('2027-02-01', '2026-11-21')).toBe('1 Feb 2027');
  });

  it('last', () => {
    expect(duration(0.2)).toBe('< 1 s');
    expect(duration(14.4)).toBe('14 s');
    expect(duration(80)).toBe('1 min 20 s');
    expect(duration(7500)).toBe('2 h 5 min');
  });
});

it('names have initials', () => {
  expect(initials('Ana de Souza')).toBe('AS');
  expect(initials('Cher')).toBe('C');
  expect(initials('')).toBe('');
});
