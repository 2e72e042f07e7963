import type { Scope } from '../api/types';
import { isDay, isPeriod } from '../util/period';

/*
 * The whole state of a screen is in its address: reading and writing it are pure functions, and a default is never
 * written, so the shortest link means the most ordinary question. An unknown value reads as the default.
 */

/** Whose numbers, and of when: what the top bar chooses and most pages share. */
export interface View {
  scope: Scope;
  /** Null: the current quarter. */
  period: string | null;
  /** Null: the viewer. */
  person: string | null;
}

export const defaultView: View = { scope: 'both', period: null, person: null };

const scopes: readonly string[] = ['mine', 'team', 'both'];

export function readScope(params: URLSearchParams): Scope {
  return oneOf(params.get('scope'), scopes, defaultView.scope) as Scope;
}

export function readPeriod(params: URLSearchParams): string | null {
  const period = params.get('period');
  return period !== null && isPeriod(period) ? period : null;
}

export function readDay(params: URLSearchParams, name: string): string | null {
  const day = params.get(name);
  return day !== null && isDay(day) ? day : null;
}

export function readView(params: URLSearchParams): View {
  return { scope: readScope(params), period: readPeriod(params), person: text(params.get('person')) };
}

export function writeView(view: Partial<View>): URLSearchParams {
  return compact({
    scope: view.scope === defaultView.scope ? null : (view.scope ?? null),
    period: view.period ?? null,
    person: view.person ?? null,
  });
}

export function oneOf<T extends string>(value: string | null, allowed: readonly T[], fallback: T): T {
  return value !== null && (allowed as readonly string[]).includes(value) ? (value as T) : fallback;
}

export function text(value: string | null): string | null {
  return value === null || value.trim() === '' ? null : value;
}

/** Parameters in the order given, without the empty ones. */
export function compact(values: Record<string, string | null | undefined | false>): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string' && value !== '') {
      params.set(name, value);
    }
  }
  return params;
}
