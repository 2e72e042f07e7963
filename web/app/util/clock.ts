import { useSyncExternalStore } from 'react';

/*
 * One clock for every "2 min ago" on the page, ticking only while someone looks at it.
 */

const step = 5_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) {
      each();
    }
  }, step);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function current() {
  // A clock that nobody watched has stood still.
  if (Date.now() - now > step) {
    now = Date.now();
  }
  return now;
}

export function useNow(): number {
  return useSyncExternalStore(subscribe, current);
}
