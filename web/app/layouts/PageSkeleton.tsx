import { Skeleton } from '../ui/Panel';

export function PageSkeleton() {
  return (
    <div className="p-6" role="status" aria-label="Loading the page">
      <Skeleton className="h-6 w-48" />
      <Skeleton className="mt-6 h-28 w-full" />
      <Skeleton className="mt-4 h-72 w-full" />
    </div>
  );
}
