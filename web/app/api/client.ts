import { forgetFreshness, noteFreshness, noteReachable } from './freshness';
import { Problem } from './problem';
import { problemOf, refresh, session } from './session';
import type { Freshness } from './types';

const root = '/api/v2';
const remembered = 200;

/** Last answer per address with its ETag: a 304 then hands back the very same object and nothing re-renders. */
const answers = new Map<string, { etag: string; data: unknown }>();

session.subscribe(() => {
  if (session.state() === 'out') {
    answers.clear();
    forgetFreshness();
  }
});

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const known = answers.get(path);
  const response = await authorised(path, {
    headers: known ? { 'If-None-Match': known.etag } : {},
    // Ours is the only cache: the browser's would keep one person's answers for the next.
    cache: 'no-store',
    signal: signal ?? null,
  });
  if (response.status === 304 && known) {
    return known.data as T;
  }
  const data = (await response.json()) as T;
  const freshness = (data as { freshness?: Freshness }).freshness;
  if (freshness) {
    noteFreshness(freshness);
  }
  const etag = response.headers.get('ETag');
  if (etag) {
    answers.delete(path);
    answers.set(path, { etag, data });
    const oldest = answers.keys().next();
    if (answers.size > remembered && !oldest.done) {
      answers.delete(oldest.value);
    }
  }
  return data;
}

/** @param body null for none at all, where the server tells the two apart */
export const post = <T>(path: string, body: unknown = {}) => change<T>('POST', path, body);

export const put = <T>(path: string, body: unknown = {}) => change<T>('PUT', path, body);

/** Answers nothing where the server has nothing to say. */
export const remove = <T = void>(path: string) => change<T>('DELETE', path);

async function change<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await authorised(path, {
    method,
    ...(body === undefined || body === null
      ? {}
      : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** What an export answers, as it comes. */
export async function file(path: string): Promise<Blob> {
  const response = await authorised(path, { headers: { Accept: '*/*' }, cache: 'no-store' });
  return await response.blob();
}

async function authorised(path: string, init: RequestInit): Promise<Response> {
  if (!session.token()) {
    await refresh();
  }
  let response = await send(path, init);
  if (response.status === 401 && (await refresh())) {
    response = await send(path, init);
  }
  if (response.status === 401) {
    session.end();
  }
  if (!response.ok && response.status !== 304) {
    throw await problemOf(response);
  }
  return response;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has('Accept')) {
    headers.set('Accept', 'application/json');
  }
  const token = session.token();
  if (token) {
    headers.set('Authorization', `Bearer ${token}`);
  }
  try {
    const response = await fetch(root + path, { ...init, headers });
    noteReachable(true);
    return response;
  } catch (cause) {
    if (init.signal?.aborted) {
      throw cause;
    }
    noteReachable(false);
    throw new Problem(0, {});
  }
}
