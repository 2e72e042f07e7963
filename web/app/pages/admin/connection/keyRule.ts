import type { Connection } from '../../../api/types';

/** Where to read, as it is typed. */
interface Place {
  url: string;
  database: string;
  login: string;
}

/** Where an address leads: scheme, host and port, however it is written; the text itself where it is no address yet. */
function origin(address: string): string {
  try {
    return new URL(address.trim()).origin;
  } catch {
    return address.trim();
  }
}

/**
 * Whether the key that is kept may go on. The server sends it nowhere but where it was given for, so another address, database or
 * login asks for the key again; what the settings name is not the organisation's to carry over.
 */
export function keepsKey(kept: Connection, wish: Place): boolean {
  return (
    kept.from === 'organization' &&
    origin(kept.url ?? '') === origin(wish.url) &&
    kept.database === wish.database.trim() &&
    kept.login === wish.login.trim()
  );
}

/** Whether it is the same Odoo, so that what was read of it still is of it. */
export const sameSource = (kept: Connection, wish: Place): boolean =>
  kept.from !== 'none' &&
  origin(kept.url ?? '') === origin(wish.url) &&
  kept.database === wish.database.trim();

/** An Odoo by its host, as people call it. */
export function hostOf(url: string | null): string {
  try {
    return new URL(url ?? '').host;
  } catch {
    return url ?? 'Odoo';
  }
}
