import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useNavigate, useOutletContext, useParams, useSearchParams } from 'react-router';
import { Skeleton } from '../ui/Panel';
import { DetailFrame } from './DetailFrame';
import { Failed } from './Failed';

/** One record, over the list that it was opened from: the address names it and keeps the list's question. */
export function DetailPage<Data extends { name: string }>({
  what,
  answer,
  href,
  listHref,
  above,
  children,
}: {
  /** What it is called before its name is known. */
  what: string;
  answer: UseQueryResult<Data>;
  href: (id: string, page?: boolean) => string;
  listHref: string;
  /** What stands over it, also while it loads and where it cannot be shown. */
  above?: ReactNode;
  children: (data: Data) => ReactNode;
}) {
  const { id = '' } = useParams();
  const [params] = useSearchParams();
  const ids = useOutletContext<string[] | undefined>() ?? [];
  const navigate = useNavigate();
  const at = ids.indexOf(id);
  const step = (index: number) => {
    const next = at < 0 ? undefined : ids[index];
    return next === undefined ? undefined : href(next);
  };
  return (
    <DetailFrame
      title={answer.data?.name ?? what}
      page={params.get('view') === 'page'}
      panelHref={href(id)}
      pageHref={href(id, true)}
      onClose={() => navigate(listHref)}
      steps={{ before: step(at - 1), after: step(at + 1) }}
    >
      {above}
      {answer.data ? (
        <article className="px-6 pt-4 pb-10">{children(answer.data)}</article>
      ) : answer.isError ? (
        <Failed answer={answer} />
      ) : (
        <div className="space-y-4 p-6" role="status" aria-label={`Loading the ${what.toLowerCase()}`}>
          <Skeleton className="h-6 w-2/3" />
          <Skeleton className="h-9 w-40" />
          <Skeleton className="h-40 w-full" />
        </div>
      )}
    </DetailFrame>
  );
}
