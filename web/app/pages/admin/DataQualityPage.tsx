import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { syncIssuesQuery } from '../../api/queries';
import type { SyncIssue } from '../../api/types';
import { Failed } from '../../layouts/Failed';
import { PageHead } from '../../layouts/PageHead';
import { Message, Skeleton } from '../../ui/Panel';
import { Select } from '../../ui/Select';
import { to } from '../../url/links';
import { useUrlState } from '../../url/useUrlState';
import { compact, text } from '../../url/view';
import { useNow } from '../../util/clock';
import { ago, count, counted, instant } from '../../util/format';
import { ConfirmDeletions } from './ConfirmDeletions';

const read = (params: URLSearchParams) => ({ kind: text(params.get('kind')) });
const write = (query: { kind?: string | null }) => compact({ kind: query.kind });

const heldBack = new Set(['mass_disappearance', 'access_shrank']);

/** Odd data is kept and shown here, with what it means and where to mend it; nothing is dropped for it. */
export default function DataQualityPage() {
  const [query, setQuery] = useUrlState(read, write);
  const answer = useQuery(syncIssuesQuery());
  const all = answer.data?.items ?? [];
  // The list ends somewhere; the counts are complete.
  const counts = answer.data?.counts ?? {};
  const total = Object.values(counts).reduce((sum, each) => sum + each, 0) || all.length;
  const kinds = byKind(all);
  const shown = query.kind ? kinds.filter(([kind]) => kind === query.kind) : kinds;
  return (
    <>
      <PageHead
        title="Data quality"
        actions={
          (answer.isPending || kinds.length > 1) && (
            <Select
              label="Kind of issue"
              value={query.kind ?? ''}
              active={query.kind !== null}
              onChange={(kind) => setQuery({ kind: kind || null })}
            >
              <option value="">Every kind ({count(total)})</option>
              {kinds.map(([kind, issues]) => (
                <option key={kind} value={kind}>
                  {issues[0]?.title} ({count(counts[kind] ?? issues.length)})
                </option>
              ))}
            </Select>
          )
        }
      >
        {answer.data && all.length > 0
          ? `${counted(total, 'issue', 'issues')} to mend in Odoo.`
          : 'What looks odd in Odoo, and what it means.'}
      </PageHead>
      <div className="flex flex-col gap-4 px-4 pb-8 md:px-6">
        {answer.isPending && <Skeleton className="h-60 w-full" />}
        {answer.isError && all.length === 0 && <Failed answer={answer} />}
        {answer.isSuccess && shown.length === 0 && (
          <Message title="Everything is in order">
            Cycles in the reporting tree, missing managers, records without owner and the like would appear
            here.
          </Message>
        )}
        {shown.map(([kind, issues]) => (
          <IssueGroup key={kind} issues={issues} total={counts[kind] ?? issues.length} />
        ))}
      </div>
    </>
  );
}

function IssueGroup({ issues, total }: { issues: SyncIssue[]; total: number }) {
  const now = useNow();
  return (
    <section
      aria-label={issues[0]?.title}
      data-testid="issue-group"
      className="rounded-panel border border-line bg-surface"
    >
      <header className="px-5 pt-3.5 pb-3">
        <h2 className="flex items-baseline gap-2 text-title font-semibold">
          {issues[0]?.title}
          <span className="text-small font-normal text-ink-3">{count(total)}</span>
        </h2>
        <p className="max-w-3xl text-ink-2">{issues[0]?.explanation}</p>
        {heldBack.has(issues[0]?.kind ?? '') && (
          <div className="mt-2">
            <ConfirmDeletions />
          </div>
        )}
      </header>
      <ul>
        {issues.map((issue) => (
          <li
            key={`${issue.subject.type}|${issue.subject.id}`}
            className="flex min-h-10 flex-wrap items-center gap-x-4 border-t border-line px-5 py-1.5"
          >
            <Subject issue={issue} />
            <span className="min-w-0 flex-1 truncate text-ink-3">{detailWords(issue.detail)}</span>
            <span className="text-small text-ink-3" title={instant(issue.since)}>
              noticed {ago(issue.since, now)}
            </span>
          </li>
        ))}
      </ul>
      {total > issues.length && (
        <p className="border-t border-line px-5 py-2 text-small text-ink-3">
          {count(total - issues.length)} more of this kind.
        </p>
      )}
    </section>
  );
}

function Subject({ issue }: { issue: SyncIssue }) {
  const { type, id, name } = issue.subject;
  const words = name || id;
  const href =
    type === 'opportunity'
      ? to.opportunity(id, { status: 'all' })
      : type === 'account'
        ? to.account(id)
        : type === 'person'
          ? to.team({ person: id })
          : type === 'user' || type === 'employee'
            ? // People are named after the record that stands for them; these issues name the record itself.
              to.team({ person: `${type}-${id}` })
            : null;
  return href ? (
    <Link to={href} className="opens font-medium">
      {words}
    </Link>
  ) : (
    <span className="font-medium">{words}</span>
  );
}

export function detailWords(detail: unknown): string {
  if (detail === null || detail === undefined) {
    return '';
  }
  if (typeof detail !== 'object') {
    return String(detail);
  }
  return Object.entries(detail as Record<string, unknown>)
    .filter(([, value]) => value !== null && value !== '')
    .map(
      ([name, value]) =>
        `${name.replaceAll('_', ' ')}: ${Array.isArray(value) ? value.join(', ') : String(value)}`,
    )
    .join(' · ');
}

function byKind(issues: SyncIssue[]): [string, SyncIssue[]][] {
  const groups = new Map<string, SyncIssue[]>();
  for (const issue of issues) {
    groups.set(issue.kind, [...(groups.get(issue.kind) ?? []), issue]);
  }
  return [...groups].sort((a, b) => b[1].length - a[1].length);
}
