import { describe, expect, it, vi } from 'vitest';
import {
  count,
  counted,
  dueDay,
  duration,
  initials,
  money,
  moneyCompact,
  percent,
  probability,
  relative,
} from './format';

const now = Date.parse('2026-11-21T12:00:00Z');
const ago = (ms: number) => new Date(now - ms).toISOString();

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
    expect(relative(ago(3_000), now)).toBe('just now');
    expect(relative(ago(45_000), now)).toBe('45 s ago');
    expect(relative(ago(2 * 60_000), now)).toBe('2 min ago');
    expect(relative(ago(2 * 3_600_000), now)).toBe('2 h ago');
    expect(relative(ago(-3 * 60_000), now)).toBe('in 3 min');
    expect(relative(ago(30 * 86_400_000), now)).toBe('22 Oct 2026');
  });

  it('say how a due day stands to today', () => {
    expect(dueDay('2026-11-21', '2026-11-21')).toBe('today');
    expect(dueDay('2026-11-22', '2026-11-21')).toBe('tomorrow');
    expect(dueDay('2026-11-18', '2026-11-21')).toBe('3 d overdue');
    expect(dueDay('2026-11-26', '2026-11-21')).toBe('in 5 d');
    expect(dueDay('2027-02-01', '2026-11-21')).toBe('1 Feb 2027');
  });

  it('last', () => {
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
