import type { Instant } from './types';

/* How the reading of the source stands: /api/v2/sync and what is below it. */

export interface EntityCounts {
  model: string;
  label: string;
  read: number;
  changed: number;
  unchanged: number;
  deleted: number;
  failed: number;
}

export interface SyncJob {
  id: string;
  kind: 'first' | 'full' | 'incremental' | 'rescan' | 'deletions' | 'webhook';
  state: 'running' | 'succeeded' | 'failed' | 'stopped';
  requested_by: string | null;
  started_at: Instant;
  finished_at: Instant | null;
  progress: {
    entity: string | null;
    done: number;
    total: number | null;
    percent: number | null;
    eta_seconds: number | null;
  } | null;
  entities: EntityCounts[];
  events: number;
  error: string | null;
}

export interface SyncStatus {
  state: string;
  enabled: boolean;
  source: { kind: string; url: string; version: string | null; database: string } | null;
  last: SyncJob | null;
  running: SyncJob | null;
  last_success_at: Instant | null;
  next_at: Instant | null;
  available: boolean;
  down_since: Instant | null;
  last_error: string | null;
}

export interface SyncIssue {
  kind: string;
  title: string;
  explanation: string;
  subject: { type: string; id: string; name: string | null };
  detail: unknown;
  since: Instant;
}

export interface SyncIssues {
  items: SyncIssue[];
  counts: Record<string, number>;
}
