import { useQuery } from '@tanstack/react-query';
import { post } from '../../../api/client';
import { refusal } from '../../../api/problem';
import type { Connection, ConnectionCheck } from '../../../api/types';
import { Button } from '../../../ui/Button';
import { Dialog } from '../../../ui/Dialog';
import { Skeleton } from '../../../ui/Panel';
import { CheckedModels } from './CheckedModels';
import { hostOf } from './keyRule';

/** Tries the connection as the sync uses it, and says what came of it. Nothing changes. */
export function TestConnection({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const host = hostOf(connection.url);
  const check = useQuery({
    queryKey: ['check-connection'],
    queryFn: () => post<ConnectionCheck>('/sync/connection/check', null),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const title = check.isFetching
    ? 'Trying the connection…'
    : check.isError
      ? `${host} cannot be read`
      : `${host} answers`;
  return (
    <Dialog label="Test the connection" onClose={onClose}>
      <div className="max-h-[90dvh] overflow-y-auto p-5">
        <h2 className="text-title font-semibold">{title}</h2>
        <div aria-live="polite" aria-busy={check.isFetching} className="mt-3 min-h-20">
          {check.isFetching ? (
            <Skeleton className="h-40" />
          ) : check.isError ? (
            <p className="text-worse">{refusal(check.error)}</p>
          ) : (
            check.data && (
              <>
                <p className="mb-3 text-ink-2">
                  Odoo {check.data.version}, database {connection.database}.
                </p>
                <CheckedModels check={check.data} />
              </>
            )
          )}
        </div>
        <div className="sticky -bottom-5 -mx-5 mt-4 -mb-5 flex justify-end gap-2 border-t border-line bg-surface px-5 py-3">
          <Button busy={check.isFetching} disabled={check.isFetching} onClick={() => void check.refetch()}>
            Test again
          </Button>
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
