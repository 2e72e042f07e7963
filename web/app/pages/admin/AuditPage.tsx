import { useInfiniteQuery } from '@tanstack/react-query';
import { auditQuery } from '../../api/queries';
import { Failed } from '../../layouts/Failed';
import { PageHead } from '../../layouts/PageHead';
import { useExport } from '../../layouts/useExport';
import { ListEnd } from '../../table/ListEnd';
import { Message, Panel, Skeleton } from '../../ui/Panel';
import { SearchField } from '../../ui/SearchField';
import { Select } from '../../ui/Select';
import { auditParams, readAudit, writeAudit } from '../../url/audit';
import { useUrlState } from '../../url/useUrlState';
import { AuditRow } from './AuditRow';
import { actionGroups } from './auditWords';

/** Who did what, when, from where, on whom, and how it went. */
export default function AuditPage() {
  const [query, setQuery] = useUrlState(readAudit, writeAudit);
  const list = useInfiniteQuery(auditQuery(query));
  const actions = list.data?.pages.flatMap((page) => page.items) ?? [];
  const { button, problem } = useExport({
    name: 'audit.csv',
    path: '/audit/export',
    params: auditParams(query),
  });
  return (
    <>
      <PageHead title="Audit log" actions={button}>
        {problem || 'Who did what, when and from where. Nothing of it can be changed.'}
      </PageHead>
      <search className="flex flex-wrap items-center gap-2 px-4 pb-3 md:px-6">
        <SearchField
          label="Person, subject or address"
          value={query.q}
          onChange={(q) => setQuery({ q }, { replace: true })}
          className="w-64 max-sm:w-full"
        />
        <Select
          label="What was done"
          value={query.action ?? ''}
          active={query.action !== null}
          onChange={(action) => setQuery({ action: action || null })}
        >
          <option value="">Everything</option>
          {actionGroups.map(([group, name]) => (
            <option key={group} value={group}>
              {name}
            </option>
          ))}
        </Select>
        <Select
          label="Outcome"
          value={query.outcome ?? ''}
          active={query.outcome !== null}
          onChange={(outcome) => setQuery({ outcome: (outcome || null) as typeof query.outcome })}
        >
          <option value="">Done or refused</option>
          <option value="DONE">Done</option>
          <option value="REFUSED">Refused</option>
        </Select>
        <Day label="From" value={query.since} onChange={(since) => setQuery({ since })} />
        <Day label="Until" value={query.until} onChange={(until) => setQuery({ until })} />
      </search>
      <div className="px-4 pb-8 md:px-6">
        <Panel title="Actions" note="Newest first" flush>
          {list.isPending && [1, 2, 3, 4, 5].map((key) => <Skeleton key={key} className="mx-5 my-4 h-5" />)}
          {list.isError && actions.length === 0 && <Failed answer={list} />}
          {list.isSuccess && actions.length === 0 && (
            <Message title="Nothing like that was done">Take other days, or look at everything.</Message>
          )}
          <ul
            data-testid="audit"
            aria-busy={list.isPlaceholderData}
            className={`transition-opacity duration-150 ${list.isPlaceholderData ? 'opacity-55' : ''}`}
          >
            {actions.map((action) => (
              <AuditRow key={action.position} action={action} />
            ))}
          </ul>
          <ListEnd
            shown={actions.length}
            total={null}
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            failed={list.isFetchNextPageError}
            onMore={() => void list.fetchNextPage()}
          />
        </Panel>
      </div>
    </>
  );
}

function Day({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | null;
  onChange: (day: string | null) => void;
}) {
  return (
    <label className="inline-flex items-center gap-1.5 text-ink-2">
      {label}
      <input
        type="date"
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value || null)}
        className={`h-8 rounded-control border bg-surface px-2 ${value ? 'border-accent text-accent' : 'border-line-strong text-ink'}`}
      />
    </label>
  );
}
