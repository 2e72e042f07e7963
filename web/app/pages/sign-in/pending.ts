/*
 * The word of an invitation while its owner signs in first. It stays out of addresses, which servers write down, and goes
 * with the tab.
 */
const key = 'sightline.invitation';

export function keepInvitation(token: string) {
  window.sessionStorage.setItem(key, token);
}

export function dropInvitation() {
  window.sessionStorage.removeItem(key);
}

/** That of the link, or else of the one that was opened before signing in. */
export function invitationToken(hash: string): string {
  return hash.slice(1) || window.sessionStorage.getItem(key) || '';
}
