import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { explain } from '../api/problem';
import { syncJobQuery, syncQuery, useMay, useStartSync } from '../api/queries';
import type { SyncJob, SyncStatus } from '../api/types';
import { counted } from '../util/format';

const said = 8_000;

export interface SyncProgress {
  /** What is read; null where nothing is connected, undefined until that is known. */
  source: SyncStatus['source'] | undefined;
  running: SyncJob | null;
  /** What came of the last one that was asked for here; gone after a moment. */
  outcome: { text: string; failed: boolean } | null;
  starting: boolean;
  start: (full?: boolean) => void;
}

/** One sync at a time per organisation, whoever asked: this follows it, and goes on when the page is left. */
export function useSync(): SyncProgress {
  const client = useQueryClient();
  const status = useQuery({ ...syncQuery(), enabled: useMay()('view_sync') }).data;
  const start = useStartSync();
  const [asked, setAsked] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<SyncProgress['outcome']>(null);
  const job = useQuery({ ...syncJobQuery(asked ?? ''), enabled: asked !== null }).data;

  useEffect(() => {
    if (asked !== null && job !== undefined && job.state !== 'running') {
      setAsked(null);
      setOutcome(outcomeOf(job));
      void client.invalidateQueries();
    }
  }, [asked, job, client]);

  // A sync that someone else started, or the clock: its result is news here too.
  const last = useRef(status?.last_success_at);
  useEffect(() => {
    if (status && last.current !== undefined && last.current !== status.last_success_at) {
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'sync' });
    }
    last.current = status?.last_success_at;
  }, [status, client]);

  useEffect(() => {
    if (outcome) {
      const timer = setTimeout(() => setOutcome(null), said);
      return () => clearTimeout(timer);
    }
  }, [outcome]);

  return {
    source: status?.source,
    running: asked !== null ? (job ?? start.data?.job ?? null) : (status?.running ?? null),
    outcome,
    starting: start.isPending,
    start: (full = false) => {
      setOutcome(null);
      start.mutate(full, {
        onSuccess: (answer) => setAsked(answer.job.id),
        onError: (error) => setOutcome({ text: explain(error).title, failed: true }),
      });
    },
  };
}

function outcomeOf(job: SyncJob): { text: string; failed: boolean } {
  if (job.state !== 'succeeded') {
    return { text: job.error ?? 'The sync stopped before it was done', failed: true };
  }
  return {
    text:
      job.events === 0
        ? 'Synced, nothing had changed'
        : `Synced, ${counted(job.events, 'change', 'changes')}`,
    failed: false,
  };
}
