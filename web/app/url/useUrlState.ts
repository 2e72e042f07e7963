import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/**
 * State in the address. `set` keeps the parameters that this codec does not know, replaces the entry where the change
 * is typed letter by letter, and otherwise pushes one, so that Back undoes a choice.
 */
export function useUrlState<T extends object>(
  read: (params: URLSearchParams) => T,
  write: (state: Partial<T>) => URLSearchParams,
): [T, (change: Partial<T>, options?: { replace?: boolean }) => void] {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => read(params), [params, read]);
  const set = useCallback(
    (change: Partial<T>, options?: { replace?: boolean }) =>
      setParams(
        (before) => {
          const current = read(before);
          const next = new URLSearchParams(before);
          for (const name of Object.keys(current)) {
            next.delete(name);
          }
          for (const [name, value] of write({ ...current, ...change })) {
            next.set(name, value);
          }
          return next;
        },
        { replace: options?.replace ?? false, preventScrollReset: true },
      ),
    [read, write, setParams],
  );
  return [state, set];
}
