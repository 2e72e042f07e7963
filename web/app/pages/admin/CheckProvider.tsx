import { useQuery } from '@tanstack/react-query';
import { post } from '../../api/client';
import { refusal } from '../../api/problem';
import type { CheckProviderChecked } from '../../api/schema';
import type { SignInProvider } from '../../api/types';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Skeleton } from '../../ui/Panel';

/** Asks the provider what can be asked without signing in, and says what came of it. */
export function CheckProvider({ provider, onClose }: { provider: SignInProvider; onClose: () => void }) {
  const check = useQuery({
    queryKey: ['check-provider', provider.id],
    queryFn: () => post<CheckProviderChecked>(`/sign-in-providers/${provider.id}/check`),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <Dialog label={`Check ${provider.name}`} onClose={onClose}>
      <div className="p-5">
        <h2 className="text-title font-semibold">
          {check.data
            ? check.data.works
              ? `${provider.name} answers`
              : `${provider.name} does not work yet`
            : `Checking ${provider.name}`}
        </h2>
        <div aria-live="polite" className="mt-3 min-h-20">
          {check.isPending && <Skeleton className="h-5" />}
          {check.isError && <p className="text-worse">{refusal(check.error)}</p>}
          <ul data-testid="findings">
            {check.data?.findings.map((finding) => (
              <li key={finding} className="mb-1.5 break-words text-ink-2">
                {finding}
              </li>
            ))}
          </ul>
        </div>
        <div className="mt-3 flex justify-end gap-2">
          <Button busy={check.isFetching} disabled={check.isFetching} onClick={() => void check.refetch()}>
            Check again
          </Button>
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
