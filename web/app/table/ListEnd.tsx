import { useEffect, useRef } from 'react';
import { Button } from '../ui/Button';
import { count } from '../util/format';

/** Loads the next page when the end comes into sight; the button does it for those who do not scroll. */
export function ListEnd({
  shown,
  total,
  hasMore,
  loading,
  onMore,
  failed = false,
}: {
  shown: number;
  total: number | null;
  hasMore: boolean;
  loading: boolean;
  onMore: () => void;
  failed?: boolean;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  more.current = onMore;
  const watching = hasMore && !loading && !failed;
  useEffect(() => {
    const element = ref.current;
    if (!watching || !element || !('IntersectionObserver' in window)) {
      return;
    }
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) {
          more.current();
        }
      },
      { rootMargin: '600px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [watching]);

  if (!hasMore) {
    return null;
  }
  return (
    <div
      ref={ref}
      className="sticky left-0 flex items-center justify-center gap-3 py-3 text-small text-ink-3"
    >
      <span>{total === null ? `${count(shown)} shown` : `${count(shown)} of ${count(total)} shown`}</span>
      <Button variant="ghost" busy={loading} onClick={onMore}>
        {failed ? 'Try again' : 'Show more'}
      </Button>
    </div>
  );
}
