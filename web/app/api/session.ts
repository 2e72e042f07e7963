import { Problem } from './problem';
import type {
  SecondStepSecondStep,
  SessionAnswersAccessGranted,
  SessionCodeAsked,
  SessionOrganizationWish,
  SessionSignIn,
} from './schema';
import type { ProblemBody } from './types';

/*
 * The access token lives in this module's memory and nowhere else; the refresh token is a cookie that scripts cannot
 * read. Refreshing rotates that cookie, and two tabs share it, so refreshes queue behind one lock for the browser.
 */

export type SessionState = 'unknown' | 'in' | 'out';

const path = '/api/v2/session';
let token: string | null = null;
let state: SessionState = 'unknown';
/** Whose token it is: one person has another account in each organisation. */
let account: string | null = null;
let refreshing: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

function become(next: SessionState, nextToken: string | null) {
  token = nextToken;
  account = nextToken === null ? null : accountOf(nextToken);
  if (next !== state) {
    state = next;
    for (const listener of listeners) {
      listener();
    }
  }
}

export const session = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  state: (): SessionState => state,
  token: (): string | null => token,
  /** The server has refused us for good: back to signing in. */
  end: () => become('out', null),
};

export async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as ProblemBody;
  const wait = Number(response.headers.get('Retry-After'));
  return new Problem(response.status, body, Number.isFinite(wait) && wait > 0 ? wait : null);
}

async function ask(input: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(input, init);
  } catch {
    throw new Problem(0, {});
  }
}

/** Asks, without a token, what is open to everybody. */
export async function tell<T>(place: string, body: unknown): Promise<T> {
  const response = await posted(`/api/v2${place}`, body);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function posted(place: string, body: unknown): Promise<Response> {
  const response = await ask(place, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    throw await problemOf(response);
  }
  return response;
}

/** Null where that was all; else the question that a code answers, see {@link secondStep}. */
export async function signIn(email: string, password: string): Promise<string | null> {
  const response = await posted(path, { email, password } satisfies SessionSignIn);
  if (response.status === 202) {
    return ((await response.json()) as SessionCodeAsked).challenge;
  }
  become('in', ((await response.json()) as SessionAnswersAccessGranted).access_token);
  return null;
}

export async function secondStep(challenge: string, code: string): Promise<void> {
  const response = await posted(`${path}/second-step`, { challenge, code } satisfies SecondStepSecondStep);
  become('in', ((await response.json()) as SessionAnswersAccessGranted).access_token);
}

export async function signOut(): Promise<void> {
  await ask(path, {
    method: 'DELETE',
    headers: token ? { Authorization: `Bearer ${token}` } : {},
  }).catch(() => undefined);
  become('out', null);
}

/** The account that a token is for; null where it does not say. The server decides what it is worth. */
function accountOf(accessToken: string): string | null {
  try {
    const claims = accessToken.split('.')[1] ?? '';
    return (
      (JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as { sub?: string }).sub ?? null
    );
  } catch {
    return null;
  }
}

/**
 * Goes on in another organisation of the person's, or enters one as a platform administrator. The page is loaded anew:
 * nothing that belongs to one organisation stays in memory for the other.
 */
export async function moveTo(
  organization: string,
  how: 'organization' | 'visit' = 'organization',
): Promise<void> {
  await refresh();
  await locked(async () => {
    const response = await ask(`${path}/${how}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ organization } satisfies SessionOrganizationWish),
    });
    if (!response.ok) {
      throw await problemOf(response);
    }
    return true;
  });
  place.open('/');
}

/** Where the page is; tests put another in its place. */
export const place = { open: (address: string) => window.location.assign(address) };

/**
 * True when we hold a new access token. Where there is no session to go on with, the server says so with an empty
 * answer. Only that and its refusal sign out; a lost connection does not.
 */
export function refresh(): Promise<boolean> {
  refreshing ??= locked(async () => {
    const response = await ask(`${path}/refresh`, { method: 'POST' });
    if (response.status === 200) {
      const before = account;
      become('in', ((await response.json()) as SessionAnswersAccessGranted).access_token);
      if (before !== null && account !== null && before !== account) {
        // Another tab has gone on in another organisation; what this one shows is of the one before.
        place.open('/');
      }
      return true;
    }
    if ([204, 400, 401, 403].includes(response.status)) {
      become('out', null);
      return false;
    }
    throw await problemOf(response);
  }).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function locked(work: () => Promise<boolean>): Promise<boolean> {
  // Browsers offer locks on secure origins only; elsewhere the server's grace for a reused cookie has to do.
  return 'locks' in navigator ? await navigator.locks.request('sightline.refresh', work) : await work();
}
