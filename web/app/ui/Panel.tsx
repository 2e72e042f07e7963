import { Component, type ReactNode, useId } from 'react';
import { Button } from './Button';

/** A part of a page with a heading of its own. Panels load, fail and retry by themselves. */
export function Panel({
  title,
  note,
  actions,
  children,
  className = '',
  flush = false,
}: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  /** Rows reach the edges. */
  flush?: boolean;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={`flex min-w-0 flex-col rounded-panel border border-line bg-surface ${className}`}
    >
      <header className="flex min-h-12 items-center gap-3 px-5 pt-2.5 pb-1.5">
        <h2 id={id} className="text-title font-semibold">
          {title}
        </h2>
        {note && <span className="truncate text-small text-ink-3">{note}</span>}
        {actions && <span className="ml-auto flex items-center gap-1">{actions}</span>}
      </header>
      <div className={`min-w-0 flex-1 ${flush ? 'pb-1.5' : 'px-5 pb-5'}`}>{children}</div>
    </section>
  );
}

export function Message({
  title,
  children,
  action,
  tone = 'plain',
  page = false,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  tone?: 'plain' | 'error';
  /** It is all that the page says: its title is the page's. */
  page?: boolean;
}) {
  const Title = page ? 'h1' : 'p';
  return (
    <div
      role={tone === 'error' ? 'alert' : undefined}
      className="mx-auto flex max-w-md flex-col items-center gap-1 px-6 py-10 text-center"
    >
      <Title className="font-semibold">{title}</Title>
      {children && <p className="text-ink-2">{children}</p>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}

/** A fault inside a panel stays inside it. */
export class Contain extends Component<{ children: ReactNode; onRetry?: () => void }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) {
      return this.props.children;
    }
    return (
      <Message
        tone="error"
        title="This part could not be shown"
        action={
          <Button
            onClick={() => {
              this.props.onRetry?.();
              this.setState({ failed: false });
            }}
          >
            Try again
          </Button>
        }
      >
        The rest of the page is not affected.
      </Message>
    );
  }
}

export function Skeleton({ className = '' }: { className?: string }) {
  return <span aria-hidden="true" className={`skeleton block ${className}`} />;
}
