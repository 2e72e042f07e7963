import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';
import { IconButton } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/icons';

const round =
  'inline-flex size-8 items-center justify-center rounded-control text-ink-3 hover:bg-hover hover:text-ink';

/** A detail over its list, or grown into a page of its own; the address says which. */
export function DetailFrame({
  title,
  page,
  panelHref,
  pageHref,
  onClose,
  steps,
  children,
}: {
  title: string;
  page: boolean;
  panelHref: string;
  pageHref: string;
  onClose: () => void;
  /** To the row before and the row after, where there is one. */
  steps?: { before: string | undefined; after: string | undefined };
  children: ReactNode;
}) {
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · Sightline`;
    return () => {
      document.title = before;
    };
  }, [title]);
  const bar = (
    <div className="flex h-12 shrink-0 items-center gap-1 border-b border-line px-3">
      {page ? (
        <Link
          to={panelHref}
          aria-label="Show as a panel over the list"
          title="Show as a panel"
          className={round}
        >
          <Icon name="panel" />
        </Link>
      ) : (
        <IconButton icon="close" label="Close" onClick={onClose} />
      )}
      {!page && (
        <Link to={pageHref} aria-label="Open as a page" title="Open as a page" className={round}>
          <Icon name="expand" />
        </Link>
      )}
      {!page && steps && (
        <span className="ml-auto flex gap-1">
          {steps.before && (
            <Link
              to={steps.before}
              replace
              aria-label="The row before"
              title="The row before"
              className={round}
            >
              <Icon name="up" />
            </Link>
          )}
          {steps.after && (
            <Link to={steps.after} replace aria-label="The row after" title="The row after" className={round}>
              <Icon name="down" />
            </Link>
          )}
        </span>
      )}
    </div>
  );
  if (page) {
    return (
      <div className="mx-auto w-full max-w-4xl">
        {bar}
        {children}
      </div>
    );
  }
  return (
    <Dialog label={title} shape="side" onClose={onClose}>
      <div className="flex h-full flex-col">
        {bar}
        <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
      </div>
    </Dialog>
  );
}
