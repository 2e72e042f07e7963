import { type ReactNode, useEffect } from 'react';

export function PageHead({
  title,
  children,
  actions,
  oneLine = false,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** Where what is said comes later than what stands below it. */
  oneLine?: boolean;
}) {
  useEffect(() => {
    document.title = `${title} · Sightline`;
  }, [title]);
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-2 px-4 pt-5 pb-3 md:px-6">
      <div className="min-w-0">
        <h1 className="text-[20px] leading-7 font-semibold tracking-[-0.01em]">{title}</h1>
        {/* Its place is kept: what is said here often comes later than the page. */}
        <p className={`min-h-[20px] text-ink-2 ${oneLine ? 'max-sm:truncate' : ''}`}>{children}</p>
      </div>
      {actions && <div className="ml-auto flex items-center gap-2">{actions}</div>}
    </div>
  );
}
