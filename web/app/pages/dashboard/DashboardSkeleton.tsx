import { Skeleton } from '../../ui/Panel';

/** The shape of what comes, so that nothing jumps when it does. */
export function DashboardSkeleton() {
  return (
    <div role="status" aria-label="Loading the dashboard" className="flex flex-col gap-4 px-4 pb-8 md:px-6">
      <div className="grid grid-cols-2 gap-px overflow-hidden rounded-panel border border-line bg-line md:grid-cols-4 xl:grid-cols-[1.45fr_repeat(6,1fr)]">
        {[1, 2, 3, 4, 5, 6, 7].map((key) => (
          <div key={key} className="flex h-[124px] flex-col gap-3 bg-surface p-4">
            <Skeleton className="h-3 w-20" />
            <Skeleton className="h-7 w-28" />
            <Skeleton className="h-3 w-24" />
          </div>
        ))}
      </div>
      <div className="grid gap-4 xl:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        {[332, 332, 280, 280].map((height, index) => (
          <div key={index} className="rounded-panel border border-line bg-surface p-5" style={{ height }}>
            <Skeleton className="h-4 w-40" />
            <Skeleton className="mt-6 h-4 w-full" />
            <Skeleton className="mt-4 h-4 w-4/5" />
            <Skeleton className="mt-4 h-4 w-3/5" />
            <Skeleton className="mt-4 h-4 w-2/5" />
          </div>
        ))}
      </div>
    </div>
  );
}
