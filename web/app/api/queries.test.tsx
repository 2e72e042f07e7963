import { focusManager, QueryObserver, useQuery } from '@tanstack/react-query';
import { act } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { session, show } from '../test/render';
import { get } from './client';
import { newQueryClient, sessionQuery } from './queries';
import { session as tokens } from './session';
import type { Role } from './types';

function Asks() {
  useQuery(sessionQuery());
  return null;
}

/** How often the server is asked who is signed in, over a minute. */
async function inAMinute(role: Role, hidden = false): Promise<number> {
  vi.useFakeTimers();
  vi.spyOn(tokens, 'token').mockReturnValue('token');
  let asked = 0;
  const who = { ...session, role };
  vi.stubGlobal('fetch', async () => {
    asked++;
    return new Response(JSON.stringify(who));
  });
  show(<Asks />, '/', [[['session'], who]]);
  act(() => focusManager.setFocused(!hidden));
  await act(() => vi.advanceTimersByTimeAsync(60_500));
  return asked;
}

describe('who is signed in', () => {
  afterEach(() => {
    vi.useRealTimers();
    act(() => focusManager.setFocused(undefined));
  });

  it('is asked for every few seconds while somebody waits to be let in', async () => {
    expect(await inAMinute('PENDING')).toBe(12);
  });

  it('is asked for once a minute of everybody else', async () => {
    expect(await inAMinute('MANAGER')).toBe(1);
  });

  it('is not asked for by a tab that nobody looks at', async () => {
    expect(await inAMinute('PENDING', true)).toBe(0);
  });
});

describe('what went wrong while the server was away', () => {
  it('is asked for again with the first answer, and what did not is not', async () => {
    vi.spyOn(tokens, 'token').mockReturnValue('token');
    let away = false;
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (path: string) => {
      asked.push(path);
      if (away) {
        throw new TypeError('Failed to fetch');
      }
      return new Response('{}');
    });
    const client = newQueryClient();
    const look = (path: string) => {
      const observer = new QueryObserver(client, {
        queryKey: [path],
        queryFn: () => get(path),
        retry: false,
      });
      return { observer, stop: observer.subscribe(() => undefined) };
    };
    const status = ({ observer }: ReturnType<typeof look>) => observer.getCurrentResult().status;
    const before = look('/accounts');
    await vi.waitFor(() => expect(status(before)).toBe('success'));
    away = true;
    const during = look('/activities');
    await vi.waitFor(() => expect(status(during)).toBe('error'));
    away = false;
    await get('/sync');
    await vi.waitFor(() => expect(status(during)).toBe('success'));
    expect(asked).toEqual(['/api/v2/accounts', '/api/v2/activities', '/api/v2/sync', '/api/v2/activities']);
    before.stop();
    during.stop();
  });
});
