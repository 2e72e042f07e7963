import { compact, oneOf, readDay, text } from './view';

/** What of the audit log is looked at. */
export interface AuditQuery {
  q: string;
  /** The beginning of an action's name: `account`, `api_key`. */
  action: string | null;
  outcome: 'DONE' | 'REFUSED' | null;
  /** Days, both within; of the viewer's time zone. */
  since: string | null;
  until: string | null;
}

export function readAudit(params: URLSearchParams): AuditQuery {
  return {
    q: params.get('q') ?? '',
    action: text(params.get('action')),
    outcome: oneOf<'DONE' | 'REFUSED' | ''>(params.get('outcome'), ['DONE', 'REFUSED'], '') || null,
    since: readDay(params, 'since'),
    until: readDay(params, 'until'),
  };
}

export function writeAudit(query: Partial<AuditQuery>): URLSearchParams {
  return compact({
    q: query.q,
    action: query.action,
    outcome: query.outcome,
    since: query.since,
    until: query.until,
  });
}

/** The same question for the server: from the first moment of the first day to the last of the last. */
export function auditParams(query: AuditQuery) {
  return {
    q: query.q.trim() || null,
    action: query.action,
    outcome: query.outcome,
    from: query.since && midnight(query.since, 0),
    to: query.until && midnight(query.until, 1),
  };
}

function midnight(day: string, later: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return new Date(year, month - 1, date + later).toISOString();
}
