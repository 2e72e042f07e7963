import { useCallback, useSyncExternalStore } from 'react';

/*
 * Preferences of this browser (theme, columns, density). What is asked of the data belongs in the URL instead.
 */

const listeners = new Map<string, Set<() => void>>();
const parsed = new Map<string, { text: string | null; value: unknown }>();

function read(key: string): string | null {
  try {
    return localStorage.getItem(`sightline.${key}`);
  } catch {
    return null;
  }
}

export function stored<T>(key: string, fallback: T): T {
  const text = read(key);
  const known = parsed.get(key);
  if (known && known.text === text) {
    return known.value as T;
  }
  let value: unknown = fallback;
  try {
    value = text === null ? fallback : JSON.parse(text);
  } catch {
    // Someone else wrote there: the default applies.
  }
  parsed.set(key, { text, value });
  return value as T;
}

export function store(key: string, value: unknown): void {
  try {
    localStorage.setItem(`sightline.${key}`, JSON.stringify(value));
  } catch {
    // Storage is refused: the choice holds for this page only.
    parsed.set(key, { text: null, value });
  }
  for (const listener of listeners.get(key) ?? []) {
    listener();
  }
}

export function useStored<T>(key: string, fallback: T): [T, (value: T) => void] {
  const subscribe = useCallback(
    (listener: () => void) => {
      const set = listeners.get(key) ?? new Set();
      listeners.set(key, set.add(listener));
      return () => set.delete(listener);
    },
    [key],
  );
  const value = useSyncExternalStore(subscribe, () => stored(key, fallback));
  return [value, useCallback((next: T) => store(key, next), [key])];
}
