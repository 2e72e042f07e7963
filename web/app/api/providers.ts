import { queryOptions } from '@tanstack/react-query';
import { Problem } from './problem';
import type {
  ProviderSignInOfferedProvider,
  ProviderSignInOfferedProviders,
  ProviderSignInProviderSignIn,
  ProviderSignInProviderSignInBegun,
} from './schema';
import { place, problemOf } from './session';

const path = '/api/v2/session/provider';

async function ask<T>(address: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address, init);
  } catch {
    throw new Problem(0, {});
  }
  if (!response.ok) {
    throw await problemOf(response);
  }
  return (await response.json()) as T;
}

/** The domain of an address that is being typed; empty until there is one. */
export function domainOf(email: string): string {
  return /@([^@\s]+\.[^@\s.]{2,})\s*$/.exec(email)?.[1]?.toLowerCase() ?? '';
}

/** Where people of a domain may sign in; without one, those of the only organisation there is. Nobody's name is asked for. */
export const offeredQuery = (domain: string) =>
  queryOptions({
    queryKey: ['offered-providers', domain],
    queryFn: ({ signal }) =>
      ask<ProviderSignInOfferedProviders>(domain ? `${path}?email=${encodeURIComponent(domain)}` : path, {
        signal,
      }),
    staleTime: 60_000,
    retry: false,
  });

/** Leaves for the provider; it sends the browser back. */
export async function leaveFor(
  provider: ProviderSignInOfferedProvider,
  email: string,
  to: string,
): Promise<void> {
  const begun = await ask<ProviderSignInProviderSignInBegun>(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      organization: provider.organization,
      provider: provider.id,
      email: email || null,
      to,
    } satisfies ProviderSignInProviderSignIn),
  });
  place.open(begun.authorization_url);
}
