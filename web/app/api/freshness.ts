import { useSyncExternalStore } from 'react';
import type { Freshness } from './types';

/*
 * The newest word on how fresh things are, whichever answer brought it.
 */

let latest: Freshness | null = null;
/** When the server last answered anything; null before the first answer. */
let unreachableSince: number | null = null;
const listeners = new Set<() => void>();
const whenBack = new Set<() => void>();

function tell() {
  for (const listener of listeners) {
    listener();
  }
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function instantOf(value: string | null): number {
  return value === null ? 0 : Date.parse(value);
}

/** Keeps the newer word: an answer that was unchanged (304) repeats an old one. */
export function noteFreshness(word: Freshness): void {
  if (
    latest === null ||
    word.position > latest.position ||
    instantOf(word.last_sync_at) >= instantOf(latest.last_sync_at)
  ) {
    latest = { ...word, position: Math.max(word.position, latest?.position ?? 0) };
    tell();
  }
}

/** From `/sync`, which is never answered from a cache. */
export function noteSync(word: Omit<Freshness, 'position' | 'as_of'>): void {
  latest = { position: latest?.position ?? 0, as_of: latest?.as_of ?? null, ...word };
  tell();
}

export function noteReachable(reachable: boolean): void {
  if (reachable !== (unreachableSince === null)) {
    unreachableSince = reachable ? null : Date.now();
    tell();
    if (reachable) {
      for (const listener of whenBack) {
        listener();
      }
    }
  }
}

/** Tells of the first answer after a time without any. */
export function onceReachableAgain(listener: () => void): void {
  whenBack.add(listener);
}

export function forgetFreshness(): void {
  latest = null;
  tell();
}

export function useFreshness(): Freshness | null {
  return useSyncExternalStore(subscribe, () => latest);
}

export function useUnreachableSince(): number | null {
  return useSyncExternalStore(subscribe, () => unreachableSince);
}
