import { beforeEach, describe, expect, it, vi } from 'vitest';
import { get, post } from './client';
import { Problem } from './problem';
import { moveTo, place, refresh, session, signIn, signOut } from './session';

type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

/** A server that answers from a script and remembers what it was asked. */
function server(script: (call: { path: string; method: string; headers: Headers }) => Answer) {
  const calls: { path: string; method: string; headers: Headers }[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    const call = { path, method: init.method ?? 'GET', headers: new Headers(init.headers) };
    calls.push(call);
    const answer = script(call);
    return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), {
      status: answer.status,
      headers: answer.headers ?? {},
    });
  });
  return calls;
}

const granted = (token: string): Answer => ({
  status: 200,
  body: { access_token: token, token_type: 'Bearer', expires_in: 900 },
});

beforeEach(async () => {
  server(() => ({ status: 204 }));
  await signOut();
});

describe('the client', () => {
  it('refreshes silently and asks once more when the access token has run out', async () => {
    server(() => granted('old'));
    await signIn('a@b.test', 'secret');
    const calls = server(({ path, headers }) =>
      path.endsWith('/refresh')
        ? granted('new')
        : headers.get('Authorization') === 'Bearer new'
          ? { status: 200, body: { ok: true } }
          : { status: 401 },
    );
    expect(await get('/users/profile')).toEqual({ ok: true });
    expect(calls.map((call) => call.path)).toEqual([
      '/api/v2/users/profile',
      '/api/v2/session/refresh',
      '/api/v2/users/profile',
    ]);
    expect(session.state()).toBe('in');
  });

  it('refreshes once for many requests at a time', async () => {
    server(() => granted('old'));
    await signIn('a@b.test', 'secret');
    const calls = server(({ path, headers }) =>
      path.endsWith('/refresh')
        ? granted('new')
        : { status: headers.get('Authorization') === 'Bearer new' ? 200 : 401, body: {} },
    );
    await Promise.all([get('/one'), get('/two'), get('/three')]);
    expect(calls.filter((call) => call.path.endsWith('/refresh'))).toHaveLength(1);
  });

  it('signs out when the cookie is refused too, and forgets the token', async () => {
    server(() => granted('old'));
    await signIn('a@b.test', 'secret');
    server(() => ({ status: 401, body: { code: 'session_over' } }));
    await expect(get('/dashboard')).rejects.toBeInstanceOf(Problem);
    expect(session.state()).toBe('out');
    expect(session.token()).toBeNull();
  });

  it('is signed out where there is no session to go on with', async () => {
    server(() => granted('old'));
    await signIn('a@b.test', 'secret');
    server(() => ({ status: 204 }));
    expect(await refresh()).toBe(false);
    expect(session.state()).toBe('out');
    expect(session.token()).toBeNull();
  });

  it('stays signed in when the connection is lost', async () => {
    server(() => granted('token'));
    await signIn('a@b.test', 'secret');
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
    await expect(get('/dashboard')).rejects.toMatchObject({ status: 0, code: 'unreachable' });
    await expect(refresh()).rejects.toMatchObject({ status: 0 });
    expect(session.state()).toBe('in');
  });

  it('hands back the very same answer on 304', async () => {
    server(() => granted('token'));
    await signIn('a@b.test', 'secret');
    const calls = server(({ headers }) =>
      headers.get('If-None-Match') === 'W/"7-x"'
        ? { status: 304 }
        : { status: 200, body: { value: 1 }, headers: { ETag: 'W/"7-x"' } },
    );
    const first = await get('/dashboard?scope=both');
    const second = await get('/dashboard?scope=both');
    expect(second).toBe(first);
    expect(calls).toHaveLength(2);
  });

  it('keeps no answer of one person for the next', async () => {
    server(() => granted('token'));
    await signIn('a@b.test', 'secret');
    server(() => ({ status: 200, body: { value: 1 }, headers: { ETag: 'W/"7-x"' } }));
    await get('/dashboard');
    server(() => granted('other'));
    await signOut();
    await signIn('c@d.test', 'secret');
    const calls = server(() => ({ status: 200, body: { value: 2 } }));
    expect(await get('/dashboard')).toEqual({ value: 2 });
    expect(calls[0]?.headers.has('If-None-Match')).toBe(false);
  });

  it('tells a problem with its code and how long to wait', async () => {
    server(() => ({
      status: 429,
      body: { code: 'too_many_attempts', detail: 'Wait.' },
      headers: { 'Retry-After': '30' },
    }));
    await expect(signIn('a@b.test', 'x')).rejects.toMatchObject({
      status: 429,
      code: 'too_many_attempts',
      retryAfter: 30,
    });
  });

  it('sends what it is given as JSON', async () => {
    server(() => granted('token'));
    await signIn('a@b.test', 'secret');
    const calls = server(() => ({ status: 202, body: { job: { id: 'j' } } }));
    expect(await post('/sync', { full: true })).toEqual({ job: { id: 'j' } });
    expect(calls[0]?.method).toBe('POST');
  });
});

describe('organisations', () => {
  const token = (sub: string) => `h.${btoa(JSON.stringify({ sub }))}.s`;

  it('are changed by a new session and a page that is loaded anew', async () => {
    const opened = vi.spyOn(place, 'open').mockImplementation(() => undefined);
    server(() => granted(token('mine')));
    await signIn('a@b.test', 'secret');
    const calls = server(() => granted(token('mine')));
    await moveTo('globex');
    expect(calls.map((call) => call.path)).toEqual([
      '/api/v2/session/refresh',
      '/api/v2/session/organization',
    ]);
    expect(opened).toHaveBeenCalledExactlyOnceWith('/');
  });

  it('that another tab has gone on in are noticed when refreshing', async () => {
    const opened = vi.spyOn(place, 'open').mockImplementation(() => undefined);
    opened.mockClear();
    server(() => granted(token('mine')));
    await signIn('a@b.test', 'secret');
    await refresh();
    expect(opened).not.toHaveBeenCalled();
    server(() => granted(token('of-the-other')));
    await refresh();
    expect(opened).toHaveBeenCalledExactlyOnceWith('/');
  });

  it('that refuse leave the page as it is', async () => {
    const opened = vi.spyOn(place, 'open').mockImplementation(() => undefined);
    opened.mockClear();
    server(() => granted(token('mine')));
    await signIn('a@b.test', 'secret');
    server(({ path }) =>
      path.endsWith('/refresh') ? granted(token('mine')) : { status: 404, body: { code: 'not_found' } },
    );
    await expect(moveTo('globex')).rejects.toMatchObject({ status: 404 });
    expect(opened).not.toHaveBeenCalled();
  });
});
